import type { Begun, TaskPath } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import { all, count, first, run, type ReadableDatabase, type WritableDatabase } from './database.ts';
import type { RetriedTask } from '../../service/processes/describe-attempts.ts';
import { integer, text } from '../../service/columns.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';

/** How often the task at a path was tried again by hand. */
export function countRetries(db: ReadableDatabase, processId: string, path: TaskPath): number {
  return count(
    db,
    `SELECT count(*) AS count FROM task_retry WHERE process_id = ? AND path = ?`,
    processId,
    path,
  );
}

/** The oldest first. */
export function retriesAt(db: ReadableDatabase, processId: string, path: TaskPath): RetriedTask[] {
  return all(
    db,
    `SELECT task_id, retried_at, retried_by FROM task_retry WHERE process_id = ? AND path = ? ORDER BY retried_at, task_id`,
    processId,
    path,
  ).map((row) => ({
    taskId: text(row, 'task_id'),
    retriedAt: integer(row, 'retried_at'),
    retriedBy: text(row, 'retried_by'),
  }));
}

/** The path that a task had before it was tried again; its own where it was not. */
export function pathOf(db: ReadableDatabase, { id, instance }: TaskRow): TaskPath {
  const row = first(db, `SELECT path FROM task_retry WHERE task_id = ?`, id);
  return row === undefined ? instance.path : text(row, 'path');
}

/** The row leaves its path, with what it started and showed, so that another task can begin there. */
export function retireTask(
  db: WritableDatabase,
  { id, processId, instance: { path } }: TaskRow,
  by: { at: Instant; user: string },
): void {
  // `~r` escapes nothing in a JSON pointer, so it is the path of no task.
  const retired = `${path}~r${countRetries(db, processId, path) + 1}`;
  run(db, `UPDATE task SET path = ? WHERE id = ?`, retired, id);
  run(
    db,
    `UPDATE process SET parent_path = ? WHERE parent_id = ? AND parent_path = ?`,
    retired,
    processId,
    path,
  );
  run(db, `UPDATE publication SET path = ? WHERE process_id = ? AND path = ?`, retired, processId, path);
  run(
    db,
    `INSERT INTO task_retry (task_id, process_id, path, retried_at, retried_by) VALUES (?, ?, ?, ?, ?)`,
    id,
    processId,
    path,
    by.at,
    by.user,
  );
}

/** A process that has failed goes on: it is due at once. */
export function reopenProcess(db: WritableDatabase, id: string, begun: Begun | null, at: Instant): void {
  run(
    db,
    `UPDATE process SET status = 'A', ended_at = NULL, error_json = NULL, output_json = NULL, begun_json = ?, wake_at = ?,
       wake_count = wake_count + 1, resume_error = NULL, resume_attempts = 0
     WHERE id = ? AND status = 'F'`,
    begun === null ? null : JSON.stringify(begun),
    at,
    id,
  );
}
