import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrations } from '../../src/local/store/migrations/all.ts';
import { temporaryFolder } from '../support/account.ts';
import { writeFirstStore } from '../support/first-store.ts';

// I1: every acknowledged answer survives. I3: the old schema or the new one, never something between.

const child = join(import.meta.dirname, '../support/upgrade-child.ts');

function upgrade(folder: string, killAfter: number): boolean {
  const result = spawnSync(process.execPath, [child, folder, String(killAfter)], { encoding: 'utf8' });
  if (result.signal !== 'SIGKILL' && result.status !== 0) throw new Error(result.stderr);
  return result.signal === 'SIGKILL';
}

/** All that is there: the schema, and every row of every table. */
function contents(database: string): unknown {
  const db = new Sqlite(database, { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  const schema = db.prepare(`SELECT name, sql FROM sqlite_schema ORDER BY name`).all() as { name: string }[];
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .pluck()
    .all() as string[];
  const rows = tables.map((table) => db.prepare(`SELECT * FROM ${table}`).all());
  db.close();
  return { schema, rows };
}

/** What is there once the first so many migrations have gone through. */
function contentsAt(version: number): unknown {
  using folder = temporaryFolder();
  const database = writeFirstStore(folder.path);
  const db = new Sqlite(database);
  for (const statement of migrations.slice(1, version).flat()) db.exec(statement);
  db.close();
  return contents(database);
}

it('an upgrade that is killed after any of its statements leaves one version, and goes through the next time', () => {
  migrations.slice(1).forEach((statements, index) => {
    const before = contentsAt(index + 1);
    const done = migrations.slice(1, index + 1).flat().length;
    expect(statements.length).toBeGreaterThan(0);
    for (let killAfter = 1; killAfter <= statements.length; killAfter += 1) {
      using folder = temporaryFolder();
      const database = writeFirstStore(folder.path);
      expect(upgrade(folder.path, done + killAfter)).toBe(true);
      expect(contents(database)).toEqual(before);
      expect(upgrade(folder.path, 0)).toBe(false);
      const db = new Sqlite(database, { readonly: true });
      expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
      expect(db.prepare(`SELECT task_count FROM process ORDER BY seq`).pluck().all()).toEqual([1, 3]);
      db.close();
    }
  });
});
