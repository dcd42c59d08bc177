import type { Clock, Instant, Timers } from '../../shared/clock.ts';
import { errorFields } from '../error-fields.ts';
import type { Log } from '../log.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { dueProcesses, nextWake } from '../store/processes.ts';

export interface Scheduler {
  /** Something became due: look at the database soon. Cheap, and safe to call at any time. */
  nudge(): void;
  /** Resolves when nothing is due and nothing is being walked. */
  settled(): Promise<void>;
  /** Takes nothing new on and waits for what is under way. */
  close(): Promise<void>;
}

interface SchedulerOptions {
  readonly db: ReadableDatabase;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** @returns false when the process is due again later, by its own record */
  readonly run: (processId: string) => Promise<boolean>;
}

/** How many processes are walked side by side; their expressions run on one worker, their commits on one connection. */
const sideBySide = 16;

/**
 * The wall clock may be set and the machine may sleep, so a far deadline is never trusted to one long timer: the database is
 * asked again at least this often.
 */
const longestSleepMs = 30_000;
/** Walking goes on without a pause for this long; then the window and its input get their turn. */
const longestSliceMs = 8;
/** When the database itself cannot be read or written, the next look waits this long. */
const pauseAfterFailureMs = 1_000;

/** Walks what is due, by an index over wake_at; holds no queue of its own that a crash could lose. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { db, clock, timers, log } = options;
  const underWay = new Map<string, Promise<void>>();
  let sleep: { cancel(): void } | null = null;
  let sliceStart = clock.now();
  let nudged = false;
  let pausing = false;
  let closed = false;
  let idle: Array<() => void> = [];

  const look = () => {
    nudged = false;
    if (closed) return finishIdle();
    sleep?.cancel();
    try {
      // One reading for both questions: what becomes due between two readings would be in neither answer.
      const now = clock.now();
      const due = dueProcesses(db, now, sideBySide + underWay.size);
      for (const id of due) if (underWay.size < sideBySide && !underWay.has(id)) begin(id);
      sleepUntilNext(now);
    } catch (error) {
      log.error('The database could not be asked for what is due', errorFields(error));
      sleep = timers.after(pauseAfterFailureMs, lookAfresh);
    }
    finishIdle();
  };

  const lookAfresh = () => {
    sliceStart = clock.now();
    look();
  };

  const begin = (id: string) => {
    const walk = options.run(id).then(
      (walked) => ended(id, walked),
      () => ended(id, false),
    );
    underWay.set(id, walk);
  };

  const ended = (id: string, walked: boolean) => {
    underWay.delete(id);
    if (closed || (walked && !sliceIsOver())) return look();
    if (walked) return pause();
    sleep?.cancel();
    sleep = timers.after(pauseAfterFailureMs, lookAfresh);
    finishIdle();
  };

  /** Also when the wall clock was set back meanwhile. */
  const sliceIsOver = () => {
    const spent = clock.now() - sliceStart;
    return spent < 0 || spent >= longestSliceMs;
  };

  /** Goes on in a turn of its own. Still counts as looked for: whoever waits for idleness waits for this too. */
  const pause = () => {
    if (pausing) return;
    pausing = true;
    timers.after(0, () => {
      pausing = false;
      lookAfresh();
    });
  };

  const sleepUntilNext = (now: Instant) => {
    if (underWay.size >= sideBySide) return;
    const next = nextWake(db, now);
    if (next === null) return;
    sleep = timers.after(Math.min(next - now, longestSleepMs), lookAfresh);
  };

  const finishIdle = () => {
    if (underWay.size > 0 || nudged || pausing) return;
    const waiting = idle;
    idle = [];
    for (const resolve of waiting) resolve();
  };

  const nudge = () => {
    if (nudged || closed) return;
    nudged = true;
    queueMicrotask(lookAfresh);
  };

  return {
    nudge,
    settled: () =>
      new Promise<void>((resolve) => {
        idle.push(resolve);
        nudge();
        if (closed) finishIdle();
      }),
    async close() {
      closed = true;
      sleep?.cancel();
      await Promise.all(underWay.values());
      finishIdle();
    },
  };
}
