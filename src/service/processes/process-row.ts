import type { Begun, ListPositions } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { ProcessStatus } from '../../shared/human-task/status.ts';
import type { Json } from '../../shared/json.ts';
import type { ProblemDetails } from '../../shared/problem-details.ts';

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

/** What a new process begins with. */
export interface NewProcess {
  readonly id: string;
  readonly workflowId: string;
  readonly input: Json;
  readonly startedBy: string;
  readonly startedAt: Instant;
  readonly trigger?: ProcessTrigger;
  readonly parent?: ProcessParent;
  readonly depth?: number;
}

/** What a walk came to. */
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

/** The columns of a ProcessRow, as both stores name them. */
export const processColumns =
  'seq, id, workflow_id, status, input_json, output_json, error_json, started_by, started_at, ended_at, ' +
  'wake_at, due_since, wake_count, resume_error, resume_attempts, begun_json, lists_json, events_from, suspended_at, cancel_requested_at, ' +
  'cancel_reason, cancelled_by, trigger, parent_id, parent_path, parent_awaits, depth, task_count';

/** The values of a walk's JSON columns: output, error, begun, lists. */
export function walkValues({ output, error, begun, lists }: RecordedWalk): (string | null)[] {
  return [
    output === undefined ? null : JSON.stringify(output),
    error === null ? null : JSON.stringify(error),
    begun === null ? null : JSON.stringify(begun),
    Object.keys(lists).length === 0 ? null : JSON.stringify(lists),
  ];
}

export function toProcessRow(row: Readonly<Record<string, unknown>>): ProcessRow {
  return {
    seq: row['seq'] as number,
    id: row['id'] as string,
    workflowId: row['workflow_id'] as string,
    status: row['status'] as ProcessStatus,
    input: parsed(row['input_json']) as Json,
    output: parsed(row['output_json']) as Json | undefined,
    error: (parsed(row['error_json']) as ProblemDetails | undefined) ?? null,
    startedBy: row['started_by'] as string,
    startedAt: row['started_at'] as number,
    endedAt: row['ended_at'] as number | null,
    wakeAt: row['wake_at'] as number | null,
    dueSince: row['due_since'] as number | null,
    wakeCount: row['wake_count'] as number,
    resumeError: row['resume_error'] as string | null,
    resumeAttempts: row['resume_attempts'] as number,
    begun: toBegun(row),
    lists: (parsed(row['lists_json']) as ListPositions | undefined) ?? {},
    eventsFrom: row['events_from'] as number,
    suspendedAt: row['suspended_at'] as number | null,
    cancelRequestedAt: row['cancel_requested_at'] as number | null,
    cancelReason: row['cancel_reason'] as string | null,
    cancelledBy: row['cancelled_by'] as string | null,
    trigger: row['trigger'] as ProcessTrigger,
    parent: toParent(row),
    depth: row['depth'] as number,
    taskCount: row['task_count'] as number,
  };
}

/** An input that was not filtered is not written: the key is missing then. */
function toBegun(row: Readonly<Record<string, unknown>>): Begun | null {
  const begun = parsed(row['begun_json']) as Partial<Begun> | undefined;
  return begun === undefined ? null : { input: begun.input, deadline: begun.deadline ?? null };
}

function toParent(row: Readonly<Record<string, unknown>>): ProcessParent | null {
  const id = row['parent_id'] as string | null;
  if (id === null) return null;
  // SQLite has no booleans.
  return { id, path: row['parent_path'] as string, awaits: Boolean(row['parent_awaits']) };
}

/** A recorded JSON null is a value; a column without text means that there is none. */
function parsed(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : undefined;
}
