import type { EffectResult } from '../../engine/effect.ts';
import type { CancelReason, InstanceWait, TaskInstance } from '../../engine/process-state.ts';
import type { TaskKind } from '../../shared/contract/task-kind.ts';
import type { Answer } from '../../shared/human-task/answer.ts';
import type { Ask } from '../../shared/human-task/ask.ts';
import type { TaskStatus } from '../../shared/human-task/status.ts';
import type { Json } from '../../shared/json.ts';
import type { ProblemDetails } from '../../shared/problem-details.ts';
import { instanceStatuses, taskCodes, type TaskLine, type TaskRow } from './task-row.ts';

/** The columns of a task as both stores name them, and what a driver gives for them. */
export type TaskColumns = Readonly<Record<string, unknown>>;

/** What a list shows of a task: the columns of a TaskLine. */
export const lineColumns =
  'id, process_id, path, status, name, title, kind, wait_json, ask_json, answer_json';

/** The columns of a TaskRow. */
export const taskColumns =
  'seq, id, process_id, path, name, title, kind, status, attempt, started_at, ended_at, input_json, output_json, ' +
  'context_json, next, wait_json, error_json, reason, deadline_at, plan_json, progress_json, ask_json, seen_json, ' +
  'answer_json, result_json, completed_at, completed_user, completed_by';

/** The names of what `changingValues` gives, in its order. */
export const changingColumns = [
  'title',
  'status',
  'attempt',
  'ended_at',
  'output_json',
  'context_json',
  'next',
  'wait_json',
  'wait_kind',
  'error_json',
  'reason',
  'deadline_at',
  'progress_json',
  'ask_json',
] as const;

/** The names of what `settledValues` gives, in its order. */
export const settledColumns = ['input_json', 'plan_json', 'seen_json'] as const;

/** What every walk may change of an instance. What comes from outside (answer, result, completed_*) is none of it. */
export function changingValues(instance: TaskInstance): (string | number | null)[] {
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
export function settledValues({ input, plan, seen }: TaskInstance): (string | null)[] {
  return [JSON.stringify(input), json(plan), json(seen)];
}

/** Whether what the task began with is what is recorded of it: it can be large, and is written again only where it differs. */
export function isSettled(instance: TaskInstance, before: TaskInstance | undefined): boolean {
  return instance.input === before?.input && instance.plan === before.plan && instance.seen === before.seen;
}

export function toTaskRow(row: TaskColumns): TaskRow {
  return {
    seq: row['seq'] as number,
    id: row['id'] as string,
    processId: row['process_id'] as string,
    statusCode: row['status'] as TaskStatus,
    instance: toInstance(row),
    completedAt: row['completed_at'] as number | null,
    completedUser: row['completed_user'] as string | null,
    completedBy: row['completed_by'] as string | null,
  };
}

export function toTaskLine(row: TaskColumns): TaskLine {
  return {
    id: row['id'] as string,
    processId: row['process_id'] as string,
    path: row['path'] as string,
    statusCode: row['status'] as TaskStatus,
    name: row['name'] as string,
    title: row['title'] as string | null,
    kind: row['kind'] as TaskKind,
    wait: parsed(row['wait_json']) as InstanceWait | null,
    ask: parsed(row['ask_json']) as Ask | null,
    answer: parsed(row['answer_json']) as Answer | null,
  };
}

function toInstance(row: TaskColumns): TaskInstance {
  const code = row['status'] as TaskStatus;
  const endedAt = row['ended_at'] as number | null;
  return {
    path: row['path'] as string,
    name: row['name'] as string,
    title: row['title'] as string | null,
    kind: row['kind'] as TaskKind,
    // Answered but not walked on yet: to the interpreter it still waits, with its answer beside it.
    status: code === 'C' && endedAt === null ? 'waiting' : instanceStatuses[code],
    attempt: row['attempt'] as number,
    startedAt: row['started_at'] as number,
    endedAt,
    input: parsed(row['input_json']),
    output: value(row['output_json']),
    context: value(row['context_json']),
    next: row['next'] as string | null,
    wait: parsed(row['wait_json']) as InstanceWait | null,
    error: parsed(row['error_json']) as ProblemDetails | null,
    reason: row['reason'] as CancelReason | null,
    deadline: row['deadline_at'] as number | null,
    plan: value(row['plan_json']),
    progress: value(row['progress_json']),
    ask: parsed(row['ask_json']) as Ask | null,
    seen: value(row['seen_json']),
    answer: parsed(row['answer_json']) as Answer | null,
    result: parsed(row['result_json']) as EffectResult | null,
  };
}

function json(data: Json | undefined): string | null {
  return data === undefined ? null : JSON.stringify(data);
}

function jsonOrNull(data: unknown): string | null {
  return data === null ? null : JSON.stringify(data);
}

function parsed(text: unknown): Json {
  return typeof text === 'string' ? (JSON.parse(text) as Json) : null;
}

/** A recorded JSON null is a value; a column without text means that there is none yet. */
function value(text: unknown): Json | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as Json) : undefined;
}
