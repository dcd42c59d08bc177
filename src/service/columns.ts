// What a database gives is of the type that its column says, or the code that reads it is wrong.

/** A row of SQLite or of PostgreSQL, by the names of its columns. */
export type Columns = Readonly<Record<string, unknown>>;

/** @throws TypeError when the column holds anything else; so do all of these. */
export function text(row: Columns, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw unexpected(column, value);
  return value;
}

export function textOrNull(row: Columns, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function integer(row: Columns, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw unexpected(column, value);
  return value;
}

export function integerOrNull(row: Columns, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

/** SQLite knows no booleans: there it is 0 or 1. */
export function flag(row: Columns, column: string): boolean {
  const value = row[column];
  if (value === 0 || value === 1) return value === 1;
  if (typeof value !== 'boolean') throw unexpected(column, value);
  return value;
}

function unexpected(column: string, value: unknown): TypeError {
  return new TypeError(`Column ${column} holds ${value === undefined ? 'nothing' : typeof value}`);
}
