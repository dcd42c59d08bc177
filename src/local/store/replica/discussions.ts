import type { Instant } from '../../../shared/clock.ts';
import { text } from '../../../service/columns.ts';
import { first, run, type ReadableDatabase, type WritableDatabase } from '../database.ts';

/** The newest page of a discussion as it was read last, as JSON text; null: it never was. */
export function findDiscussion(db: ReadableDatabase, taskId: string): string | null {
  const row = first(db, `SELECT page_json FROM discussion WHERE task_id = ?`, taskId);
  return row === undefined ? null : text(row, 'page_json');
}

export function putDiscussion(db: WritableDatabase, taskId: string, pageJson: string, now: Instant): void {
  run(
    db,
    `INSERT OR REPLACE INTO discussion (task_id, page_json, read_at) VALUES (?, ?, ?)`,
    taskId,
    pageJson,
    now,
  );
}

export function removeDiscussion(db: WritableDatabase, taskId: string): void {
  run(db, `DELETE FROM discussion WHERE task_id = ?`, taskId);
}
