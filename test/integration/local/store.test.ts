import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { dataPaths, type DataPaths } from '../../../src/local/data-folder.ts';
import { reachNothing } from '../../../src/local/reach.ts';
import { backupStore, restoreStore } from '../../../src/local/store/backup.ts';
import { StoreError } from '../../../src/local/store/errors.ts';
import { migrations } from '../../../src/local/store/migrations/all.ts';
import { openStore } from '../../../src/local/store/open.ts';
import {
  approvalWorkflow,
  onlyTask,
  openTestAccount,
  startSource,
  temporaryFolder,
} from '../../support/account.ts';
import { killWhileOpen, runSql, tear } from '../../support/database-file.ts';

function problemOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof StoreError) return error.problem;
    throw error;
  }
  throw new Error('It opened');
}

/** A closed store with a note in it, and a backup of it. */
function storeAndBackup(folder: string): { paths: DataPaths; backup: string } {
  const paths = dataPaths(join(folder, 'data'));
  mkdirSync(paths.folder);
  const store = openStore(paths, reachNothing);
  store.db.connection.exec(`INSERT INTO meta (key, value) VALUES ('note', 'in the backup')`);
  store.close();
  const backup = join(folder, 'backup.db');
  copyFileSync(paths.database, backup);
  return { paths, backup };
}

function noteOf(database: string): unknown {
  const connection = new Sqlite(database);
  const note = connection.prepare(`SELECT value FROM meta WHERE key = 'note'`).pluck().get();
  connection.close();
  return note;
}

const rightsOf = (file: string) => statSync(file).mode & 0o777;

