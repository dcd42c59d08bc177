import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { CountersignError } from '../../shared/errors.ts';
import type { DataPaths } from '../data-folder.ts';
import { isDamage, StoreError } from './errors.ts';
import { migrations } from './migrations/all.ts';
import { checkIntegrity, openReadOnly, takeLock } from './open.ts';

/**
 * Copies the database into one file by SQLite's online backup: the app may run and write meanwhile; the copy is of one moment.
 * @throws CountersignError INVALID_REQUEST when there is nothing to back up or the target exists; StoreError `damaged`
 */
export async function backupStore(paths: DataPaths, target: string): Promise<void> {
  if (!existsSync(paths.database)) refuse(`There is no database in ${paths.folder} yet.`);
  if (existsSync(target))
    refuse(`${target} exists; choose a new file, so that no older backup is overwritten.`);
  if (!existsSync(dirname(resolve(target)))) refuse(`The folder ${dirname(resolve(target))} does not exist.`);
  const source = openReadOnly(paths.database).connection;
  const partial = `${target}.partial`;
  try {
    await source.backup(partial);
    finishBackup(partial);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    throw isDamage(error) ? new StoreError('damaged', paths.database, error) : error;
  } finally {
    source.close();
  }
}

/**
 * Puts a backup in the place of the database. The app must not run; what was there is kept beside it under the returned name.
 * @returns the file that the replaced database was moved to, or null when there was none
 * @throws StoreError `locked` while the app runs, `damaged` or `future` for an unusable backup
 */
export function restoreStore(paths: DataPaths, backup: string, label: string): string | null {
  if (!existsSync(backup)) refuse(`There is no file ${backup}.`);
  mustBeUsable(backup);
  const lock = takeLock(paths);
  try {
    const incoming = `${paths.database}.restoring`;
    copyFileSync(backup, incoming);
    const kept = existsSync(paths.database) ? setAside(paths, label) : null;
    renameSync(incoming, paths.database);
    return kept;
  } finally {
    lock.close();
  }
}

/** A copy of a running app's database: no session is open on it, and it is one file without a log beside it. */
function finishBackup(file: string): void {
  const copy = new Sqlite(file);
  try {
    copy.exec(`DELETE FROM meta WHERE key = 'open'`);
    copy.pragma('journal_mode = DELETE');
    checkIntegrity(copy, file);
  } finally {
    copy.close();
  }
}

function mustBeUsable(backup: string): void {
  let copy: Sqlite.Database | undefined;
  try {
    copy = new Sqlite(backup, { readonly: true });
    checkIntegrity(copy, backup);
    const version = Number(copy.pragma('user_version', { simple: true }));
    if (version > migrations.length) throw new StoreError('future', backup);
    if (version === 0) throw new StoreError('damaged', backup);
  } catch (error) {
    throw isDamage(error) ? new StoreError('damaged', backup, error) : error;
  } finally {
    copy?.close();
  }
}

/** The write-ahead log belongs to the database that is moved away, so it moves along. */
function setAside(paths: DataPaths, label: string): string {
  const kept = `${paths.database}.before-restore-${label}`;
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(paths.database + suffix)) renameSync(paths.database + suffix, kept + suffix);
  }
  renameSync(paths.database, kept);
  return kept;
}

function refuse(message: string): never {
  throw new CountersignError('INVALID_REQUEST', { message });
}
