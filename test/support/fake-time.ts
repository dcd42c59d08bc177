import type { Clock, Instant, Timers } from '../../src/shared/clock.ts';

/** A wall clock that stands still until a test moves it, with timers that fire when it does. */
export interface FakeTime extends Clock, Timers {
  /** Moves on by so many milliseconds and fires what became due, in order. */
  advance(milliseconds: number): void;
  /** Sets the wall clock without letting timers count the jump, as sleep or an administrator would. */
  jumpTo(instant: Instant): void;
}

export function fakeTime(start: Instant = Date.UTC(2026, 4, 22, 14, 30)): FakeTime {
  let now = start;
  /** Timers run by elapsed time, like the real ones, not by the wall clock. */
  let elapsed = 0;
  let waiting: Array<{ at: number; callback: () => void }> = [];
  return {
    now: () => now,
    after(milliseconds, callback) {
      const entry = { at: elapsed + milliseconds, callback };
      waiting.push(entry);
      return { cancel: () => (waiting = waiting.filter((other) => other !== entry)) };
    },
    advance(milliseconds) {
      const end = elapsed + milliseconds;
      for (;;) {
        const [next] = waiting.filter((entry) => entry.at <= end).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        waiting = waiting.filter((entry) => entry !== next);
        now += next.at - elapsed;
        elapsed = next.at;
        next.callback();
      }
      now += end - elapsed;
      elapsed = end;
    },
    jumpTo(instant) {
      now = instant;
    },
  };
}
