import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { CountersignError } from '../../shared/errors.ts';
import type { DataPaths } from '../data-folder.ts';
import { filesOf } from './blob-path.ts';
import { copyBlobs, digestsNamedIn, keepBlobs } from './backup-files.ts';
import { isBusy, isDamage, StoreError } from './errors.ts';
import {
  checkIntegrity,
  identify,
  incomingFile,
  inspectStore,
  makePrivate,
  openReadOnly,
  takeLock,
} from './open.ts';

// B1: at every moment of a restore the database is the old one or the new one, whole; or it is missing and openStore says so.
// B2: a file takes its final name when it is on disk, checked, and one file without a log beside it.

/** More pages than a database can have. */
const allPages = 0x7fffffff;

/**
 * Copies the database into one file by SQLite's online backup: the app may run and write meanwhile; the copy is of one moment.
 * The files that it names come along, in a folder `<target>.files`; there is none where it names none.
 * @returns the digests of files whose bytes could not be read as they were stored: everything else is in the backup
 * @throws CountersignError INVALID_REQUEST when there is nothing to back up or the target exists
 * @throws StoreError `damaged`, `foreign` or `future` for the database, `miscopied` for the copy
 */
export async function backupStore(paths: DataPaths, target: string): Promise<string[]> {
  if (!existsSync(paths.database)) refuse(`There is no database in ${paths.folder} yet.`);
  if (existsSync(target) || existsSync(filesOf(target)))
    refuse(`${target} exists; choose a new file, so that no older backup is overwritten.`);
  if (!existsSync(dirname(resolve(target)))) refuse(`The folder ${dirname(resolve(target))} does not exist.`);
  const source = openReadOnly(paths.database).connection;
  const partial = `${resolve(target)}.partial`;
  try {
    identify(source, paths.database);
    rmSync(partial, { force: true });
    makePrivate(partial);
    // In one step: between two steps SQLite starts again whenever the app has written, so a busy app would be copied forever.
    await source.backup(partial, { progress: () => allPages });
    const missing = copyBlobs(paths.files, filesOf(partial), finishBackup(partial));
    if (existsSync(filesOf(partial))) renameSync(filesOf(partial), filesOf(target));
    putInPlace(partial, target);
    return missing;
  } catch (error) {
    rmSync(partial, { force: true });
    rmSync(filesOf(partial), { recursive: true, force: true });
    throw isDamage(error) ? whoIsDamaged(source, paths.database, partial, error) : error;
  } finally {
    source.close();
  }
}

/**
 * Puts a backup in the place of the database. The app must not run; what was there is kept beside it under the returned name.
 * The files come along both ways: those of the backup are added, those that were there are kept beside the kept database.
 * @param onMissing told each file that the backup names and does not have
 * @returns the file that the replaced database is kept as, or null when there was none
 * @throws StoreError `locked` while the app runs; `damaged`, `foreign` or `future` for an unusable backup
 */
export function restoreStore(
  paths: DataPaths,
  backup: string,
  label: string,
  onMissing: (digest: string) => void = () => {},
): string | null {
  if (!existsSync(backup)) refuse(`There is no file ${backup}.`);
  if (inspectStore(backup, 'always') === 0) throw new StoreError('foreign', backup);
  const lock = takeLock(paths);
  const incoming = incomingFile(paths);
  const existed = existsSync(paths.database);
  const wasInterrupted = !existed && existsSync(incoming);
  try {
    copyWithLog(backup, incoming);
    // Added before anything is replaced: whichever database is in place has its files.
    copyBlobs(filesOf(backup), paths.files, namedIn(incoming)).forEach(onMissing);
    const kept = keep(paths.database, label);
    if (kept !== null) keepBlobs(paths.files, filesOf(kept));
    putInPlace(incoming, paths.database);
    return kept;
  } catch (error) {
    const nothingMoved = existsSync(paths.database) === existed && !wasInterrupted;
    if (nothingMoved) rmSync(incoming, { force: true });
    throw error;
  } finally {
    lock.close();
  }
}

/**
 * A copy of a running app's database: no session is open on it, and it is one file without a log beside it.
 * @returns the digests of the files that it names
 */
function finishBackup(file: string): string[] {
  const copy = new Sqlite(file);
  try {
    copy.exec(`DELETE FROM meta WHERE key = 'open'`);
    copy.pragma('journal_mode = DELETE');
    checkIntegrity(copy, file);
    return digestsNamedIn(copy);
  } finally {
    copy.close();
  }
}

function namedIn(file: string): string[] {
  const { connection } = openReadOnly(file);
  try {
    return digestsNamedIn(connection);
  } finally {
    connection.close();
  }
}

function whoIsDamaged(
  source: Sqlite.Database,
  database: string,
  partial: string,
  error: unknown,
): StoreError {
  try {
    checkIntegrity(source, database);
    return new StoreError('miscopied', partial, error);
  } catch {
    return new StoreError('damaged', database, error);
  }
}

/**
 * Not a copy of the file: its newest rows may still be in the write-ahead log beside it. What an interrupted restore left is
 * emptied, not removed: it is what tells openStore of the interruption (S4).
 */
function copyWithLog(from: string, to: string): void {
  closeSync(openSync(to, 'w', 0o600));
  makePrivate(to);
  const source = openReadOnly(from).connection;
  try {
    source.prepare('VACUUM INTO ?').run(to);
  } finally {
    source.close();
  }
}

function keep(database: string, label: string): string | null {
  const kept = `${database}.before-restore-${label}`;
  if (existsSync(kept)) refuse(`${kept} exists; it would be overwritten.`);
  const existed = existsSync(database);
  if (existed && isSound(database)) {
    mergeLog(database);
    makePrivate(database);
    linkOrCopy(database, kept);
  } else {
    moveAsItIs(database, kept);
  }
  return existed ? kept : null;
}

function isSound(database: string): boolean {
  try {
    return inspectStore(database, 'always') > 0;
  } catch (error) {
    if (error instanceof StoreError && error.problem !== 'locked') return false;
    throw error;
  }
}

/** A log that stayed behind would be played into the restored database. */
function mergeLog(database: string): void {
  const connection = new Sqlite(database, { timeout: 2000 });
  try {
    const mode: unknown = connection.pragma('journal_mode = DELETE', { simple: true });
    if (mode !== 'delete') throw new StoreError('locked', database);
  } catch (error) {
    throw isBusy(error) ? new StoreError('locked', database, error) : error;
  } finally {
    connection.close();
  }
}

/** A second name, so that the first one is never missing. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // exFAT and some network file systems have no links.
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    sync(to);
  }
}

/**
 * A file that is not sound is not written, so its logs move along. It goes first: without its log it could open with answers
 * missing, whereas a missing database is noticed (S4).
 */
function moveAsItIs(database: string, kept: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) {
    if (existsSync(database + suffix)) renameSync(database + suffix, kept + suffix);
  }
}

function putInPlace(from: string, to: string): void {
  sync(from);
  syncFolder(dirname(resolve(to)));
  renameSync(from, to);
  syncFolder(dirname(resolve(to)));
}

/** Windows cannot open a folder, and writes a rename through by itself. */
function syncFolder(folder: string): void {
  if (process.platform !== 'win32') sync(folder, 'r');
}

function sync(file: string, flags: 'r' | 'r+' = 'r+'): void {
  const opened = openSync(file, flags);
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function refuse(message: string): never {
  throw new CountersignError('INVALID_REQUEST', { message });
}
