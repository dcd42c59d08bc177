import type { CloudEvent } from '../../engine/cloud-event.ts';
import type { Schedule } from '../../engine/definition/schedule.ts';
import { nextRun, revisedRun, runAfter } from '../../engine/schedule.ts';
import { noGatherings, startsOn, type Gatherings } from '../../engine/schedule-events.ts';
import { earliest } from '../../service/earliest.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';
import type { ScheduleRow } from '../../service/workflows/schedule-row.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Json } from '../../shared/json.ts';
import type { Reader, Tx } from '../store/database.ts';
import { eventsAfter } from '../store/events.ts';
import { insertProcess } from '../store/processes.ts';
import {
  eventSchedules,
  recordEventsSeen,
  scheduleOf,
  setNextRun,
  takeDueSchedules,
  timedSchedules,
} from '../store/schedules.ts';
import type { HostParts } from './host-parts.ts';

// C1: a run and the time of the next one, or the events that a schedule has looked at, are written in one transaction: no run is
//     lost and none is started twice, whichever nodes look at it.
// C2: runs that were missed while nothing ran are one run.

/** Starts what is due now by the clock. */
export async function startDue(parts: HostParts, hostId: string, now: Instant): Promise<void> {
  await parts.db.write(hostId, async (tx) => {
    for (const row of await takeDueSchedules(tx, now)) {
      const schedule = await definitionOf(parts, tx, row);
      const due = row.nextAt ?? now;
      const times = { due, now, timeZone: parts.timeZone() };
      await setNextRun(tx, row.workflowId, schedule === null ? null : runAfter(schedule, times));
      if (schedule !== null) await start(parts, tx, row, {}, 'schedule', now);
    }
  });
}

/** How far the clocks of nodes may differ. */
const mostSkewMs = 60_000;

/**
 * The clock was set back: nothing waits out the hours that come twice. That of another node may be a little ahead, and the run that
 * is not due here yet started there.
 */
export async function revise(parts: HostParts, hostId: string, now: Instant): Promise<void> {
  await parts.db.write(hostId, async (tx) => {
    for (const row of await timedSchedules(tx)) {
      const schedule = await definitionOf(parts, tx, row);
      if (schedule === null || row.nextAt === null) continue;
      const times = { next: row.nextAt, now: now + mostSkewMs, timeZone: parts.timeZone() };
      const nextAt = revisedRun(schedule, times);
      if (nextAt !== row.nextAt) await setNextRun(tx, row.workflowId, nextAt);
    }
  });
}

/** A process has ended, in the caller's transaction: what runs again some time after is due then. */
export async function runAfterEnd(
  parts: HostParts,
  tx: Tx,
  { workflowId }: ProcessRow,
  now: Instant,
): Promise<void> {
  const known = await scheduleOf(tx, workflowId);
  const schedule = known?.enabled === true ? await definitionOf(parts, tx, known) : null;
  if (known === null || schedule?.after === undefined) return;
  const nextAt = nextRun({ after: schedule.after }, { after: now, timeZone: parts.timeZone() });
  // Alone, it counts from the end of the last run, also of one that was started by hand.
  const byClock = schedule.every !== undefined || schedule.cron !== undefined;
  await setNextRun(tx, workflowId, byClock ? earliest(known.nextAt, nextAt) : nextAt);
}

/** Each schedule has its own place in the order of events, so one that fails keeps none of the others. */
export async function startOnEvents(parts: HostParts, hostId: string, now: Instant): Promise<void> {
  const all = await parts.db.read(hostId, eventSchedules);
  for (const { schedule, types } of all) {
    let row: ScheduleRow | null = schedule;
    while (row !== null && row.enabled) {
      const { eventsFrom, workflowId }: ScheduleRow = row;
      const received = await parts.db.read(hostId, (reader) => eventsAfter(reader, eventsFrom, types));
      if (received.length === 0) break;
      await startOn(parts, hostId, row, received, now);
      row = await parts.db.read(hostId, (reader) => scheduleOf(reader, workflowId));
    }
  }
}

async function startOn(
  parts: HostParts,
  hostId: string,
  row: ScheduleRow,
  received: readonly { position: number; event: CloudEvent }[],
  now: Instant,
): Promise<void> {
  const on = (await parts.db.read(hostId, (reader) => definitionOf(parts, reader, row)))?.on;
  let gatherings = row.progress === null ? noGatherings : (JSON.parse(row.progress) as Gatherings);
  const inputs: Json[] = [];
  for (const { event } of received) {
    if (on === undefined) break;
    const outcome = await startsOn(on, gatherings, event, parts.expressions);
    gatherings = outcome.gatherings;
    inputs.push(...outcome.inputs);
  }
  const upTo = received.at(-1)?.position ?? row.eventsFrom;
  await parts.db.write(hostId, async (tx) => {
    const seen = { upTo, progress: gatherings.groups.length === 0 ? null : JSON.stringify(gatherings) };
    // Switched off, replaced by a newer version, or seen by another node meanwhile: these runs are not started from here.
    if (!(await recordEventsSeen(tx, row, seen))) return;
    for (const input of inputs) await start(parts, tx, row, input, 'event', now);
  });
}

async function start(
  { ids, nudge }: HostParts,
  tx: Tx,
  { workflowId }: ScheduleRow,
  input: Json,
  trigger: 'schedule' | 'event',
  now: Instant,
): Promise<void> {
  const id = ids.next();
  await insertProcess(tx, { id, workflowId, input, startedBy: trigger, startedAt: now, trigger });
  tx.afterCommit(nudge);
}

/** Null when this version of the server cannot read the definition: it says so where the workflow is shown, and does not start. */
async function definitionOf(
  { definitions, log }: HostParts,
  reader: Reader,
  { workflowId }: ScheduleRow,
): Promise<Schedule | null> {
  try {
    return (await definitions.get(reader, workflowId)).schedule ?? null;
  } catch (error) {
    log.error('The definition of a schedule cannot be read', { workflowId, ...errorFields(error) });
    return null;
  }
}
