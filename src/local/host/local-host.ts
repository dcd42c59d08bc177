import type { CloudEvent } from '../../engine/cloud-event.ts';
import type { Definition } from '../../engine/definition/definition.ts';
import type { Host } from '../../engine/host.ts';
import { advance } from '../../engine/interpreter.ts';
import type { Advance, ProcessState } from '../../engine/process-state.ts';
import type { Effects } from '../../effects/effects.ts';
import type { Instant, Timers } from '../../shared/clock.ts';
import { audienceOf, placesFor } from '../../shared/human-task/places.ts';
import type { Ids, UserId } from '../../shared/ids.ts';
import type { ChangeFeed } from '../../service/changes.ts';
import type { Log } from '../../service/log.ts';
import { mayLeaveEffect, waitsForEffect } from '../../service/processes/effect-values.ts';
import { failureInWords, retryPause } from '../../service/processes/resume-failure.ts';
import type { Reach } from '../reach.ts';
import type { WritableDatabase } from '../store/database.ts';
import { nextClaimExpiry } from '../store/assignments.ts';
import { directoryOf } from '../store/people.ts';
import { dueProcesses, findProcess, nextWake, recordResumeFailure } from '../store/processes.ts';
import { nextScheduled } from '../store/schedules.ts';
import type { Writer } from '../store/writer.ts';
import { withRoomForChildren } from './children.ts';
import { createClaims } from './claims.ts';
import type { Definitions } from './definitions.ts';
import { earliest } from '../../service/earliest.ts';
import { createEffectsRunner, type EffectsRunner } from './effects-runner.ts';
import { createHousekeeping } from './housekeeping.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { loadState } from './load-state.ts';
import { recordAdvance, type Recorded } from './record-advance.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import type { Turns } from './turns.ts';
import { createWaking } from './waking.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';

// H1: a process advances only inside advanceOnce(); everything else merely makes it due (wake_at) in its own transaction.
// H2: what a walk came to is written whole or not at all, and only if nothing arrived since the process was loaded.
// H3: what is due is in the database, never only in memory: a restart finds it.
// H4: once closed, nothing more is written: a walk that was under way is done again with the next start.

export interface LocalHost extends Omit<Scheduler, 'close'> {
  /** Takes up what was due and under way when the run before ended. */
  start(): void;
  /** When the next thing happens by itself, or null. */
  nextDue(): Instant | null;
  /** Walks one process until it waits or ends. @returns false when it could not be walked and is tried again later. */
  advanceProcess(processId: string): Promise<boolean>;
  /** The process was resumed: effects that it waits for leave now. */
  resumed(processId: string): void;
  /** Stores an event for whoever listens, now or later, in the caller's transaction. */
  publish(event: CloudEvent, now: Instant): void;
  /** What happens to processes, for those who listen. */
  readonly lifecycle: Lifecycle;
  /** Takes nothing new on and drops what is under way. Writes nothing once it has returned. */
  close(): Promise<void>;
}

export interface LocalHostOptions {
  readonly db: WritableDatabase;
  readonly writer: Writer;
  readonly engine: Host;
  readonly effects: Effects;
  readonly definitions: Definitions;
  readonly timers: Timers;
  readonly turns: Turns;
  readonly ids: Ids;
  readonly changes: ChangeFeed;
  readonly log: Log;
  readonly reach: Reach;
  /** Who is logged in to this computer: whose every ask is that names nobody. */
  readonly localUser: UserId;
  /** Of this account, which events about processes name as their source. */
  readonly hostId: string;
  /** The IANA name of the time zone of this machine. */
  readonly timeZone: () => string;
}

interface Parts extends LocalHostOptions {
  readonly runner: EffectsRunner;
  readonly schedules: Schedules;
  readonly lifecycle: Lifecycle;
  publish(event: CloudEvent, now: Instant): void;
  isClosed(): boolean;
}

export function createLocalHost(options: LocalHostOptions): LocalHost {
  const { db, engine, timers, log, turns } = options;
  let closed = false;
  const runner = createEffectsRunner({
    ...options,
    clock: engine.clock,
    onEnd: (processId) => {
      options.changes.publish({ topics: ['processes'], processIds: [processId] });
      scheduler.nudge();
    },
  });
  const schedules = createSchedules({ ...options, onStart: () => scheduler.nudge() });
  const waking = createWaking({ ...options, onWake: () => scheduler.nudge() });
  const publish = (event: CloudEvent, now: Instant) => {
    waking.publish(event, now);
    schedules.eventArrived();
  };
  const lifecycle = createLifecycle(db, `countersign:${options.hostId}`, publish);
  const parts: Parts = { ...options, runner, schedules, lifecycle, publish, isClosed: () => closed };
  const housekeeping = createHousekeeping(options);
  const claims = createClaims({ ...options, onEnd: () => scheduler.nudge() });
  const nextDue = (now: Instant) =>
    earliest(earliest(nextWake(db, now), nextScheduled(db, now)), nextClaimExpiry(db, now));
  const advanceProcess = (processId: string) => advanceToRest(parts, processId);
  const scheduler = createScheduler({
    agenda: {
      due: (now, limit) => dueProcesses(db, now, limit),
      next: nextDue,
      attend: (now) => {
        waking.attend(now);
        schedules.attend(now);
        claims.attend(now);
        housekeeping.attend(now);
      },
    },
    clock: engine.clock,
    timers,
    log,
    run: advanceProcess,
    isBusy: () => runner.isBusy() || schedules.isBusy() || waking.isBusy() || claims.isBusy(),
    turns,
  });
  return {
    ...scheduler,
    nextDue: () => nextDue(engine.clock.now()),
    advanceProcess,
    start() {
      runner.takeUp();
      scheduler.nudge();
    },
    resumed: (processId) => runner.takeUp(processId),
    publish,
    lifecycle,
    async close() {
      closed = true;
      scheduler.close();
      await runner.close();
    },
  };
}

