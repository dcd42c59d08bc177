export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** Of a command: somebody waits for it, and the server may be restarting. */
export const commandBackoff: Backoff = { firstMs: 1_000, mostMs: 120_000 };
/** Of the connection itself. */
export const connectionBackoff: Backoff = { firstMs: 1_000, mostMs: 60_000 };

/** A server that says "not before" is believed, up to this long. */
const longestRetryAfterMs = 3_600_000;

/**
 * How long to wait before the next try, in milliseconds: doubled each time, then anything from half of it to all of it, so that
 * a thousand clients of a server that was away do not come back together.
 * @param failures how many tries have failed in a row, at least 1
 * @param random at least 0 and below 1
 * @param retryAfterMs what the server asked for; null: nothing
 */
export function backoffMs(
  { firstMs, mostMs }: Backoff,
  failures: number,
  random: number,
  retryAfterMs: number | null = null,
): number {
  const most = Math.min(mostMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  const jittered = Math.round(most / 2 + (most / 2) * random);
  return retryAfterMs === null
    ? jittered
    : Math.max(jittered, Math.min(retryAfterMs, longestRetryAfterMs) + Math.round(firstMs * random));
}
