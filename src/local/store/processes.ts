import type { Instant } from '../../shared/clock.ts';
import type { ProcessStatus } from '../../shared/human-task/status.ts';
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
  readonly wakeCount: number;
  readonly resumeError: string | null;
  readonly resumeAttempts: number;
}

const columns =
  'seq, id, workflow_id, status, input_json, output_json, error_json, started_by, started_at, ended_at, ' +
  'wake_at, wake_count, resume_error, resume_attempts';

/** A new process is due at once: it is walked for the first time like any other that has something to do. */
export function insertProcess(
  db: WritableDatabase,
  process: { id: string; workflowId: string; input: Json; startedBy: string; startedAt: Instant },
): void {
  run(
    db,
    `INSERT INTO process (id, workflow_id, status, input_json, started_by, started_at, wake_at)
     VALUES (?, ?, 'A', ?, ?, ?, ?)`,
    process.id,
    process.workflowId,
    JSON.stringify(process.input),
    process.startedBy,
    process.startedAt,
    process.startedAt,
  );
}

export function findProcess(db: ReadableDatabase, id: string): ProcessRow | null {
  const row = first(db, `SELECT ${columns} FROM process WHERE id = ?`, id);
  return row === undefined ? null : toProcess(row);
}

/** Says that there is something new for this process: it is due now, and a walk under way starts over. */
export function wakeProcess(db: WritableDatabase, id: string, at: Instant): void {
  run(
    db,
    `UPDATE process SET wake_at = ?, wake_count = wake_count + 1 WHERE id = ? AND ended_at IS NULL`,
    at,
    id,
  );
}

/** What a walk came to. @returns false when something arrived since the process was loaded: walk it again. */
export function recordWalk(
  db: WritableDatabase,
  id: string,
  wakeCount: number,
  walk: {
    status: ProcessStatus;
    output: Json | undefined;
    error: ProblemDetails | null;
    endedAt: Instant | null;
    wakeAt: Instant | null;
  },
): boolean {
  const changes = run(
    db,
    `UPDATE process SET status = ?, output_json = ?, error_json = ?, ended_at = ?, wake_at = ?,
       resume_error = NULL, resume_attempts = 0
     WHERE id = ? AND wake_count = ?`,
    walk.status,
    walk.output === undefined ? null : JSON.stringify(walk.output),
    walk.error === null ? null : JSON.stringify(walk.error),
    walk.endedAt,
    walk.wakeAt,
    id,
    wakeCount,
  );
  return changes === 1;
}

/**
 * The process could not be walked for a reason that is not its own; it is tried again at `nextTry`, or at once when something
 * arrived since it was loaded.
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
    `SELECT id FROM process WHERE wake_at IS NOT NULL AND wake_at <= ? ORDER BY wake_at LIMIT ?`,
    now,
    limit,
  ).map((row) => text(row, 'id'));
}

/** The first instant after `now` at which something becomes due. */
export function nextWake(db: ReadableDatabase, now: Instant): Instant | null {
  const row = first(db, `SELECT min(wake_at) AS at FROM process WHERE wake_at > ?`, now);
  return row === undefined ? null : integerOrNull(row, 'at');
}

export type ProcessFilter = 'open' | 'ended' | 'all';

const filters: Record<ProcessFilter, string> = {
  open: `status IN ('A', 'W')`,
  ended: `status IN ('C', 'F', 'X')`,
  all: 'TRUE',
};

/** The newest first; `before` is the seq of the last row of the page before. */
export function pageOfProcesses(
  db: ReadableDatabase,
  filter: ProcessFilter,
  before: number | null,
  limit: number,
): ProcessRow[] {
  return all(
    db,
    `SELECT ${columns} FROM process WHERE ${filters[filter]} AND seq < ? ORDER BY seq DESC LIMIT ?`,
    before ?? Number.MAX_SAFE_INTEGER,
    limit,
  ).map(toProcess);
}

export function countProcesses(db: ReadableDatabase, filter: ProcessFilter): number {
  return count(db, `SELECT count(*) AS count FROM process WHERE ${filters[filter]}`);
}

export function countByStatus(db: ReadableDatabase): ReadonlyMap<string, number> {
  const rows = all(db, `SELECT status, count(*) AS count FROM process GROUP BY status`);
  return new Map(rows.map((row) => [text(row, 'status'), integer(row, 'count')]));
}

export function countResumeFailures(db: ReadableDatabase): number {
  return count(db, `SELECT count(*) AS count FROM process WHERE resume_error IS NOT NULL`);
}

function toProcess(row: Row): ProcessRow {
  const output = textOrNull(row, 'output_json');
  const error = textOrNull(row, 'error_json');
  return {
    seq: integer(row, 'seq'),
    id: text(row, 'id'),
    workflowId: text(row, 'workflow_id'),
    status: text(row, 'status') as ProcessStatus,
    input: JSON.parse(text(row, 'input_json')) as Json,
    output: output === null ? undefined : (JSON.parse(output) as Json),
    error: error === null ? null : (JSON.parse(error) as ProblemDetails),
    startedBy: text(row, 'started_by'),
    startedAt: integer(row, 'started_at'),
    endedAt: integerOrNull(row, 'ended_at'),
    wakeAt: integerOrNull(row, 'wake_at'),
    wakeCount: integer(row, 'wake_count'),
    resumeError: textOrNull(row, 'resume_error'),
    resumeAttempts: integer(row, 'resume_attempts'),
  };
}
