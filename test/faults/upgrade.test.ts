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

it('an upgrade that is killed after any of its statements leaves the old store, and goes through the next time', () => {
  const count = migrations.slice(1).flat().length;
  expect(count).toBeGreaterThan(10);
  for (let killAfter = 1; killAfter <= count; killAfter += 1) {
    using folder = temporaryFolder();
    const database = writeFirstStore(folder.path);
    const before = contents(database);
    expect(upgrade(folder.path, killAfter)).toBe(true);
    expect(contents(database)).toEqual(before);
    expect(upgrade(folder.path, 0)).toBe(false);
    const db = new Sqlite(database, { readonly: true });
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(db.prepare(`SELECT task_count FROM process ORDER BY seq`).pluck().all()).toEqual([1, 3]);
    db.close();
  }
});
