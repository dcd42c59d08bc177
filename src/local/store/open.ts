import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { DataPaths } from '../data-folder.ts';
import type { Reach } from '../reach.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { isDamage, sqliteCode, StoreError } from './errors.ts';
import { migrate } from './migrate.ts';

// S1: one process at a time holds the lock file of a data folder, and only that process writes its database.
// S2: a commit is on disk when it returns (WAL, synchronous FULL).
// S3: a file that does not open cleanly is left as it is.

export interface Store {
  readonly db: WritableDatabase;
  close(): void;
}

/** Checking all pages of a bigger file takes longer than a start should; it is done when the last run ended badly. */
const alwaysCheckBelowBytes = 8 * 1024 * 1024;

/** Opens or creates the database of a data folder. @throws StoreError */
export function openStore(paths: DataPaths, reach: Reach): Store {
  makeFolder(paths);
  const lock = takeLock(paths);
  try {
    const connection = connect(paths.database);
    try {
      verify(connection, paths.database);
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

/** A second connection that cannot write: for a backup of a running app and for long reads. */
export function openReadOnly(file: string): ReadableDatabase {
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true });
  return { connection } as unknown as ReadableDatabase;
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

/** The operating system drops this lock when the process ends, however it ends: no stale lock can be left behind. */
export function takeLock(paths: DataPaths): { close(): void } {
  let lock: Sqlite.Database | undefined;
  try {
    mkdirSync(dirname(paths.lock), { recursive: true });
    lock = new Sqlite(paths.lock, { timeout: 0 });
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    const busy = sqliteCode(error)?.startsWith('SQLITE_BUSY') === true;
    throw new StoreError(busy ? 'locked' : 'unwritable', paths.database, error);
  }
}

function connect(file: string): Sqlite.Database {
  let connection: Sqlite.Database | undefined;
  try {
    connection = new Sqlite(file, { timeout: 2000 });
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

function verify(connection: Sqlite.Database, file: string): void {
  const isNew = Number(connection.pragma('user_version', { simple: true })) === 0;
  if (isNew || !(endedBadly(connection) || statSync(file).size < alwaysCheckBelowBytes)) return;
  checkIntegrity(connection, file);
}

function endedBadly(connection: Sqlite.Database): boolean {
  const meta = connection.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'meta'`).get();
  return (
    meta !== undefined && connection.prepare(`SELECT 1 FROM meta WHERE key = 'open'`).get() !== undefined
  );
}
