/** Why a store cannot be opened; `message` says what happened and what to do next, and is shown as it is. */
export type StoreProblem =
  'damaged' | 'foreign' | 'future' | 'interrupted' | 'locked' | 'miscopied' | 'unwritable';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly problem: StoreProblem;
  readonly file: string;

  constructor(problem: StoreProblem, file: string, cause?: unknown) {
    super(explain(problem, file), cause === undefined ? undefined : { cause });
    this.problem = problem;
    this.file = file;
  }
}

function explain(problem: StoreProblem, file: string): string {
  switch (problem) {
    case 'damaged':
      return (
        `The database ${file} is damaged, so it was left untouched. ` +
        'Put a backup in its place with `countersign restore <file>`, or move the file away to start empty.'
      );
    case 'foreign':
      return (
        `${file} is not a database of Countersign, so it was left untouched. ` +
        'Move it away, or choose another file or another folder with --data-dir.'
      );
    case 'future':
      return (
        `The database ${file} was written by a newer version of Countersign. ` +
        'Start that version, or restore a backup that this version made.'
      );
    case 'interrupted':
      return (
        `A restore was interrupted before ${file} was in place. ` +
        `Run \`countersign restore <file>\` again, or move ${file}.restoring away to start empty.`
      );
    case 'locked':
      return (
        `Another process is using the data folder of ${file}. ` +
        'Close the other Countersign, or choose another folder with --data-dir.'
      );
    case 'miscopied':
      return (
        `The copy ${file} could not be read back whole, so it was removed; the database itself is not damaged. ` +
        'Try again, to another disk if it fails again.'
      );
    case 'unwritable':
      return (
        `The database ${file} cannot be opened for writing. ` +
        'Check that the folder exists, is yours, and that its disk has room.'
      );
  }
}

/** SQLite's result code of an error it threw, e.g. `SQLITE_FULL`; null for every other error. */
export function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return error.code.startsWith('SQLITE_') ? error.code : null;
}

export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== null && (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB');
}

/** Another connection holds the lock that this one needs. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error)?.startsWith('SQLITE_BUSY') === true;
}
