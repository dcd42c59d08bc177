import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { dataPaths, type DataPaths } from '../../src/local/data-folder.ts';
import { reachNothing } from '../../src/local/reach.ts';
import { restoreStore } from '../../src/local/store/backup.ts';
import { StoreError } from '../../src/local/store/errors.ts';
import { migrations } from '../../src/local/store/migrations/all.ts';
import { openStore } from '../../src/local/store/open.ts';
import { temporaryFolder } from '../support/account.ts';
import { killWhileOpen, tear } from '../support/database-file.ts';

// B1: at every moment of a restore the database is the old one or the new one, whole; or it is missing and openStore says so.

const child = join(import.meta.dirname, '../support/restore-child.ts');

/** More steps than a restore has; a restore that never ends by itself fails the test. */
const mostSteps = 200;

interface Scene {
  /** Makes the folder that is restored into. */
  readonly prepare: (paths: DataPaths) => void;
  /** What the store may say when it is opened after a kill: the note in it, or why it did not open. */
  readonly allowed: readonly string[];
  readonly arguments: readonly string[];
}

function setNote(paths: DataPaths, note: string): void {
  const store = openStore(paths, reachNothing);
  store.db.connection.prepare(`INSERT INTO meta (key, value) VALUES ('note', ?)`).run(note);
  store.close();
}

/** The newest row is in the log alone, as after a crash of the app. */
function oldStore(paths: DataPaths): void {
  setNote(paths, 'outdated');
  killWhileOpen(paths.database, `UPDATE meta SET value = 'old' WHERE key = 'note'`);
}

function damagedStore(paths: DataPaths): void {
  oldStore(paths);
  tear(paths.database);
}

/** Without its log it would be an older database, which opens. */
function futureStore(paths: DataPaths): void {
  setNote(paths, 'outdated');
  killWhileOpen(paths.database, `PRAGMA user_version = ${migrations.length + 1}`);
}

function interruptedRestore(paths: DataPaths): void {
  damagedStore(paths);
  renameSync(paths.database, `${paths.database}.before-restore-first`);
  writeFileSync(`${paths.database}.restoring`, 'half a cop');
}

function whatOpens(paths: DataPaths): string {
  try {
    const store = openStore(paths, reachNothing);
    const note: unknown = store.db.connection
      .prepare(`SELECT value FROM meta WHERE key = 'note'`)
      .pluck()
      .get();
    store.close();
    return String(note);
  } catch (error) {
    if (error instanceof StoreError) return error.problem;
    throw error;
  }
}

/** The notes of the databases that were kept, as far as they can be read. */
function keptNotes(folder: string): string[] {
  const kept = readdirSync(folder).filter((name) => /\.before-restore-\w+$/.test(name));
  return kept.flatMap((name) => {
    const connection = new Sqlite(join(folder, name));
    try {
      return [String(connection.prepare(`SELECT value FROM meta WHERE key = 'note'`).pluck().get())];
    } catch {
      return [];
    } finally {
      connection.close();
    }
  });
}

interface Outcome {
  /** What opened after the kill: the note in it, or why it did not open. */
  readonly opened: string;
  /** What was kept, once the restore was run again. */
  readonly kept: readonly string[];
}

/** Kills a restore before each of its steps in turn, opens, and restores again. @returns one outcome for each step */
function killAtEveryStep(root: string, scene: Scene): Outcome[] {
  const backup = join(root, 'backup.db');
  const made = dataPaths(join(root, 'made'));
  setNote(dataPaths(join(root, 'source')), 'new');
  cpSync(dataPaths(join(root, 'source')).database, backup);
  mkdirSync(made.folder);
  scene.prepare(made);
  const outcomes: Outcome[] = [];
  for (let nth = 1; nth < mostSteps; nth += 1) {
    const paths = dataPaths(join(root, `killed-${nth}`));
    cpSync(made.folder, paths.folder, { recursive: true });
    const options = [`--folder=${paths.folder}`, `--backup=${backup}`, `--nth=${nth}`, ...scene.arguments];
    const result = spawnSync(process.execPath, [child, ...options], { encoding: 'utf8' });
    if (result.signal === null && result.status !== 0) throw new Error(result.stderr);
    const opened = whatOpens(paths);
    expect(scene.allowed, `after a kill before step ${nth}`).toContain(opened);
    if (result.signal === null) return outcomes;
    restoreStore(paths, backup, 'again');
    expect(whatOpens(paths), `restored again after a kill before step ${nth}`).toBe('new');
    outcomes.push({ opened, kept: keptNotes(paths.folder) });
  }
  throw new Error(`The restore has more than ${mostSteps} steps`);
}

const distinct = (outcomes: readonly Outcome[]) => new Set(outcomes.map(({ opened }) => opened));

describe('a restore that is killed', () => {
  it.each([
    { fileSystem: 'with links', arguments: [] },
    { fileSystem: 'without links', arguments: ['--no-links'] },
  ])('leaves the old database, whole, or the new one, on a file system $fileSystem', (given) => {
    using folder = temporaryFolder();
    const outcomes = killAtEveryStep(folder.path, {
      prepare: oldStore,
      allowed: ['old', 'new'],
      arguments: given.arguments,
    });
    expect(distinct(outcomes)).toEqual(new Set(['old', 'new']));
    expect(outcomes.filter(({ kept }) => !kept.includes('old'))).toEqual([]);
  });

  it.each([
    { problem: 'damaged', prepare: damagedStore },
    { problem: 'future', prepare: futureStore },
  ])('never opens a part of a database that is kept as it is: $problem', ({ problem, prepare }) => {
    using folder = temporaryFolder();
    const allowed = [problem, 'interrupted', 'new'];
    const outcomes = killAtEveryStep(folder.path, { prepare, allowed, arguments: [] });
    expect(distinct(outcomes)).toEqual(new Set(allowed));
  });

  it('never makes an empty store when the second try is killed too', () => {
    using folder = temporaryFolder();
    const allowed = ['interrupted', 'new'];
    const outcomes = killAtEveryStep(folder.path, { prepare: interruptedRestore, allowed, arguments: [] });
    expect(distinct(outcomes)).toEqual(new Set(allowed));
  });
});
