import type { Instant } from '../../shared/clock.ts';
import { flag, integer, integerOrNull, text, textOrNull } from '../../service/columns.ts';
import type { ScheduleRow } from '../../service/workflows/schedule-row.ts';
import { first, type Reader, type Row, type SystemReader, type Tx } from './database.ts';
import { eventsAfter, lastPosition } from './events.ts';

const columns = 'namespace, name, workflow_id, enabled, next_at, events_from, progress_json';

/** In the place of a type: every type. */
const everyType = '';
const mostDue = 100;

/**
 * Puts a schedule in the place of the one that an older version of the workflow had, switched on or off as that one was.
 * @param types of the events that may matter to it, null: any may; undefined: it does not start on events
 */
export async function putSchedule(
  tx: Tx,
  schedule: Omit<ScheduleRow, 'enabled' | 'progress'>,
  types: readonly string[] | null | undefined,
): Promise<void> {
  const { namespace, name, workflowId, nextAt, eventsFrom } = schedule;
  await tx.run(
    `INSERT INTO schedule (host_id, namespace, name, workflow_id, enabled, next_at, events_from)
     VALUES ($1, $2, $3, $4, true, $5, $6)
     ON CONFLICT (host_id, namespace, name) DO UPDATE SET workflow_id = excluded.workflow_id,
       next_at = CASE WHEN schedule.enabled THEN excluded.next_at END, events_from = excluded.events_from,
       progress_json = NULL`,
    tx.hostId,
    namespace,
    name,
    workflowId,
    nextAt,
    eventsFrom,
  );
  await forgetTypes(tx, namespace, name);
  if (types === undefined) return;
  await tx.run(
    `INSERT INTO schedule_type (host_id, type, namespace, name)
     SELECT $1, type, $3, $4 FROM unnest($2::text[]) AS type ON CONFLICT DO NOTHING`,
    tx.hostId,
    [...(types ?? [everyType])],
    namespace,
    name,
  );
}

export async function removeSchedule(tx: Tx, namespace: string, name: string): Promise<void> {
  await forgetTypes(tx, namespace, name);
  await tx.run(
    `DELETE FROM schedule WHERE host_id = $1 AND namespace = $2 AND name = $3`,
    tx.hostId,
    namespace,
    name,
  );
}

/** Events that came while it was switched off are none of its. */
export async function switchSchedule(
  tx: Tx,
  workflowId: string,
  change: { enabled: boolean; nextAt: Instant | null; eventsFrom: number },
): Promise<void> {
  await tx.run(
    `UPDATE schedule SET enabled = $2, next_at = $3, events_from = $4, progress_json = NULL WHERE workflow_id = $1`,
    workflowId,
    change.enabled,
    change.nextAt,
    change.eventsFrom,
  );
}

export async function setNextRun(tx: Tx, workflowId: string, nextAt: Instant | null): Promise<void> {
  await tx.run(`UPDATE schedule SET next_at = $2 WHERE workflow_id = $1 AND enabled`, workflowId, nextAt);
}

/** @returns false when it was changed since `from`: what was found out from then on does not hold */
export async function recordEventsSeen(
  tx: Tx,
  { workflowId, eventsFrom }: ScheduleRow,
  seen: { upTo: number; progress: string | null },
): Promise<boolean> {
  const changes = await tx.run(
    `UPDATE schedule SET events_from = $3, progress_json = $4 WHERE workflow_id = $1 AND events_from = $2 AND enabled`,
    workflowId,
    eventsFrom,
    seen.upTo,
    seen.progress,
  );
  return changes === 1;
}

/** The schedule that starts this very version. */
export async function scheduleOf(reader: Reader, workflowId: string): Promise<ScheduleRow | null> {
  const row = await first(reader, `SELECT ${columns} FROM schedule WHERE workflow_id = $1`, workflowId);
  return row === undefined ? null : toSchedule(row);
}

export async function schedulesOf(
  reader: Reader,
  workflowIds: readonly string[],
): Promise<ReadonlyMap<string, ScheduleRow>> {
  const rows = await reader.query(`SELECT ${columns} FROM schedule WHERE workflow_id = ANY ($1)`, [
    ...workflowIds,
  ]);
  return new Map(rows.map((row) => [text(row, 'workflow_id'), toSchedule(row)]));
}

