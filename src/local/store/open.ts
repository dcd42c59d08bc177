import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { DataPaths } from '../data-folder.ts';
import type { Reach } from '../reach.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { isBusy, isDamage, sqliteCode, StoreError } from './errors.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/all.ts';

// S1: one process at a time holds the lock file of a data folder, and only that process writes its database.
// S2: a commit is on disk when it returns (WAL, synchronous FULL).
// S3: a file that is damaged, from a newer version or not ours is not written: it is looked at read-only before it is opened.
// S4: a restore that was interrupted is never mistaken for a store that does not exist yet.
// S5: the database, its log and its lock can be read by their owner alone.

export interface Store {
  readonly db: WritableDatabase;
  close(): void;
}

/** Checking all pages of a bigger file takes longer than a start should; it is done when the last run ended badly. */
const alwaysCheckBelowBytes = 8 * 1024 * 1024;

/** What every version of the schema has. */
const ownTables = ['meta', 'workflow', 'process', 'task'];

/** Opens or creates the database of a data folder. @throws StoreError */
export function openStore(paths: DataPaths, reach: Reach): Store {
  makeFolder(paths);
  const lock = takeLock(paths);
  try {
    if (existsSync(paths.database)) inspectStore(paths.database, 'after an unclean end');
    else if (existsSync(incomingFile(paths))) throw new StoreError('interrupted', paths.database);
    const connection = connect(paths.database);
    try {
      migrate(connection, reach);
      connection.exec(`INSERT INTO meta (key, value) VALUES ('open', '1') ON CONFLICT (key) DO NOTHING`);
    } catch (error) {
      connection.close();
      throw isDamage(error) ? new StoreError('damaged', paths.database, error) : error;
    }
    return {
      db: { connection } as unknown as WritableDatabase,
      close: () => {
        connection.exec(`DELETE FROM meta WHERE key = 'open'`);
        connection.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** Where a restore prepares the database that it is about to put in place. */
export function incomingFile(paths: DataPaths): string {
  return `${paths.database}.restoring`;
}

/** A second connection that cannot write: for a backup of a running app and for long reads. */
export function openReadOnly(file: string): ReadableDatabase {
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true });
  return { connection } as unknown as ReadableDatabase;
}

/**
 * Looks at a database on a connection that cannot write, so that a file which is refused stays byte for byte as it was.
 * @returns its schema version; 0 for a database without tables
 * @throws StoreError `foreign`, `future`, `damaged`, `locked`, or `unwritable` when it cannot even be read
 */
export function inspectStore(file: string, checkPages: 'always' | 'after an unclean end'): number {
  let connection: Sqlite.Database | undefined;
  try {
    connection = openToInspect(file);
    const version = identify(connection, file);
    const isDue = checkPages === 'always' || statSync(file).size < alwaysCheckBelowBytes;
    if (version > 0 && (isDue || endedBadly(connection))) checkIntegrity(connection, file);
    return version;
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if (isBusy(error)) throw new StoreError('locked', file, error);
    throw new StoreError(isDamage(error) ? 'damaged' : 'unwritable', file, error);
  } finally {
    connection?.close();
  }
}

/** @returns the schema version of a database of this program. @throws StoreError `foreign` or `future` */
export function identify(connection: Sqlite.Database, file: string): number {
  const version = Number(connection.pragma('user_version', { simple: true }));
  const tables = connection.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all();
  if (version === 0 && tables.length === 0) return 0;
  if (version === 0 || !ownTables.every((name) => tables.includes(name))) {
    throw new StoreError('foreign', file);
  }
  if (version > migrations.length) throw new StoreError('future', file);
  return version;
}

/**
 * Whether every page of the file can be read and its tables agree with their indexes.
 * @throws StoreError `damaged`
 */
export function checkIntegrity(connection: Sqlite.Database, file: string): void {
  const result: unknown = connection.pragma('quick_check(1)', { simple: true });
  if (result !== 'ok') throw new StoreError('damaged', file, new Error(String(result)));
}

function makeFolder(paths: DataPaths): void {
  try {
    mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreError('unwritable', paths.database, error);
  }
}

/**
 * Creates a file that only its owner can read, or takes the others' rights from one that exists. SQLite gives a log and
 * its index the rights of their database. An existing file is not opened: closing it would drop this process's POSIX locks.
 */
export function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    takeRightsOfOthers(file);
  }
}

function takeRightsOfOthers(file: string): void {
  const { mode } = statSync(file);
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  try {
    chmodSync(file, mode & 0o700);
  } catch (error) {
    // A file system without rights, such as exFAT, has none to take.
    if (!hasCode(error, 'EPERM') && !hasCode(error, 'ENOTSUP')) throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** The operating system drops this lock when the process ends, however it ends: no stale lock can be left behind. */
export function takeLock(paths: DataPaths): { close(): void } {
  let lock: Sqlite.Database | undefined;
  try {
    mkdirSync(dirname(paths.lock), { recursive: true });
    makePrivate(paths.lock);
    lock = new Sqlite(paths.lock, { timeout: 0 });
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    throw new StoreError(isBusy(error) ? 'locked' : 'unwritable', paths.database, error);
  }
}

/**
 * The one way in which a database is written: its owner's alone, WAL, durable at each commit. `pageSize`: of one that is new.
 * @throws StoreError
 */
export function connect(file: string, pageSize = 4096): Sqlite.Database {
  let connection: Sqlite.Database | undefined;
  try {
    makePrivate(file);
    for (const log of [`${file}-wal`, `${file}-shm`]) if (existsSync(log)) makePrivate(log);
    connection = new Sqlite(file, { timeout: 2000 });
    connection.pragma(`page_size = ${pageSize}`);
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    connection.pragma('trusted_schema = OFF');
    return connection;
  } catch (error) {
    connection?.close();
    throw new StoreError(isDamage(error) ? 'damaged' : 'unwritable', file, error);
  }
}

function openToInspect(file: string): Sqlite.Database {
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true });
  try {
    connection.pragma('schema_version');
    return connection;
  } catch (error) {
    connection.close();
    if (sqliteCode(error) !== 'SQLITE_READONLY_ROLLBACK') throw error;
    // A kill left half a transaction in the file; nobody can read it before SQLite, writing, has undone that half.
    return new Sqlite(file, { fileMustExist: true });
  }
}

function endedBadly(connection: Sqlite.Database): boolean {
  return connection.prepare(`SELECT 1 FROM meta WHERE key = 'open'`).get() !== undefined;
}
