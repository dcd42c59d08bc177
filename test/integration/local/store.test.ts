import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { dataPaths } from '../../../src/local/data-folder.ts';
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

function problemOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof StoreError) return error.problem;
    throw error;
  }
  throw new Error('It opened');
}

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
    const future = new Sqlite(paths.database);
    future.exec('CREATE TABLE from_tomorrow (x)');
    future.pragma(`user_version = ${migrations.length + 1}`);
    future.close();
    expect(problemOf(() => openStore(paths, reachNothing))).toBe('future');
    const after = new Sqlite(paths.database);
    expect(after.prepare(`SELECT name FROM sqlite_schema`).pluck().all()).toEqual(['from_tomorrow']);
    after.close();
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
    const bytes = readFileSync(paths.database);
    const torn = Buffer.from(bytes);
    for (let page = 2; page * 4096 < torn.length; page += 1)
      torn.fill(0xa5, page * 4096 + 8, page * 4096 + 400);
    writeFileSync(paths.database, torn);
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
    expect(statSync(paths.folder).mode & 0o777).toBe(0o700);
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
});