/** Those that are due; locked until the transaction ends, and left out for every other node until then. */
export async function takeDueSchedules(tx: Tx, now: Instant): Promise<ScheduleRow[]> {
  const rows = await tx.query(
    `SELECT ${columns} FROM schedule WHERE host_id = $1 AND enabled AND next_at IS NOT NULL AND next_at <= $2
     ORDER BY next_at LIMIT ${mostDue} FOR UPDATE SKIP LOCKED`,
    tx.hostId,
    now,
  );
  return rows.map(toSchedule);
}

/** Those that are switched on and go by the clock. */
export async function timedSchedules(tx: Tx): Promise<ScheduleRow[]> {
  const rows = await tx.query(
    `SELECT ${columns} FROM schedule WHERE host_id = $1 AND enabled AND next_at IS NOT NULL FOR UPDATE`,
    tx.hostId,
  );
  return rows.map(toSchedule);
}

/** Of every host: which have a schedule that is due, and when the next one is due after that. */
export async function scheduleTimes(
  reader: SystemReader,
  now: Instant,
): Promise<{ hostIds: string[]; nextAt: Instant | null }> {
  const due = await reader.query(
    `SELECT DISTINCT host_id FROM schedule WHERE enabled AND next_at IS NOT NULL AND next_at <= $1`,
    now,
  );
  const next = await first(
    reader,
    `SELECT min(next_at) AS at FROM schedule WHERE enabled AND next_at > $1`,
    now,
  );
  return {
    hostIds: due.map((row) => text(row, 'host_id')),
    nextAt: next === undefined ? null : integerOrNull(next, 'at'),
  };
}

/** Of every host that has schedules which are switched on: its id. */
export async function hostsWithSchedules(reader: SystemReader): Promise<string[]> {
  const rows = await reader.query(`SELECT DISTINCT host_id FROM schedule WHERE enabled`);
  return rows.map((row) => text(row, 'host_id'));
}

/** Those that are switched on and start on events, with the types that may matter; null: any may. */
export async function eventSchedules(
  reader: Reader,
): Promise<readonly { schedule: ScheduleRow; types: readonly string[] | null }[]> {
  const rows = await reader.query(
    `SELECT ${columns},
       (SELECT json_agg(type)::text FROM schedule_type AS own
        WHERE own.host_id = schedule.host_id AND own.namespace = schedule.namespace AND own.name = schedule.name) AS types
     FROM schedule WHERE host_id = $1 AND enabled`,
    reader.hostId,
  );
  return rows.flatMap((row) => {
    const types = textOrNull(row, 'types');
    if (types === null) return [];
    const known = JSON.parse(types) as string[];
    return [{ schedule: toSchedule(row), types: known.includes(everyType) ? null : known }];
  });
}

/** A schedule for which nothing came since it looked last needs none of what came for others. */
export async function moveIdleSchedules(tx: Tx): Promise<void> {
  const upTo = await lastPosition(tx);
  for (const { schedule, types } of await eventSchedules(tx)) {
    if (schedule.eventsFrom >= upTo) continue;
    if ((await eventsAfter(tx, schedule.eventsFrom, types)).length > 0) continue;
    await recordEventsSeen(tx, schedule, { upTo, progress: schedule.progress });
  }
}

async function forgetTypes(tx: Tx, namespace: string, name: string): Promise<void> {
  await tx.run(
    `DELETE FROM schedule_type WHERE host_id = $1 AND namespace = $2 AND name = $3`,
    tx.hostId,
    namespace,
    name,
  );
}

function toSchedule(row: Row): ScheduleRow {
  return {
    namespace: text(row, 'namespace'),
    name: text(row, 'name'),
    workflowId: text(row, 'workflow_id'),
    enabled: flag(row, 'enabled'),
    nextAt: integerOrNull(row, 'next_at'),
    eventsFrom: integer(row, 'events_from'),
    progress: textOrNull(row, 'progress_json'),
  };
}