describe('the store', () => {
  it('writes through to the disk before a commit returns, and checks references', () => {
    using folder = temporaryFolder();
    const store = openStore(dataPaths(folder.path), reachNothing);
    const { connection } = store.db;
    expect(connection.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(connection.pragma('synchronous', { simple: true })).toBe(2);
    expect(connection.pragma('foreign_keys', { simple: true })).toBe(1);
    store.close();
  });

  it('has only strict tables', () => {
    using folder = temporaryFolder();
    const store = openStore(dataPaths(folder.path), reachNothing);
    const tables = store.db.connection.pragma('table_list') as Array<{
      name: string;
      schema: string;
      strict: number;
    }>;
    const own = tables.filter(({ name, schema }) => schema === 'main' && !name.startsWith('sqlite_'));
    expect(own.length).toBeGreaterThan(5);
    expect(own.filter((table) => table.strict !== 1)).toEqual([]);
    store.close();
  });

  it('refuses a database from the future and leaves it as it is', () => {
    using folder = temporaryFolder();
    const paths = dataPaths(folder.path);
    openStore(paths, reachNothing).close();
    const future = new Sqlite(paths.database);
    future.pragma('journal_mode = DELETE');
    future.pragma(`user_version = ${migrations.length + 1}`);
    future.close();
    const before = readFileSync(paths.database);
    expect(problemOf(() => openStore(paths, reachNothing))).toBe('future');
    expect(readFileSync(paths.database).equals(before)).toBe(true);
  });

  it.each([0, 1, 77])(
    'refuses the database of another program, version %i, and leaves it as it is',
    (version) => {
      using folder = temporaryFolder();
      const paths = dataPaths(folder.path);
      const foreign = new Sqlite(paths.database);
      foreign.exec('CREATE TABLE bookmark (url TEXT); CREATE TABLE meta (key TEXT, value TEXT)');
      foreign.pragma(`user_version = ${version}`);
      foreign.close();
      const before = readFileSync(paths.database);
      expect(problemOf(() => openStore(paths, reachNothing))).toBe('foreign');
      expect(readFileSync(paths.database).equals(before)).toBe(true);
    },
  );

  it('refuses a damaged database whose log was not merged, and touches neither', () => {
    using folder = temporaryFolder();
    const paths = dataPaths(folder.path);
    openStore(paths, reachNothing).close();
    killWhileOpen(paths.database, `INSERT INTO meta (key, value) VALUES ('open', '1')`);
    tear(paths.database);
    const before = [paths.database, `${paths.database}-wal`].map((file) => readFileSync(file));
    expect(before[1]?.length).toBeGreaterThan(0);
    expect(problemOf(() => openStore(paths, reachNothing))).toBe('damaged');
    const after = [paths.database, `${paths.database}-wal`].map((file) => readFileSync(file));
    expect(after).toEqual(before);
  });

  it('opens a database that was killed with half a transaction in its file, without that half', () => {
    using folder = temporaryFolder();
    const paths = dataPaths(folder.path);
    openStore(paths, reachNothing).close();
    killWhileOpen(
      paths.database,
      `PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN;
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
       INSERT INTO meta (key, value) SELECT 'half-' || i, hex(randomblob(100)) FROM n`,
    );
    expect(existsSync(`${paths.database}-journal`)).toBe(true);
    const store = openStore(paths, reachNothing);
    expect(
      store.db.connection.prepare(`SELECT count(*) FROM meta WHERE key LIKE 'half-%'`).pluck().get(),
    ).toBe(0);
    store.close();
  });

  it('refuses a second writer of the same folder, and lets the next one in when the first is gone', () => {
    using folder = temporaryFolder();
    const paths = dataPaths(folder.path);
    const first = openStore(paths, reachNothing);
    expect(problemOf(() => openStore(paths, reachNothing))).toBe('locked');
    first.close();
    openStore(paths, reachNothing).close();
  });

  it('refuses a file that is no database', () => {
    using folder = temporaryFolder();
    const paths = dataPaths(folder.path);
    writeFileSync(paths.database, 'This is a shopping list, not a database. '.repeat(200));
    expect(problemOf(() => openStore(paths, reachNothing))).toBe('damaged');
  });

  it('refuses a database with a torn page, says how to recover, and does not touch it', async () => {
    using folder = temporaryFolder();
    const paths = dataPaths(folder.path);
    {
      await using test = openTestAccount(folder.path);
      await startSource(test, approvalWorkflow);
    }
    const torn = tear(paths.database);
    expect(() => openStore(paths, reachNothing)).toThrow(
      expect.objectContaining({
        problem: 'damaged',
        message: expect.stringContaining('countersign restore'),
      }),
    );
    expect(readFileSync(paths.database).equals(torn)).toBe(true);
  });

  it.runIf(process.platform !== 'win32')('keeps its folder to its owner', () => {
    using folder = temporaryFolder();
    const paths = dataPaths(join(folder.path, 'data'));
    openStore(paths, reachNothing).close();
    expect(rightsOf(paths.folder)).toBe(0o700);
  });

  it.runIf(process.platform !== 'win32')(
    'keeps its files to their owner in a folder that others can read',
    () => {
      using folder = temporaryFolder();
      chmodSync(folder.path, 0o755);
      const paths = dataPaths(folder.path);
      const files = [paths.database, `${paths.database}-wal`, `${paths.database}-shm`, paths.lock];
      const store = openStore(paths, reachNothing);
      expect(files.map(rightsOf)).toEqual([0o600, 0o600, 0o600, 0o600]);
      store.close();
    },
  );

  it.runIf(process.platform !== 'win32')('takes the rights of others from files that had them', () => {
    using folder = temporaryFolder();
    const paths = dataPaths(folder.path);
    openStore(paths, reachNothing).close();
    killWhileOpen(paths.database, `INSERT INTO meta (key, value) VALUES ('open', '1')`);
    const files = [paths.database, `${paths.database}-wal`, `${paths.database}-shm`, paths.lock];
    for (const file of files) chmodSync(file, 0o644);
    const store = openStore(paths, reachNothing);
    expect(files.map(rightsOf)).toEqual([0o600, 0o600, 0o600, 0o600]);
    store.close();
  });

  it('keeps its lock against other processes when the same process tries to open the folder again', () => {
    using folder = temporaryFolder();
    const paths = dataPaths(folder.path);
    const store = openStore(paths, reachNothing);
    expect(problemOf(() => openStore(paths, reachNothing))).toBe('locked');
    const other = spawnSync(process.execPath, [runSql, paths.lock, 'BEGIN EXCLUSIVE'], { encoding: 'utf8' });
    expect(other.stderr).toContain('SQLITE_BUSY');
    store.close();
  });
});

describe('backup and restore', () => {
  it('copies a running store and brings it back, keeping what it replaces', async () => {
    using folder = temporaryFolder();
    const paths = dataPaths(join(folder.path, 'data'));
    const backup = join(folder.path, 'backup.db');
    {
      await using test = openTestAccount(paths.folder);
      await startSource(test, approvalWorkflow, { requestId: 'REQ-001' });
      await backupStore(paths, backup);
      const task = await onlyTask(test);
      await test.client.humanTasks.complete({ taskAsstId: task.taskAsstId, response: { value: 'APPROVED' } });
      expect(() => restoreStore(paths, backup, 'x')).toThrow(/using the data folder/);
    }
    const kept = restoreStore(paths, backup, 'x');
    expect(kept).toBe(`${paths.database}.before-restore-x`);
    expect(readdirSync(paths.folder)).toContain('countersign.db.before-restore-x');
    await using restored = openTestAccount(paths.folder);
    expect((await onlyTask(restored)).contextSummary).toEqual({ requestId: 'REQ-001' });
  });

  it('never overwrites an older backup, and never restores a file that is not whole', async () => {
    using folder = temporaryFolder();
    const paths = dataPaths(join(folder.path, 'data'));
    openStore(paths, reachNothing).close();
    const existing = join(folder.path, 'existing.db');
    writeFileSync(existing, 'older');
    await expect(backupStore(paths, existing)).rejects.toThrow(/exists/);
    expect(() => restoreStore(paths, existing, 'x')).toThrow(StoreError);
    expect(readFileSync(existing, 'utf8')).toBe('older');
    openStore(paths, reachNothing).close();
  });

  it('brings back the rows that a backup has only in its log', () => {
    using folder = temporaryFolder();
    const paths = dataPaths(join(folder.path, 'data'));
    const backup = dataPaths(folder.path).database;
    const source = openStore(dataPaths(folder.path), reachNothing);
    source.close();
    killWhileOpen(backup, `INSERT INTO meta (key, value) VALUES ('note', 'only in the log')`);
    expect(statSync(`${backup}-wal`).size).toBeGreaterThan(0);
    restoreStore(paths, backup, 'x');
    expect(noteOf(paths.database)).toBe('only in the log');
    expect(noteOf(backup)).toBe('only in the log');
  });

  it('keeps the rows that the replaced database had only in its log', () => {
    using folder = temporaryFolder();
    const { paths, backup } = storeAndBackup(folder.path);
    killWhileOpen(paths.database, `UPDATE meta SET value = 'replaced' WHERE key = 'note'`);
    const kept = restoreStore(paths, backup, 'x');
    expect(noteOf(kept ?? '')).toBe('replaced');
    expect(noteOf(paths.database)).toBe('in the backup');
    expect(readdirSync(paths.folder).filter((name) => /-(wal|shm|journal)$/.test(name))).toEqual([]);
  });

  it('restores over a damaged database and keeps that one as it was, with its log', () => {
    using folder = temporaryFolder();
    const { paths, backup } = storeAndBackup(folder.path);
    killWhileOpen(paths.database, `UPDATE meta SET value = 'replaced' WHERE key = 'note'`);
    const torn = tear(paths.database);
    const log = readFileSync(`${paths.database}-wal`);
    const kept = restoreStore(paths, backup, 'x') ?? '';
    expect(readFileSync(kept).equals(torn)).toBe(true);
    expect(readFileSync(`${kept}-wal`).equals(log)).toBe(true);
    expect(noteOf(paths.database)).toBe('in the backup');
  });

  it('restores only a database of Countersign', () => {
    using folder = temporaryFolder();
    const { paths } = storeAndBackup(folder.path);
    const foreign = join(folder.path, 'foreign.db');
    new Sqlite(foreign).exec('CREATE TABLE bookmark (url TEXT)').close();
    const empty = join(folder.path, 'empty.db');
    writeFileSync(empty, '');
    expect(problemOf(() => restoreStore(paths, foreign, 'x'))).toBe('foreign');
    expect(problemOf(() => restoreStore(paths, empty, 'x'))).toBe('foreign');
    expect(noteOf(paths.database)).toBe('in the backup');
  });

  it('refuses a restore while another connection reads the database, and leaves nothing behind', () => {
    using folder = temporaryFolder();
    const { paths, backup } = storeAndBackup(folder.path);
    const reader = new Sqlite(paths.database, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM meta').get();
    expect(problemOf(() => restoreStore(paths, backup, 'x'))).toBe('locked');
    reader.close();
    expect(readdirSync(paths.folder).filter((name) => /restor/.test(name))).toEqual([]);
  });

  it('ends while another connection writes without a pause', async () => {
    using folder = temporaryFolder();
    const { paths } = storeAndBackup(folder.path);
    const writer = new Sqlite(paths.database);
    writer.pragma('synchronous = OFF');
    writer.exec(`INSERT INTO meta (key, value) VALUES ('big', hex(zeroblob(2000000))), ('count', '0')`);
    const write = writer.prepare(`UPDATE meta SET value = value + 1 WHERE key = 'count'`);
    const mostWrites = 2_000;
    let writes = 0;
    let next = setImmediate(function again() {
      write.run();
      writes += 1;
      if (writes < mostWrites) next = setImmediate(again);
    });
    const target = join(folder.path, 'second.db');
    await backupStore(paths, target);
    clearImmediate(next);
    writer.close();
    expect(writes).toBeGreaterThan(0);
    expect(writes).toBeLessThan(mostWrites);
    expect(noteOf(target)).toBe('in the backup');
  });

  it('is not stopped by what an interrupted backup left', async () => {
    using folder = temporaryFolder();
    const { paths } = storeAndBackup(folder.path);
    const target = join(folder.path, 'second.db');
    writeFileSync(`${target}.partial`, 'This is not a database. '.repeat(500));
    await backupStore(paths, target);
    expect(noteOf(target)).toBe('in the backup');
    expect(existsSync(`${target}.partial`)).toBe(false);
  });

  it('says which file is damaged: the database, or only the copy', async () => {
    using folder = temporaryFolder();
    const { paths } = storeAndBackup(folder.path);
    const target = join(folder.path, 'second.db');
    const exec = vi.spyOn(Sqlite.prototype, 'exec').mockImplementationOnce(function tearing(
      this: Sqlite.Database,
    ) {
      tear(this.name);
      return this;
    });
    await expect(backupStore(paths, target)).rejects.toMatchObject({
      problem: 'miscopied',
      file: `${target}.partial`,
    });
    exec.mockRestore();
    tear(paths.database);
    await expect(backupStore(paths, target)).rejects.toMatchObject({
      problem: 'damaged',
      file: paths.database,
    });
    expect(readdirSync(folder.path).filter((name) => name.startsWith('second'))).toEqual([]);
  });

  it.runIf(process.platform !== 'win32')('keeps backups and restored databases to their owner', async () => {
    using folder = temporaryFolder();
    const { paths, backup } = storeAndBackup(folder.path);
    chmodSync(backup, 0o644);
    chmodSync(paths.database, 0o644);
    const second = join(folder.path, 'second.db');
    await backupStore(paths, second);
    const kept = restoreStore(paths, backup, 'x') ?? '';
    expect([second, kept, paths.database].map(rightsOf)).toEqual([0o600, 0o600, 0o600]);
  });
});
