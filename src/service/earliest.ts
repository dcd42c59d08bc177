import type { Instant } from '../shared/clock.ts';

/** Null stands for never. */
export function earliest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