async function advanceToRest(parts: Parts, processId: string): Promise<boolean> {
  while (!parts.isClosed()) {
    const process = findProcess(parts.db, processId);
    if (process === null || process.endedAt !== null || process.suspendedAt !== null) return true;
    try {
      if ((await advanceOnce(parts, process)) === 'rests') return true;
    } catch (error) {
      if (parts.isClosed()) return false;
      // What it read at different moments may not have fitted together.
      if (hasChanged(parts, process)) continue;
      await keepFailure(parts, process, error);
      return false;
    }
  }
  return false;
}

/** @returns `again` when something arrived while the process was walked: nothing of the walk was written */
async function advanceOnce(parts: Parts, process: ProcessRow): Promise<'again' | 'rests'> {
  const { db, writer, engine, reach } = parts;
  reach('resume.before');
  const state = loadState(db, process);
  const result = await advance(
    definitionFor(parts, process),
    state,
    withRoomForChildren(engine, db, process),
  );
  if (parts.isClosed()) return 'rests';
  const recorded = await writer.write(() => {
    const outcome = record(parts, process, state, result);
    reach('advance.before-commit');
    return outcome;
  });
  if (!recorded.applied) return 'again';
  afterCommit(parts, process, result, recorded);
  return 'rests';
}

/** In one transaction. */
function record(
  { db, engine, ids, localUser, schedules, lifecycle, publish }: Parts,
  process: ProcessRow,
  state: ProcessState,
  result: Advance,
): Recorded & { readonly events: readonly CloudEvent[] } {
  const now = engine.clock.now();
  const recorded = recordAdvance(db, process, state.tasks, result, {
    now,
    ids,
    places: ({ ask }) => placesFor(audienceOf(ask?.assignment, localUser), directoryOf(db)),
    publish: (event) => publish(event, now),
    ended: (ended) => schedules.ended(ended, now),
  });
  const events = recorded.applied ? lifecycle.ofWalk(process, state, result, now) : [];
  return { ...recorded, events };
}

/** Only to be cancelled, a process needs no definition: also one that this version cannot read any more comes to its end. */
function definitionFor({ definitions }: Parts, process: ProcessRow): Definition {
  try {
    return definitions.get(process.workflowId);
  } catch (error) {
    if (process.cancelRequestedAt === null) throw error;
    return { document: { dsl: '1.0.3', namespace: 'none', name: 'none', version: '0.0.0' }, do: [] };
  }
}

/** Only now is it on disk: it may be shown, and its effects may leave. */
function afterCommit(
  { reach, changes, runner, lifecycle }: Parts,
  process: ProcessRow,
  result: Advance,
  recorded: ReturnType<typeof record>,
): void {
  reach(recorded.askCreated ? 'ask.created' : 'advance.committed');
  for (const instance of result.changed) {
    const address = { processId: process.id, path: instance.path };
    if (waitsForEffect(instance)) runner.start(address);
    else if (mayLeaveEffect(instance)) runner.abort(address);
  }
  lifecycle.tell(recorded.events);
  changes.publish({
    topics: ['processes', 'human-tasks'],
    taskIds: recorded.taskIds,
    processIds: [process.id],
  });
}

function hasChanged({ db }: Parts, { id, wakeCount }: ProcessRow): boolean {
  return findProcess(db, id)?.wakeCount !== wakeCount;
}

/** Nothing is lost: the answer stands, the error is shown on the process, and the walk is tried again with growing pauses. */
async function keepFailure(parts: Parts, process: ProcessRow, error: unknown): Promise<void> {
  const { db, writer, engine, log, changes } = parts;
  const { id: processId, resumeAttempts } = process;
  const pause = retryPause(resumeAttempts);
  log.error('A process could not go on', { processId, attempts: resumeAttempts + 1, retryInMs: pause });
  try {
    const nextTry = engine.clock.now() + pause;
    await writer.write(() =>
      recordResumeFailure(db, processId, process.wakeCount, failureInWords(error), nextTry),
    );
  } catch {
    // The disk itself refuses: the process stays due and the scheduler comes back to it.
    log.error('The failure could not be recorded either', { processId });
  }
  changes.publish({ topics: ['processes', 'human-tasks'], processIds: [processId] });
}
