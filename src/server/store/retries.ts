import type { TaskPath } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import { integer, text } from '../../service/columns.ts';
import type { RetriedTask } from '../../service/processes/describe-attempts.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import { first, type Reader, type Tx } from './database.ts';

/** How often the task at a path was tried again by hand. */
export async function countRetries(reader: Reader, processId: string, path: TaskPath): Promise<number> {
  const row = await first(
    reader,
    `SELECT count(*) AS count FROM task_retry WHERE process_id = $1 AND path = $2`,
    processId,
    path,
  );
  return row === undefined ? 0 : integer(row, 'count');
}

/** The oldest first. */
export async function retriesAt(reader: Reader, processId: string, path: TaskPath): Promise<RetriedTask[]> {
  const rows = await reader.query(
    `SELECT task_id, retried_at, retried_by FROM task_retry WHERE process_id = $1 AND path = $2
     ORDER BY retried_at, task_id`,
    processId,
    path,
  );
  return rows.map((row) => ({
    taskId: text(row, 'task_id'),
    retriedAt: integer(row, 'retried_at'),
    retriedBy: text(row, 'retried_by'),
  }));
}

/** The path that a task had before it was tried again; its own where it was not. */
export async function pathOf(reader: Reader, { id, instance }: TaskRow): Promise<TaskPath> {
  const row = await first(reader, `SELECT path FROM task_retry WHERE task_id = $1`, id);
  return row === undefined ? instance.path : text(row, 'path');
}

/** The row leaves its path, with what it started and showed, so that another task can begin there. */
export async function retireTask(
  tx: Tx,
  { id, processId, instance: { path } }: TaskRow,
  by: { at: Instant; user: string },
): Promise<void> {
  // `~r` escapes nothing in a JSON pointer, so it is the path of no task.
  const retired = `${path}~r${(await countRetries(tx, processId, path)) + 1}`;
  await tx.run(`UPDATE task SET path = $2 WHERE id = $1`, id, retired);
  await tx.run(
    `UPDATE process SET parent_path = $3 WHERE parent_id = $1 AND parent_path = $2`,
    processId,
    path,
    retired,
  );
  await tx.run(
    `UPDATE publication SET path = $3 WHERE process_id = $1 AND path = $2`,
    processId,
    path,
    retired,
  );
  await tx.run(
    `INSERT INTO task_retry (host_id, task_id, process_id, path, retried_at, retried_by) VALUES ($1, $2, $3, $4, $5, $6)`,
    tx.hostId,
    id,
    processId,
    path,
    by.at,
    by.user,
  );
}
