import { Cron } from 'croner';
import type { Instant } from '../shared/clock.ts';
import { after, type Duration } from './definition/duration.ts';
import type { Schedule } from './definition/schedule.ts';

/** The part of a schedule that goes by the clock; `on` is in schedule-events.ts. */
type Timed = Pick<Schedule, 'every' | 'cron' | 'after'>;

/** Nothing is started more often than this, whatever a schedule says: a duration of nothing would never let it rest. */
const shortestInterval = 1_000;

interface Zone {
  /** The IANA name of the machine's time zone: cron goes by the clock on its wall. */
  readonly timeZone: string;
}

/**
 * When a schedule is due next, strictly after an instant. `every` counts from that instant, which is the last time it was due or
 * the moment it was switched on; `after` too, which is the end of the last run or the moment it was switched on; `cron` knows its
 * times by itself. The same instant always gives the same result.
 * @returns null: never, or not by the clock
 */
export function nextRun(
  schedule: Timed,
  { after: from, timeZone }: { after: Instant } & Zone,
): Instant | null {
  const { every, cron, after: pause } = schedule;
  return earliest([
    every === undefined ? null : step(from, every),
    cron === undefined ? null : nextCron(cron, from, timeZone),
    pause === undefined ? null : step(from, pause),
  ]);
}

/**
 * When it is due again once a run was started that was due at `due`. Times that passed while nothing ran (the machine was off or
 * asleep, the clock was set forward) are behind it: the one run stands for all of them. `every` keeps its rhythm.
 * @returns null for a schedule that has to wait for the end of this run, or that never is due again
 */
export function runAfter(
  { every, cron }: Timed,
  { due, now, timeZone }: { due: Instant; now: Instant } & Zone,
): Instant | null {
  const from = Math.max(due, now);
  return earliest([
    every === undefined ? null : nextInRhythm(every, due, from),
    cron === undefined ? null : nextCron(cron, from, timeZone),
  ]);
}

/**
 * The time that is on record, or an earlier one where the clock was set back since: nothing waits out the hours that come twice.
 * To be asked when the clock was found to have gone back, and at a start.
 */
export function revisedRun(
  schedule: Timed,
  { next, now, timeZone }: { next: Instant; now: Instant } & Zone,
): Instant {
  const fresh = nextRun(schedule, { after: now, timeZone });
  return fresh === null ? next : Math.min(next, fresh);
}

function nextCron(text: string, from: Instant, timeZone: string): Instant | null {
  return cronOf(text, timeZone).nextRun(new Date(from))?.getTime() ?? null;
}

/** Paused: only asked for its times, it never sets a timer. */
function cronOf(text: string, timezone: string): Cron {
  return new Cron(text, { timezone, paused: true });
}

function step(from: Instant, duration: Duration): Instant | null {
  const next = after(from, duration);
  return next === null ? null : Math.max(next, from + shortestInterval);
}

function nextInRhythm(every: Duration, due: Instant, from: Instant): Instant | null {
  const next = step(due, every);
  if (next === null || next > from) return next;
  // A month is not always as long, so it is counted one by one; there are few of them.
  if (isOfCalendar(every)) return nextInRhythm(every, next, from);
  const length = next - due;
  return due + (Math.floor((from - due) / length) + 1) * length;
}

/** Whether years or months are in it: everything else has one length in UTC. */
function isOfCalendar(duration: Duration): boolean {
  return typeof duration === 'string' && /^P[^T]*[YM]/.test(duration);
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((instant) => instant !== null);
  return known.length === 0 ? null : Math.min(...known);
}
