import type { EffectResult } from '../../engine/effect.ts';
import type { CancelReason, InstanceWait, TaskInstance, TaskPath } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { TaskKind } from '../../shared/contract/task-kind.ts';
import type { Answer } from '../../shared/human-task/answer.ts';
import type { Ask } from '../../shared/human-task/ask.ts';
import type { TaskStatus } from '../../shared/human-task/status.ts';
import type { Json } from '../../shared/json.ts';
import type { ProblemDetails } from '../../shared/problem-details.ts';
import {
  all,
  count,
  first,
  integer,
  integerOrNull,
  run,
  text,
  textOrNull,
  type ReadableDatabase,
  type Row,
  type WritableDatabase,
} from './database.ts';
import { type TaskRow, instanceStatuses, taskCodes } from '../../service/processes/task-row.ts';

const columns =
  'seq, id, process_id, path, name, title, kind, status, attempt, started_at, ended_at, input_json, output_json, ' +
  'context_json, next, wait_json, error_json, reason, deadline_at, plan_json, progress_json, ask_json, seen_json, ' +
  'answer_json, result_json, completed_at, completed_user, completed_by';

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
    ...changing(instance),
    ...settled(instance),
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
  const isSettled =
    instance.input === before?.input && instance.plan === before.plan && instance.seen === before.seen;
  run(
    db,
    `UPDATE task SET title = ?, status = ?, attempt = ?, ended_at = ?, output_json = ?, context_json = ?, next = ?,
       wait_json = ?, wait_kind = ?, error_json = ?, reason = ?, deadline_at = ?, progress_json = ?, ask_json = ?
       ${isSettled ? '' : ', input_json = ?, plan_json = ?, seen_json = ?'}
     WHERE process_id = ? AND path = ?`,
    ...changing(instance),
    ...(isSettled ? [] : settled(instance)),
    processId,
    instance.path,
  );
}

/** In the order of both statements above, as is what follows. */
function changing(instance: TaskInstance): (string | number | null)[] {
  return [
    instance.title,
    taskCodes[instance.status],
    instance.attempt,
    instance.endedAt,
    json(instance.output),
    json(instance.context),
    instance.next,
    jsonOrNull(instance.wait),
    instance.wait?.kind ?? null,
    jsonOrNull(instance.error),
    instance.reason,
    instance.deadline,
    json(instance.progress),
    jsonOrNull(instance.ask),
  ];
}

/** What a task begins with, and keeps from then on. */
function settled({ input, plan, seen }: TaskInstance): (string | null)[] {
  return [JSON.stringify(input), json(plan), json(seen)];
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
  const row = first(db, `SELECT ${columns} FROM task WHERE id = ?`, id);
  return row === undefined ? null : toTask(row);
}

export function findTaskAt(db: ReadableDatabase, processId: string, path: string): TaskRow | null {
  const row = first(db, `SELECT ${columns} FROM task WHERE process_id = ? AND path = ?`, processId, path);
  return row === undefined ? null : toTask(row);
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
    `SELECT ${columns} FROM task WHERE process_id = ? AND seq > ? ORDER BY seq LIMIT ?`,
    processId,
    after,
    limit,
  ).map(toTask);
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
    `SELECT ${columns} FROM task WHERE process_id = ? AND seq < ? AND status = 'C' AND kind NOT IN (${kinds})
     ORDER BY seq DESC LIMIT ?`,
    processId,
    seq,
    ...without,
    limit,
  ).map(toTask);
}

/** Those that failed or were cancelled, in the order in which they began; without those that were tried again by hand. */
export function failedTasksOfProcess(db: ReadableDatabase, processId: string): TaskRow[] {
  return all(
    db,
    `SELECT ${columns} FROM task WHERE process_id = ? AND status IN ('F', 'X')
       AND id NOT IN (SELECT task_id FROM task_retry WHERE process_id = ?)
     ORDER BY seq`,
    processId,
    processId,
  ).map(toTask);
}

/** Those that have not ended, in the order in which they began. */
export function liveTasksOfProcess(db: ReadableDatabase, processId: string): TaskRow[] {
  return all(
    db,
    `SELECT ${columns} FROM task WHERE process_id = ? AND ended_at IS NULL ORDER BY seq`,
    processId,
  ).map(toTask);
}

export function countWaiting(db: ReadableDatabase, kind: InstanceWait['kind']): number {
  return count(db, `SELECT count(*) AS count FROM task WHERE wait_kind = ? AND status = 'W'`, kind);
}

export function toTask(row: Row): TaskRow {
  return {
    seq: integer(row, 'seq'),
    id: text(row, 'id'),
    processId: text(row, 'process_id'),
    statusCode: text(row, 'status') as TaskStatus,
    instance: toInstance(row),
    completedAt: integerOrNull(row, 'completed_at'),
    completedUser: textOrNull(row, 'completed_user'),
    completedBy: textOrNull(row, 'completed_by'),
  };
}

function toInstance(row: Row): TaskInstance {
  const code = text(row, 'status') as TaskStatus;
  const endedAt = integerOrNull(row, 'ended_at');
  return {
    path: text(row, 'path'),
    name: text(row, 'name'),
    title: textOrNull(row, 'title'),
    kind: text(row, 'kind') as TaskKind,
    // Answered but not walked on yet: to the interpreter it still waits, with its answer beside it.
    status: code === 'C' && endedAt === null ? 'waiting' : instanceStatuses[code],
    attempt: integer(row, 'attempt'),
    startedAt: integer(row, 'started_at'),
    endedAt,
    input: JSON.parse(text(row, 'input_json')) as Json,
    output: value(row, 'output_json'),
    context: value(row, 'context_json'),
    next: textOrNull(row, 'next'),
    wait: parsed(row, 'wait_json') as InstanceWait | null,
    error: parsed(row, 'error_json') as ProblemDetails | null,
    reason: textOrNull(row, 'reason') as CancelReason | null,
    deadline: integerOrNull(row, 'deadline_at'),
    plan: value(row, 'plan_json'),
    progress: value(row, 'progress_json'),
    ask: parsed(row, 'ask_json') as Ask | null,
    seen: value(row, 'seen_json'),
    answer: parsed(row, 'answer_json') as Answer | null,
    result: parsed(row, 'result_json') as EffectResult | null,
  };
}

function json(data: Json | undefined): string | null {
  return data === undefined ? null : JSON.stringify(data);
}

function jsonOrNull(data: unknown): string | null {
  return data === null ? null : JSON.stringify(data);
}

function parsed(row: Row, column: string): unknown {
  const text = textOrNull(row, column);
  return text === null ? null : JSON.parse(text);
}

/** A recorded JSON null is a value; a column without text means that there is none yet. */
function value(row: Row, column: string): Json | undefined {
  return row[column] === null ? undefined : (parsed(row, column) as Json);
}
