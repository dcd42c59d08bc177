import { text } from '../../service/columns.ts';
import { first, run, type ReadableDatabase, type WritableDatabase } from './database.ts';

/** The facts of the store itself: its host id and the local user's id. */
export function readMeta(db: ReadableDatabase, key: string): string | null {
  const row = first(db, `SELECT value FROM meta WHERE key = ?`, key);
  return row === undefined ? null : text(row, 'value');
}

export function writeMeta(db: WritableDatabase, key: string, value: string): void {
  run(
    db,
    `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    key,
    value,
  );
}
