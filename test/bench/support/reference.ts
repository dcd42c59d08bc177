import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { temporaryFolder } from '../../support/account.ts';
import { seconds } from './pairs.ts';

/**
 * What somebody would write by hand for one process of three tasks, the second of them a person's: no engine, no history, five
 * durable commits, one after the other. `FULL`: each is on disk when it returns.
 */
interface Reference extends Disposable {
  /** Three commits: the process, its first task, the ask. @returns the id to answer with */
  begin(): number;
  /** The fourth. */
  answer(id: number): void;
  /** The fifth: the last task and the end. */
  finish(id: number): void;
}

function openReference(): Reference {
  const folder = temporaryFolder();
  const db = openDatabase(join(folder.path, 'reference.db'));
  db.exec(`
    CREATE TABLE process (id INTEGER PRIMARY KEY, status TEXT NOT NULL, input TEXT NOT NULL, output TEXT) STRICT;
    CREATE TABLE task (process INTEGER NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, input TEXT NOT NULL,
      output TEXT, answer TEXT, PRIMARY KEY (process, name)) STRICT, WITHOUT ROWID;
    CREATE INDEX waiting ON task (process) WHERE status = 'waiting';`);
  const insertProcess = db.prepare(`INSERT INTO process (status, input) VALUES ('active', ?)`);
  const insertTask = db.prepare(
    `INSERT INTO task (process, name, status, input, output) VALUES (?, ?, ?, ?, ?)`,
  );
  const answerTask = db.prepare(`UPDATE task SET answer = ? WHERE process = ? AND name = 'decide'`);
  const endTask = db.prepare(
    `UPDATE task SET status = 'completed', output = answer WHERE process = ? AND name = ?`,
  );
  const endProcess = db.prepare(`UPDATE process SET status = 'completed', output = ? WHERE id = ?`);
  const input = JSON.stringify({ request: 'REQ', amount: 12.5 });
  const answer = JSON.stringify({ value: 'APPROVED', submittedAt: '2026-05-22T14:30:00.000Z' });
  const finish = db.transaction((id: number) => {
    endTask.run(id, 'decide');
    insertTask.run(id, 'finish', 'completed', answer, '{"decision":"APPROVED"}');
    endProcess.run('{"decision":"APPROVED"}', id);
  });
  return {
    begin() {
      const id = Number(insertProcess.run(input).lastInsertRowid);
      insertTask.run(id, 'prepare', 'completed', input, input);
      insertTask.run(id, 'decide', 'waiting', input, null);
      return id;
    },
    answer: (id) => void answerTask.run(answer, id),
    finish: (id) => finish.immediate(id),
    [Symbol.dispose]() {
      db.close();
      folder[Symbol.dispose]();
    },
  };
}

/** @returns processes per second */
export async function referenceThroughput(processes: number): Promise<number> {
  using reference = openReference();
  const took = await seconds(() => {
    const ids = Array.from({ length: processes }, () => reference.begin());
    for (const id of ids) reference.answer(id);
    for (const id of ids) reference.finish(id);
  });
  return processes / took;
}

/** @returns milliseconds from an answer to the end of its process, one process at a time */
export function referenceLatencies(samples: number): number[] {
  using reference = openReference();
  return Array.from({ length: samples }, () => {
    const id = reference.begin();
    const from = performance.now();
    reference.answer(id);
    reference.finish(id);
    return performance.now() - from;
  });
}

/** One process of many steps, each durable before the next begins. @returns steps per second */
export async function referenceSteps(steps: number): Promise<number> {
  using folder = temporaryFolder();
  const db = openDatabase(join(folder.path, 'reference.db'));
  db.exec(
    'CREATE TABLE step (number INTEGER PRIMARY KEY, status TEXT NOT NULL, output TEXT NOT NULL) STRICT',
  );
  const insert = db.prepare(`INSERT INTO step VALUES (?, 'completed', ?)`);
  const took = await seconds(() => {
    for (let step = 0; step < steps; step += 1) insert.run(step, JSON.stringify({ sum: step }));
  });
  db.close();
  return steps / took;
}

/** So many commits with so many rows of an ordinary task's size in all: what no host on SQLite can fall below. @returns seconds */
export function floor(commits: number, rows: number): Promise<number> {
  using folder = temporaryFolder();
  const db = openDatabase(join(folder.path, 'floor.db'));
  db.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO row (value) VALUES (?)');
  const value = 'x'.repeat(300);
  const commit = db.transaction((count: number) => {
    for (let row = 0; row < count; row += 1) insert.run(value);
  });
  const took = seconds(() => {
    for (let index = 0; index < commits; index += 1) {
      commit.immediate(Math.floor(((index + 1) * rows) / commits) - Math.floor((index * rows) / commits));
    }
  });
  db.close();
  return took;
}

function openDatabase(file: string): Sqlite.Database {
  const db = new Sqlite(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  return db;
}
