import type { Begun, ListPositions } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { ProcessStatus } from '../../shared/human-task/status.ts';
import type { Json } from '../../shared/json.ts';
import type { ProblemDetails } from '../../shared/problem-details.ts';
import {
  all,
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
import { lastPosition } from './events.ts';

export interface ProcessRow {
  readonly seq: number;
  readonly id: string;
  readonly workflowId: string;
  readonly status: ProcessStatus;
  readonly input: Json;
  readonly output: Json | undefined;
  readonly error: ProblemDetails | null;
  readonly startedBy: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly wakeAt: Instant | null;
  /** For when it was due before failed walks put it off; null when none did. */
  readonly dueSince: Instant | null;
  readonly wakeCount: number;
  readonly resumeError: string | null;
  readonly resumeAttempts: number;
  readonly begun: Begun | null;
  readonly lists: ListPositions;
  readonly eventsFrom: number;
  readonly suspendedAt: Instant | null;
  readonly cancelRequestedAt: Instant | null;
  /** What whoever asked for its end gave as the reason. */
  readonly cancelReason: string | null;
  readonly cancelledBy: string | null;
  readonly trigger: ProcessTrigger;
  readonly parent: ProcessParent | null;
  /** How many processes are above it, each started by the one before. */
  readonly depth: number;
  readonly taskCount: number;
}

/** What started a process. */
export type ProcessTrigger = 'manual' | 'schedule' | 'event' | 'parent';

export interface ProcessParent {
  readonly id: string;
  /** The task that started this process. */
  readonly path: string;
  /** Whether the end of this process is the result of that task. */
  readonly awaits: boolean;
}

export const processColumns =
  'seq, id, workflow_id, status, input_json, output_json, error_json, started_by, started_at, ended_at, ' +
  'wake_at, due_since, wake_count, resume_error, resume_attempts, begun_json, lists_json, events_from, suspended_at, cancel_requested_at, ' +
  'cancel_reason, cancelled_by, trigger, parent_id, parent_path, parent_awaits, depth, task_count';

/**
 * A new process is due at once: it is walked for the first time like any other that has something to do. The events that it
 * can listen to are those that arrive from now on.
 */
export function insertProcess(
  db: WritableDatabase,
  process: {
    id: string;
    workflowId: string;
    input: Json;
    startedBy: string;
    startedAt: Instant;
    trigger?: ProcessTrigger;
    parent?: ProcessParent;
    depth?: number;
  },
): void {
  const { parent, trigger = 'manual' } = process;
  run(
    db,
    `INSERT INTO process (id, workflow_id, status, input_json, started_by, started_at, wake_at, events_from, trigger,
       parent_id, parent_path, parent_awaits, depth)
     VALUES (?, ?, 'A', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    process.id,
    process.workflowId,
    JSON.stringify(process.input),
    process.startedBy,
    process.startedAt,
    process.startedAt,
    lastPosition(db),
    trigger,
    parent?.id ?? null,
    parent?.path ?? null,
    parent?.awaits === true ? 1 : 0,
    process.depth ?? 0,
  );
}

export function findProcess(db: ReadableDatabase, id: string): ProcessRow | null {
  const row = first(db, `SELECT ${processColumns} FROM process WHERE id = ?`, id);
  return row === undefined ? null : toProcess(row);
}

/**
 * Says that there is something new for this process: it is due now, and a walk under way starts over. A timer that was due before
 * keeps its place: what the machine slept through takes effect in its order.
 */
export function wakeProcess(db: WritableDatabase, id: string, at: Instant): void {
  run(
    db,
    `UPDATE process SET wake_at = min(coalesce(wake_at, ?), ?), wake_count = wake_count + 1
     WHERE id = ? AND ended_at IS NULL`,
    at,
    at,
    id,
  );
}

export interface RecordedWalk {
  readonly status: ProcessStatus;
  readonly output: Json | undefined;
  readonly error: ProblemDetails | null;
  readonly begun: Begun | null;
  readonly lists: ListPositions;
  readonly endedAt: Instant | null;
  readonly wakeAt: Instant | null;
  readonly eventsFrom: number;
  readonly newTasks: number;
}

/** What a walk came to. @returns false when something arrived since the process was loaded: walk it again. */
export function recordWalk(db: WritableDatabase, id: string, wakeCount: number, walk: RecordedWalk): boolean {
  const changes = run(
    db,
    `UPDATE process SET status = ?, output_json = ?, error_json = ?, begun_json = ?, lists_json = ?, ended_at = ?,
       wake_at = ?, due_since = NULL, events_from = ?, task_count = task_count + ?, resume_error = NULL, resume_attempts = 0
     WHERE id = ? AND wake_count = ?`,
    walk.status,
    walk.output === undefined ? null : JSON.stringify(walk.output),
    walk.error === null ? null : JSON.stringify(walk.error),
    walk.begun === null ? null : JSON.stringify(walk.begun),
    Object.keys(walk.lists).length === 0 ? null : JSON.stringify(walk.lists),
    walk.endedAt,
    walk.wakeAt,
    walk.eventsFrom,
    walk.newTasks,
    id,
    wakeCount,
  );
  return changes === 1;
}

/**
 * The process could not be walked for a reason that is not its own; it is tried again at `nextTry`, or at once when something
 * arrived since it was loaded. For when it was due is kept: the timers that come due meanwhile still take effect in their order.
 */
export function recordResumeFailure(
  db: WritableDatabase,
  id: string,
  wakeCount: number,
  message: string,
  nextTry: Instant,
): void {
  run(
    db,
    `UPDATE process SET resume_error = ?, resume_attempts = resume_attempts + 1,
       due_since = min(coalesce(due_since, wake_at), coalesce(wake_at, due_since)),
       wake_at = CASE WHEN wake_count = ? THEN ? ELSE wake_at END
     WHERE id = ? AND ended_at IS NULL`,
    message,
    wakeCount,
    nextTry,
    id,
  );
}

export function dueProcesses(db: ReadableDatabase, now: Instant, limit: number): string[] {
  return all(
    db,
    `SELECT id FROM process WHERE wake_at IS NOT NULL AND suspended_at IS NULL AND wake_at <= ? ORDER BY wake_at LIMIT ?`,
    now,
    limit,
  ).map((row) => text(row, 'id'));
}

/** The first instant after `now` at which something becomes due. */
export function nextWake(db: ReadableDatabase, now: Instant): Instant | null {
  const row = first(
    db,
    `SELECT min(wake_at) AS at FROM process WHERE suspended_at IS NULL AND wake_at > ?`,
    now,
  );
  return row === undefined ? null : integerOrNull(row, 'at');
}

export function toProcess(row: Row): ProcessRow {
  return {
    seq: integer(row, 'seq'),
    id: text(row, 'id'),
    workflowId: text(row, 'workflow_id'),
    status: text(row, 'status') as ProcessStatus,
    input: JSON.parse(text(row, 'input_json')) as Json,
    output: parsed(row, 'output_json') as Json | undefined,
    error: (parsed(row, 'error_json') as ProblemDetails | undefined) ?? null,
    startedBy: text(row, 'started_by'),
    startedAt: integer(row, 'started_at'),
    endedAt: integerOrNull(row, 'ended_at'),
    wakeAt: integerOrNull(row, 'wake_at'),
    dueSince: integerOrNull(row, 'due_since'),
    wakeCount: integer(row, 'wake_count'),
    resumeError: textOrNull(row, 'resume_error'),
    resumeAttempts: integer(row, 'resume_attempts'),
    begun: toBegun(row),
    lists: (parsed(row, 'lists_json') as ListPositions | undefined) ?? {},
    eventsFrom: integer(row, 'events_from'),
    suspendedAt: integerOrNull(row, 'suspended_at'),
    cancelRequestedAt: integerOrNull(row, 'cancel_requested_at'),
    cancelReason: textOrNull(row, 'cancel_reason'),
    cancelledBy: textOrNull(row, 'cancelled_by'),
    trigger: text(row, 'trigger') as ProcessTrigger,
    parent: toParent(row),
    depth: integer(row, 'depth'),
    taskCount: integer(row, 'task_count'),
  };
}

/** An input that was not filtered is not written: the key is missing then. */
function toBegun(row: Row): Begun | null {
  const begun = parsed(row, 'begun_json') as Partial<Begun> | undefined;
  return begun === undefined ? null : { input: begun.input, deadline: begun.deadline ?? null };
}

function toParent(row: Row): ProcessParent | null {
  const id = textOrNull(row, 'parent_id');
  if (id === null) return null;
  return { id, path: text(row, 'parent_path'), awaits: integer(row, 'parent_awaits') === 1 };
}

/** A recorded JSON null is a value; a column without text means that there is none. */
function parsed(row: Row, column: string): unknown {
  const json = textOrNull(row, column);
  return json === null ? undefined : JSON.parse(json);
}
