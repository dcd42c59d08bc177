import type { InstanceWait, TaskInstance, TaskPath } from '../../engine/process-state.ts';
import { text } from '../../service/columns.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import {
  changingValues,
  isSettled,
  settledValues,
  taskColumns,
  toTaskRow,
} from '../../service/processes/task-values.ts';
import type { Instant } from '../../shared/clock.ts';
import type { TaskKind } from '../../shared/contract/task-kind.ts';
import type { Answer } from '../../shared/human-task/answer.ts';
import { all, count, first, run, type ReadableDatabase, type WritableDatabase } from './database.ts';

/** What a walk made of an instance that is new. */
export function insertInstance(
  db: WritableDatabase,
  processId: string,
  id: string,
  instance: TaskInstance,
): void {
  run(
    db,
    `INSERT INTO task (id, process_id, path, name, kind, started_at, title, status, attempt, ended_at, output_json,
       context_json, next, wait_json, wait_kind, error_json, reason, deadline_at, progress_json, ask_json, input_json,
       plan_json, seen_json)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    processId,
    instance.path,
    instance.name,
    instance.kind,
    instance.startedAt,
    ...changingValues(instance),
    ...settledValues(instance),
  );
}

/**
 * What a walk made of an instance that is there. What came from outside (answer, result, completed_*) is never touched here.
 * @param before the record that the walk was given: what it began with can be large, and is written again only where it differs
 */
export function updateInstance(
  db: WritableDatabase,
  processId: string,
  instance: TaskInstance,
  before?: TaskInstance,
): void {
  const settled = isSettled(instance, before);
  run(
    db,
    `UPDATE task SET title = ?, status = ?, attempt = ?, ended_at = ?, output_json = ?, context_json = ?, next = ?,
       wait_json = ?, wait_kind = ?, error_json = ?, reason = ?, deadline_at = ?, progress_json = ?, ask_json = ?
       ${settled ? '' : ', input_json = ?, plan_json = ?, seen_json = ?'}
     WHERE process_id = ? AND path = ?`,
    ...changingValues(instance),
    ...(settled ? [] : settledValues(instance)),
    processId,
    instance.path,
  );
}

/** The answer of a person. The process goes on from here in its own time. */
export function recordAnswer(
  db: WritableDatabase,
  taskId: string,
  answer: Answer,
  completion: { at: Instant; user: string; by: string },
): void {
  run(
    db,
    `UPDATE task SET status = 'C', answer_json = ?, completed_at = ?, completed_user = ?, completed_by = ?
     WHERE id = ? AND status = 'W'`,
    JSON.stringify(answer),
    completion.at,
    completion.user,
    completion.by,
    taskId,
  );
}

export function findTask(db: ReadableDatabase, id: string): TaskRow | null {
  const row = first(db, `SELECT ${taskColumns} FROM task WHERE id = ?`, id);
  return row === undefined ? null : toTaskRow(row);
}

export function findTaskAt(db: ReadableDatabase, processId: string, path: string): TaskRow | null {
  const row = first(db, `SELECT ${taskColumns} FROM task WHERE process_id = ? AND path = ?`, processId, path);
  return row === undefined ? null : toTaskRow(row);
}

/** @throws Error when nothing is recorded there */
export function findTaskId(db: ReadableDatabase, processId: string, path: TaskPath): string {
  const row = first(db, `SELECT id FROM task WHERE process_id = ? AND path = ?`, processId, path);
  if (row === undefined) throw new Error(`Task ${path} was not written`);
  return text(row, 'id');
}

/** In the order in which they began; `after` is the seq of the last one of the page before. */
export function pageOfTasks(
  db: ReadableDatabase,
  processId: string,
  after: number,
  limit: number,
): TaskRow[] {
  return all(
    db,
    `SELECT ${taskColumns} FROM task WHERE process_id = ? AND seq > ? ORDER BY seq LIMIT ?`,
    processId,
    after,
    limit,
  ).map(toTaskRow);
}

/** Those that completed before another one began, the latest first; without the kinds that are named. */
export function endedTasksBefore(
  db: ReadableDatabase,
  processId: string,
  seq: number,
  without: readonly TaskKind[],
  limit: number,
): TaskRow[] {
  const kinds = without.map(() => '?').join(', ');
  return all(
    db,
    `SELECT ${taskColumns} FROM task WHERE process_id = ? AND seq < ? AND status = 'C' AND kind NOT IN (${kinds})
     ORDER BY seq DESC LIMIT ?`,
    processId,
    seq,
    ...without,
    limit,
  ).map(toTaskRow);
}

/** Those that failed or were cancelled, in the order in which they began; without those that were tried again by hand. */
export function failedTasksOfProcess(db: ReadableDatabase, processId: string): TaskRow[] {
  return all(
    db,
    `SELECT ${taskColumns} FROM task WHERE process_id = ? AND status IN ('F', 'X')
       AND id NOT IN (SELECT task_id FROM task_retry WHERE process_id = ?)
     ORDER BY seq`,
    processId,
    processId,
  ).map(toTaskRow);
}

/** Those that have not ended, in the order in which they began. */
export function liveTasksOfProcess(db: ReadableDatabase, processId: string): TaskRow[] {
  return all(
    db,
    `SELECT ${taskColumns} FROM task WHERE process_id = ? AND ended_at IS NULL ORDER BY seq`,
    processId,
  ).map(toTaskRow);
}

export function countWaiting(db: ReadableDatabase, kind: InstanceWait['kind']): number {
  return count(db, `SELECT count(*) AS count FROM task WHERE wait_kind = ? AND status = 'W'`, kind);
}
