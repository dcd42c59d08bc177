import type { Clock, Instant, Timers } from '../../shared/clock.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { Turns } from './turns.ts';

export interface Scheduler {
  /** Something became due: look at the database soon. Cheap, and safe to call at any time. */
  nudge(): void;
  /** Resolves when nothing is due, nothing is being walked and nothing that processes wait for is under way. */
  settled(): Promise<void>;
  /** Takes nothing new on. What is under way is not waited for: nothing of it is written any more. */
  close(): void;
}

/** What is due, by the database. */
export interface Agenda {
  /** The processes to be walked, the one that is due longest first. */
  due(now: Instant, limit: number): readonly string[];
  /** The first instant after `now` at which something becomes due, or null. */
  next(now: Instant): Instant | null;
  /** Something other than a process that is due now is taken care of. Called at each look. */
  attend(now: Instant): void;
}

interface SchedulerOptions {
  readonly agenda: Agenda;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** @returns false when the process is due again later, by its own record */
  readonly run: (processId: string) => Promise<boolean>;
  /** Whether something else is under way that will make processes due. Whoever ends it nudges. */
  readonly isBusy: () => boolean;
  /** How long one turn of the event loop may take. */
  readonly turns: Turns;
}

/** How many processes are walked side by side; what they came to goes into one commit. */
const sideBySide = 64;

/**
 * The wall clock may be set and the machine may sleep, so a far deadline is never trusted to one long timer: the database is
 * asked again at least this often.
 */
const longestSleepMs = 30_000;
/** When the database itself cannot be read or written, the next look waits this long. */
const pauseAfterFailureMs = 1_000;

/** Walks what is due, by an index over wake_at; holds no queue of its own that a crash could lose. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { agenda, clock, timers, log, turns, isBusy } = options;
  const underWay = new Set<string>();
  let sleep: { cancel(): void } | null = null;
  let nudged = false;
  let closed = false;
  let idle: Array<() => void> = [];

  const look = () => {
    nudged = false;
    if (closed) return finishIdle();
    turns.begin();
    sleep?.cancel();
    try {
      // One reading for all questions: what becomes due between two readings would be in neither answer.
      const now = clock.now();
      agenda.attend(now);
      const due = agenda.due(now, sideBySide + underWay.size).filter((id) => !underWay.has(id));
      beginEach(due.slice(0, sideBySide - underWay.size).values());
      sleepUntilNext(now);
    } catch (error) {
      log.error('The database could not be asked for what is due', errorFields(error));
      sleep = timers.after(pauseAfterFailureMs, look);
    }
    finishIdle();
  };

  /**
   * One after the other, each when those before have come a step further, until the turn is over: what is left is due in the next
   * one. Begun all at once, their walks would keep the window waiting for all of them.
   */
  const beginEach = (due: Iterator<string>) => {
    const next = due.next();
    if (next.done === true || closed) return;
    begin(next.value);
    if (turns.isOver()) return nudge();
    queueMicrotask(() => beginEach(due));
  };

  const begin = (id: string) => {
    if (underWay.has(id)) return;
    underWay.add(id);
    void options.run(id).then(
      (walked) => ended(id, walked),
      () => ended(id, false),
    );
  };

  const ended = (id: string, walked: boolean) => {
    underWay.delete(id);
    if (walked || closed) return nudge();
    sleep?.cancel();
    sleep = timers.after(pauseAfterFailureMs, look);
    finishIdle();
  };

  const sleepUntilNext = (now: Instant) => {
    if (underWay.size >= sideBySide) return;
    const next = agenda.next(now);
    if (next === null) return;
    sleep = timers.after(Math.min(next - now, longestSleepMs), look);
  };

  const finishIdle = () => {
    if (underWay.size > 0 || nudged || (isBusy() && !closed)) return;
    const waiting = idle;
    idle = [];
    for (const resolve of waiting) resolve();
  };

  /** In a turn of its own: all that ends or is asked for in this one is looked for at once, and the window has its turn. */
  const nudge = () => {
    if (nudged) return;
    nudged = true;
    setImmediate(look);
  };

  return {
    nudge,
    settled: () =>
      new Promise<void>((resolve) => {
        idle.push(resolve);
        nudge();
      }),
    close() {
      closed = true;
      sleep?.cancel();
      nudge();
    },
  };
}
