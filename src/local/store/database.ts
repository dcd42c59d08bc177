import type Sqlite from 'better-sqlite3';
import { CountersignError } from '../../shared/errors.ts';
import { integer } from '../../service/columns.ts';
import { isUnavailable } from '../../service/unavailable.ts';

declare const readable: unique symbol;
declare const writable: unique symbol;

/** A handle that only reads. Queries take this, so that nothing that shows can write by accident. */
export interface ReadableDatabase {
  readonly connection: Sqlite.Database;
  readonly [readable]: true;
}

/** The one handle that writes; every verb that takes it is called inside `write`. */
export interface WritableDatabase extends ReadableDatabase {
  readonly [writable]: true;
}

export type Row = Record<string, string | number | null>;
type Parameter = string | number | null;

const statements = new WeakMap<Sqlite.Database, Map<string, Sqlite.Statement>>();

/** Runs `work` as one immediate transaction: all of it is on disk when this returns, or nothing of it is. */
export function write<T>(db: WritableDatabase, work: () => T): T {
  try {
    return db.connection.transaction(work).immediate();
  } catch (error) {
    if (isUnavailable(error)) throw new CountersignError('STORE_UNAVAILABLE', { cause: error });
    throw error;
  }
}

/** Reads several things of one moment. */
export function readTogether<T>(db: ReadableDatabase, work: () => T): T {
  return db.connection.transaction(work).deferred();
}

export function all(db: ReadableDatabase, sql: string, ...parameters: Parameter[]): Row[] {
  return prepared(db, sql).all(...parameters) as Row[];
}

export function first(db: ReadableDatabase, sql: string, ...parameters: Parameter[]): Row | undefined {
  return prepared(db, sql).get(...parameters) as Row | undefined;
}

export function count(db: ReadableDatabase, sql: string, ...parameters: Parameter[]): number {
  const row = first(db, sql, ...parameters);
  return row === undefined ? 0 : integer(row, 'count');
}

/** @returns how many rows changed */
export function run(db: WritableDatabase, sql: string, ...parameters: Parameter[]): number {
  return prepared(db, sql).run(...parameters).changes;
}

/** Preparing costs more than most statements: each text is prepared once per connection. */
function prepared(db: ReadableDatabase, sql: string): Sqlite.Statement {
  let known = statements.get(db.connection);
  if (known === undefined) statements.set(db.connection, (known = new Map()));
  let statement = known.get(sql);
  if (statement === undefined) known.set(sql, (statement = db.connection.prepare(sql)));
  return statement;
}
