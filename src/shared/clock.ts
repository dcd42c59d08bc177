import { z } from 'zod';

/** Milliseconds since 1970-01-01T00:00:00Z by the wall clock: what the engine and the store count in. */
export type Instant = number;

/** The same moment at the boundary: RFC 3339 in UTC with milliseconds, e.g. `2026-05-22T14:30:00.000Z`. */
export const Timestamp = z.iso.datetime({ offset: true });
export type Timestamp = z.infer<typeof Timestamp>;

/** Time as an argument: nothing below a composition root reads the wall clock by itself. */
export interface Clock {
  now(): Instant;
}

/** Waking up later, as an argument. `cancel` is safe to call twice and after the call back. */
export interface Timers {
  after(milliseconds: number, callback: () => void): { cancel(): void };
}

export function timestamp(at: Instant): Timestamp {
  return new Date(at).toISOString();
}

export function timestampOrNull(at: Instant | null): Timestamp | null {
  return at === null ? null : timestamp(at);
}

/** @throws RangeError when the text is no date; boundaries have already parsed it with `Timestamp`. */
export function instant(text: Timestamp): Instant {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new RangeError(`Not a timestamp: ${text}`);
  return at;
}
