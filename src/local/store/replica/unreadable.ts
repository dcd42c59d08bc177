import { integer } from '../../../service/columns.ts';
import { count, first, run, type ReadableDatabase, type WritableDatabase } from '../database.ts';

/** The server has told a task of this assignment in words that this version does not know. `cursor`: where in its feed. */
export function putUnreadable(db: WritableDatabase, assignmentId: string, cursor: number): void {
  run(
    db,
    `INSERT INTO unreadable (assignment_id, cursor) VALUES (?, ?)
     ON CONFLICT (assignment_id) DO UPDATE SET cursor = excluded.cursor`,
    assignmentId,
    cursor,
  );
}

export function removeUnreadable(db: WritableDatabase, assignmentId: string): void {
  run(db, `DELETE FROM unreadable WHERE assignment_id = ?`, assignmentId);
}

export function removeAllUnreadable(db: WritableDatabase): void {
  run(db, `DELETE FROM unreadable`);
}

/** Where in its feed the server told this one; null: it is none of them. */
export function unreadableCursor(db: ReadableDatabase, assignmentId: string): number | null {
  const row = first(db, `SELECT cursor FROM unreadable WHERE assignment_id = ?`, assignmentId);
  return row === undefined ? null : integer(row, 'cursor');
}

export function countUnreadable(db: ReadableDatabase): number {
  return count(db, `SELECT count(*) AS count FROM unreadable`);
}

/** The cursor of the earliest of them; null: there are none. */
export function firstUnreadable(db: ReadableDatabase): number | null {
  const row = first(db, `SELECT cursor FROM unreadable ORDER BY cursor LIMIT 1`);
  return row === undefined ? null : integer(row, 'cursor');
}
