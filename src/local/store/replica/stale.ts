import { text } from '../../../service/columns.ts';
import { all, first, run, type ReadableDatabase, type WritableDatabase } from '../database.ts';

/** From now on everything that is there is there only until the server has told everything anew. */
export function markAllStale(db: WritableDatabase): void {
  run(db, `INSERT OR IGNORE INTO stale SELECT assignment_id FROM task`);
}

export function holdsStale(db: ReadableDatabase): boolean {
  return first(db, `SELECT 1 AS one FROM stale LIMIT 1`) !== undefined;
}

/** It was told. @returns whether it was stale */
export function removeStale(db: WritableDatabase, assignmentId: string): boolean {
  return run(db, `DELETE FROM stale WHERE assignment_id = ?`, assignmentId) > 0;
}

export function staleIds(db: ReadableDatabase, limit: number): string[] {
  return all(db, `SELECT assignment_id FROM stale LIMIT ?`, limit).map((row) => text(row, 'assignment_id'));
}
