import type { Clock, Timers } from './clock.ts';

/** The one adapter from the ports of `clock.ts` to this machine's wall clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** Node and browsers overflow above 2³¹−1 ms and would fire at once; callers re-check the clock when woken. */
const longestTimeout = 2 ** 31 - 1;

export const systemTimers: Timers = {
  after(milliseconds, callback) {
    const handle = setTimeout(callback, Math.min(Math.max(0, milliseconds), longestTimeout));
    return { cancel: () => clearTimeout(handle) };
  },
};
