import type { Instant } from '../../shared/clock.ts';
import { integerOrNull, text } from '../../service/columns.ts';
import {
  processColumns,
  toProcessRow,
  walkValues,
  type NewProcess,
  type ProcessRow,
  type RecordedWalk,
} from '../../service/processes/process-row.ts';
import { all, first, run, type ReadableDatabase, type WritableDatabase } from './database.ts';
import { lastPosition } from './events.ts';

/**
 * A new process is due at once: it is walked for the first time like any other that has something to do. The events that it
 * can listen to are those that arrive from now on.
 */
export function insertProcess(db: WritableDatabase, process: NewProcess): void {
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
  return row === undefined ? null : toProcessRow(row);
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

/** What a walk came to. @returns false when something arrived since the process was loaded: walk it again. */
export function recordWalk(db: WritableDatabase, id: string, wakeCount: number, walk: RecordedWalk): boolean {
  const changes = run(
    db,
    `UPDATE process SET status = ?, output_json = ?, error_json = ?, begun_json = ?, lists_json = ?, ended_at = ?,
       wake_at = ?, due_since = NULL, events_from = ?, task_count = task_count + ?, resume_error = NULL, resume_attempts = 0
     WHERE id = ? AND wake_count = ?`,
    walk.status,
    ...walkValues(walk),
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
