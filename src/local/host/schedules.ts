import type { CloudEvent } from '../../engine/cloud-event.ts';
import type { Schedule } from '../../engine/definition/schedule.ts';
import type { Host } from '../../engine/host.ts';
import { nextRun, revisedRun, runAfter } from '../../engine/schedule.ts';
import { noGatherings, startsOn, type Gatherings } from '../../engine/schedule-events.ts';
import type { Instant, Timers } from '../../shared/clock.ts';
import type { Ids } from '../../shared/ids.ts';
import type { Json } from '../../shared/json.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { WritableDatabase } from '../store/database.ts';
import { eventsAfter } from '../store/events.ts';
import { insertProcess } from '../store/processes.ts';
import {
  dueSchedules,
  eventSchedules,
  recordEventsSeen,
  scheduleOf,
  setNextRun,
  timedSchedules,
} from '../store/schedules.ts';
import type { Writer } from '../store/writer.ts';
import type { Definitions } from './definitions.ts';
import { earliest } from '../../service/earliest.ts';
import type { ProcessRow, ProcessTrigger } from '../../service/processes/process-row.ts';
import type { ScheduleRow } from '../../service/workflows/schedule-row.ts';

// C1: a run and the time of the next one, or the events that a schedule has looked at, are written in one transaction: no run is
//     lost and none is started twice.
// C2: runs that were missed while nothing ran are one run.

export interface Schedules {
  /** Starts what is due now and what events start. Called often: does nothing where there is nothing. */
  attend(now: Instant): void;
  /** An event was stored: those that start on events look at it. */
  eventArrived(): void;
  /** A process has ended, in the caller's transaction: what runs again some time after is due then. */
  ended(process: ProcessRow, now: Instant): void;
  isBusy(): boolean;
}

export interface SchedulesOptions {
  readonly db: WritableDatabase;
  readonly writer: Writer;
  readonly engine: Host;
  readonly definitions: Definitions;
  readonly ids: Ids;
  readonly timers: Timers;
  readonly log: Log;
  readonly timeZone: () => string;
  /** There may be something new to do: processes were started, or what failed is tried again. */
  readonly onStart: () => void;
}

/** When the database itself cannot be read or written, the next look waits this long. */
const pauseAfterFailureMs = 1_000;

export function createSchedules(options: SchedulesOptions): Schedules {
  const { db, writer, engine, timers, log, onStart } = options;
  let lastLook: Instant | null = null;
  // What came before this start may not have been looked at.
  let eventsToSee = true;
  let underWay = false;
  let pausing = false;

  const attendTo = async (now: Instant, what: { wentBack: boolean; isDue: boolean }) => {
    if (what.wentBack) await writer.write(() => revise(options, now));
    if (what.isDue) await writer.write(() => startDue(options, now));
    while (eventsToSee) {
      eventsToSee = false;
      await startOnEvents(options, engine.clock.now());
    }
  };

  const attend = (now: Instant) => {
    if (underWay || pausing) return;
    // Also at the first look: the clock may have been set back while nothing ran.
    const wentBack = lastLook === null || now < lastLook;
    const isDue = dueSchedules(db, now).length > 0;
    if (!wentBack && !isDue && !eventsToSee) {
      lastLook = now;
      return;
    }
    underWay = true;
    attendTo(now, { wentBack, isDue }).then(
      () => {
        underWay = false;
        lastLook = now;
        onStart();
      },
      (error: unknown) => {
        underWay = false;
        eventsToSee = true;
        pausing = true;
        log.error('A schedule could not be attended to', errorFields(error));
        timers.after(pauseAfterFailureMs, () => {
          pausing = false;
          onStart();
        });
      },
    );
  };

  return {
    attend,
    eventArrived() {
      eventsToSee = true;
    },
    ended(process, now) {
      const known = scheduleOf(db, process.workflowId);
      const schedule = known?.enabled === true ? definitionOf(options, known) : null;
      if (known === null || schedule?.after === undefined) return;
      const nextAt = nextRun({ after: schedule.after }, { after: now, timeZone: options.timeZone() });
      // Alone, it counts from the end of the last run, also of one that was started by hand.
      const byClock = schedule.every !== undefined || schedule.cron !== undefined;
      setNextRun(db, process.workflowId, byClock ? earliest(known.nextAt, nextAt) : nextAt);
    },
    isBusy: () => underWay,
  };
}

function startDue(options: SchedulesOptions, now: Instant): void {
  const { db } = options;
  for (const row of dueSchedules(db, now)) {
    const schedule = definitionOf(options, row);
    const due = row.nextAt ?? now;
    const nextAt = schedule === null ? null : runAfter(schedule, { due, now, timeZone: options.timeZone() });
    setNextRun(db, row.workflowId, nextAt);
    if (schedule !== null) start(options, row, {}, 'schedule', now);
  }
}

function revise(options: SchedulesOptions, now: Instant): void {
  const { db } = options;
  for (const row of timedSchedules(db)) {
    const schedule = definitionOf(options, row);
    if (schedule === null || row.nextAt === null) continue;
    const nextAt = revisedRun(schedule, { next: row.nextAt, now, timeZone: options.timeZone() });
    if (nextAt !== row.nextAt) setNextRun(db, row.workflowId, nextAt);
  }
}

/** Each schedule has its own place in the order of events, so one that fails keeps none of the others. */
async function startOnEvents(options: SchedulesOptions, now: Instant): Promise<void> {
  for (const { schedule, types } of eventSchedules(options.db)) {
    let row: ScheduleRow | null = schedule;
    while (row !== null && row.enabled) {
      const received = eventsAfter(options.db, row.eventsFrom, types);
      if (received.length === 0) break;
      await startOn(options, row, received, now);
      row = scheduleOf(options.db, row.workflowId);
    }
  }
}

async function startOn(
  options: SchedulesOptions,
  row: ScheduleRow,
  received: readonly { position: number; event: CloudEvent }[],
  now: Instant,
): Promise<void> {
  const { db, writer, engine } = options;
  const on = definitionOf(options, row)?.on;
  let gatherings = row.progress === null ? noGatherings : (JSON.parse(row.progress) as Gatherings);
  const inputs: Json[] = [];
  for (const { event } of on === undefined ? [] : received) {
    if (on === undefined) break;
    const outcome = await startsOn(on, gatherings, event, engine.expressions);
    gatherings = outcome.gatherings;
    inputs.push(...outcome.inputs);
  }
  const upTo = received.at(-1)?.position ?? row.eventsFrom;
  await writer.write(() => {
    const seen = { upTo, progress: gatherings.groups.length === 0 ? null : JSON.stringify(gatherings) };
    // Switched off or replaced by a newer version meanwhile: these runs are not started.
    if (!recordEventsSeen(db, row, seen)) return;
    for (const input of inputs) start(options, row, input, 'event', now);
  });
}

function start(
  { db, ids }: SchedulesOptions,
  { workflowId }: ScheduleRow,
  input: Json,
  trigger: ProcessTrigger & ('schedule' | 'event'),
  now: Instant,
): void {
  insertProcess(db, { id: ids.next(), workflowId, input, startedBy: trigger, startedAt: now, trigger });
}

/** Null when this version of the app cannot read the definition: it says so where the workflow is shown, and does not start. */
function definitionOf({ definitions, log }: SchedulesOptions, { workflowId }: ScheduleRow): Schedule | null {
  try {
    return definitions.get(workflowId).schedule ?? null;
  } catch (error) {
    log.error('The definition of a schedule cannot be read', { workflowId, ...errorFields(error) });
    return null;
  }
}
