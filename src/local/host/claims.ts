import type { Instant } from '../../shared/clock.ts';
import { expireClaims } from '../assignments/expire-claims.ts';
import type { ChangeFeed } from '../../service/changes.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import { claimsExpiredBy } from '../store/assignments.ts';
import type { WritableDatabase } from '../store/database.ts';
import type { Writer } from '../store/writer.ts';

/** In one transaction. */
const mostTogether = 500;
/** When the disk refuses, the next attempt waits for this long. */
const pauseAfterFailureMs = 1_000;

export interface Claims {
  /** Records the end of the claims whose time is up. Called often: does nothing most times. */
  attend(now: Instant): void;
  /** Whether something is being recorded. Whoever asked is nudged when it is. */
  isBusy(): boolean;
}

/**
 * A claim ends by itself, without anybody looking: its assignment can be claimed at once, because every rule goes by the time;
 * this only writes down that it ended, and tells those who wait for it.
 */
export function createClaims(options: {
  db: WritableDatabase;
  writer: Writer;
  changes: ChangeFeed;
  log: Log;
  onEnd: () => void;
}): Claims {
  const { db, writer, changes, log } = options;
  let busy = false;
  let notBefore = Number.MIN_SAFE_INTEGER;

  const expire = async (now: Instant) => {
    const expired = await writer.write(() => {
      // Read again: what was released or extended meanwhile is none of them any more.
      const rows = claimsExpiredBy(db, now, mostTogether);
      expireClaims(db, rows, now);
      return rows;
    });
    changes.publish({ topics: ['human-tasks'], taskIds: expired.map(({ taskId }) => taskId) });
  };

  return {
    attend(now) {
      if (busy || now < notBefore || claimsExpiredBy(db, now, 1).length === 0) return;
      busy = true;
      expire(now)
        .catch((error: unknown) => {
          notBefore = now + pauseAfterFailureMs;
          log.error('The end of a claim could not be recorded', errorFields(error));
        })
        .finally(() => {
          busy = false;
          options.onEnd();
        });
    },
    isBusy: () => busy,
  };
}
