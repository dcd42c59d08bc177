import type { InstanceStatus, InstanceWait, TaskInstance, TaskKind } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
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

/** A recorded task: the engine's instance, and who completed it if a person did. */
export interface TaskRow {
  readonly id: string;
  readonly processId: string;
  /** The task's own code. C as soon as an answer is recorded, also while the process has not gone on yet. */
  readonly statusCode: TaskStatus;
  readonly instance: TaskInstance;
  readonly completedAt: Instant | null;
  /** On whose behalf. */
  readonly completedUser: string | null;
  /** Who did it: differs from completedUser when an administrator stood in. */
  readonly completedBy: string | null;
}

const columns =
  'id, process_id, path, name, title, kind, status, attempt, started_at, ended_at, input_json, output_json, ' +
  'context_json, next, wait_json, error_json, ask_json, seen_json, answer_json, completed_at, completed_user, completed_by';

const codes: Record<InstanceStatus, TaskStatus> = {
  active: 'A',
  waiting: 'W',
  completed: 'C',
  faulted: 'F',
  cancelled: 'X',
  skipped: 'S',
};

const statuses: Record<TaskStatus, InstanceStatus> = {
  A: 'active',
  W: 'waiting',
  C: 'completed',
  F: 'faulted',
  X: 'cancelled',
  S: 'skipped',
};

/** Writes what a walk made of an instance. What a person recorded (answer, completed_*) is never touched here. */
export function recordInstance(
  db: WritableDatabase,
  processId: string,
  newId: string,
  instance: TaskInstance,
): void {
  run(
    db,
    `INSERT INTO task (id, process_id, path, name, title, kind, status, attempt, started_at, ended_at, input_json,
       output_json, context_json, next, wait_json, error_json, ask_json, seen_json)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (process_id, path) DO UPDATE SET
       title = excluded.title, status = excluded.status, attempt = excluded.attempt, ended_at = excluded.ended_at,
       input_json = excluded.input_json, output_json = excluded.output_json, context_json = excluded.context_json,
       next = excluded.next, wait_json = excluded.wait_json, error_json = excluded.error_json,
       ask_json = excluded.ask_json, seen_json = excluded.seen_json`,
    newId,
    processId,
    instance.path,
    instance.name,
    instance.title,
    instance.kind,
    codes[instance.status],
    instance.attempt,
    instance.startedAt,
    instance.endedAt,
    JSON.stringify(instance.input),
    json(instance.output),
    json(instance.context),
    instance.next,
    jsonOrNull(instance.wait),
    jsonOrNull(instance.error),
    jsonOrNull(instance.ask),
    json(instance.seen),
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
  const row = first(db, `SELECT ${columns} FROM task WHERE id = ?`, id);
  return row === undefined ? null : toTask(row);
}

export function findTaskAt(db: ReadableDatabase, processId: string, path: string): TaskRow | null {
  const row = first(db, `SELECT ${columns} FROM task WHERE process_id = ? AND path = ?`, processId, path);
  return row === undefined ? null : toTask(row);
}

/** In the order in which they began. */
export function tasksOfProcess(db: ReadableDatabase, processId: string): TaskRow[] {
  return all(db, `SELECT ${columns} FROM task WHERE process_id = ? ORDER BY seq`, processId).map(toTask);
}

export function countWaiting(db: ReadableDatabase, kind: TaskKind): number {
  return count(db, `SELECT count(*) AS count FROM task WHERE kind = ? AND status = 'W'`, kind);
}

export function toTask(row: Row): TaskRow {
  return {
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
    status: code === 'C' && endedAt === null ? 'waiting' : statuses[code],
    attempt: integer(row, 'attempt'),
    startedAt: integer(row, 'started_at'),
    endedAt,
    input: JSON.parse(text(row, 'input_json')) as Json,
    output: value(row, 'output_json'),
    context: value(row, 'context_json'),
    next: textOrNull(row, 'next'),
    wait: parsed(row, 'wait_json') as InstanceWait | null,
    error: parsed(row, 'error_json') as ProblemDetails | null,
    ask: parsed(row, 'ask_json') as Ask | null,
    seen: value(row, 'seen_json'),
    answer: parsed(row, 'answer_json') as Answer | null,
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
