import { integer, integerOrNull, text, textOrNull } from '../../service/columns.ts';
import type { ScheduleRow } from '../../service/workflows/schedule-row.ts';
import type { Instant } from '../../shared/clock.ts';
import { all, first, run, type ReadableDatabase, type Row, type WritableDatabase } from './database.ts';

const columns = 'namespace, name, workflow_id, enabled, next_at, events_from, progress_json';

/** In the place of a type: every type. */
const everyType = '';

/**
 * Puts a schedule in the place of the one that an older version of the workflow had, switched on or off as that one was.
 * @param types of the events that may matter to it, null: any may; undefined: it does not start on events
 */
export function putSchedule(
  db: WritableDatabase,
  schedule: Omit<ScheduleRow, 'enabled' | 'progress'>,
  types: readonly string[] | null | undefined,
): void {
  const { namespace, name, workflowId, nextAt, eventsFrom } = schedule;
  run(
    db,
    `INSERT INTO schedule (namespace, name, workflow_id, enabled, next_at, events_from) VALUES (?, ?, ?, 1, ?, ?)
     ON CONFLICT (namespace, name) DO UPDATE SET workflow_id = excluded.workflow_id,
       next_at = CASE WHEN enabled = 1 THEN excluded.next_at END, events_from = excluded.events_from, progress_json = NULL`,
    namespace,
    name,
    workflowId,
    nextAt,
    eventsFrom,
  );
  forgetTypes(db, namespace, name);
  for (const type of types === undefined ? [] : (types ?? [everyType])) {
    const sql = `INSERT INTO schedule_type (type, namespace, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`;
    run(db, sql, type, namespace, name);
  }
}

export function removeSchedule(db: WritableDatabase, namespace: string, name: string): void {
  forgetTypes(db, namespace, name);
  run(db, `DELETE FROM schedule WHERE namespace = ? AND name = ?`, namespace, name);
}

/** Events that came while it was switched off are none of its. */
export function switchSchedule(
  db: WritableDatabase,
  workflowId: string,
  change: { enabled: boolean; nextAt: Instant | null; eventsFrom: number },
): void {
  run(
    db,
    `UPDATE schedule SET enabled = ?, next_at = ?, events_from = ?, progress_json = NULL WHERE workflow_id = ?`,
    change.enabled ? 1 : 0,
    change.nextAt,
    change.eventsFrom,
    workflowId,
  );
}

export function setNextRun(db: WritableDatabase, workflowId: string, nextAt: Instant | null): void {
  run(db, `UPDATE schedule SET next_at = ? WHERE workflow_id = ? AND enabled = 1`, nextAt, workflowId);
}

/** @returns false when it was changed since `from`: what was found out from then on does not hold */
export function recordEventsSeen(
  db: WritableDatabase,
  { workflowId, eventsFrom }: ScheduleRow,
  seen: { upTo: number; progress: string | null },
): boolean {
  const changes = run(
    db,
    `UPDATE schedule SET events_from = ?, progress_json = ? WHERE workflow_id = ? AND events_from = ? AND enabled = 1`,
    seen.upTo,
    seen.progress,
    workflowId,
    eventsFrom,
  );
  return changes === 1;
}

/** The schedule that starts this very version. */
export function scheduleOf(db: ReadableDatabase, workflowId: string): ScheduleRow | null {
  const row = first(db, `SELECT ${columns} FROM schedule WHERE workflow_id = ?`, workflowId);
  return row === undefined ? null : toSchedule(row);
}

export function dueSchedules(db: ReadableDatabase, now: Instant): ScheduleRow[] {
  return all(
    db,
    `SELECT ${columns} FROM schedule WHERE enabled = 1 AND next_at IS NOT NULL AND next_at <= ? ORDER BY next_at LIMIT 100`,
    now,
  ).map(toSchedule);
}

/** Those that are switched on and go by the clock. */
export function timedSchedules(db: ReadableDatabase): ScheduleRow[] {
  return all(db, `SELECT ${columns} FROM schedule WHERE enabled = 1 AND next_at IS NOT NULL`).map(toSchedule);
}

/** The first instant after `now` at which one is due. */
export function nextScheduled(db: ReadableDatabase, now: Instant): Instant | null {
  const row = first(db, `SELECT min(next_at) AS at FROM schedule WHERE enabled = 1 AND next_at > ?`, now);
  return row === undefined ? null : integerOrNull(row, 'at');
}

/** Those that are switched on and start on events, with the types that may matter; null: any may. */
export function eventSchedules(
  db: ReadableDatabase,
): readonly { schedule: ScheduleRow; types: readonly string[] | null }[] {
  const schedules = all(
    db,
    `SELECT ${columns} FROM schedule
     WHERE enabled = 1 AND (namespace, name) IN (SELECT namespace, name FROM schedule_type)`,
  ).map(toSchedule);
  return schedules.map((schedule) => {
    const types = all(
      db,
      `SELECT type FROM schedule_type WHERE namespace = ? AND name = ?`,
      schedule.namespace,
      schedule.name,
    ).map((row) => text(row, 'type'));
    return { schedule, types: types.includes(everyType) ? null : types };
  });
}

function forgetTypes(db: WritableDatabase, namespace: string, name: string): void {
  run(db, `DELETE FROM schedule_type WHERE namespace = ? AND name = ?`, namespace, name);
}

function toSchedule(row: Row): ScheduleRow {
  return {
    namespace: text(row, 'namespace'),
    name: text(row, 'name'),
    workflowId: text(row, 'workflow_id'),
    enabled: integer(row, 'enabled') === 1,
    nextAt: integerOrNull(row, 'next_at'),
    eventsFrom: integer(row, 'events_from'),
    progress: textOrNull(row, 'progress_json'),
  };
}
