import type { Instant } from '../../shared/clock.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { WritableDatabase } from '../store/database.ts';
import { eventsAfter, lastPosition, pruneEvents } from '../store/events.ts';
import { eventSchedules, recordEventsSeen } from '../store/schedules.ts';
import type { Writer } from '../store/writer.ts';

const day = 24 * 3_600_000;
const betweenLooksMs = 10 * 60_000;
/** An event that nobody can come to any more is still known for this long: who sends it again does nothing by it. */
const keptSettledMs = 2 * day;
/** Nothing is kept for longer, also where an open process may still come to listen. */
const keptMs = 90 * day;
/** In one transaction. */
const mostPruned = 500;

export interface Housekeeping {
  /** Removes what nobody needs any more, a little at a time. Called often: does nothing most times. */
  attend(now: Instant): void;
}

export function createHousekeeping({
  db,
  writer,
  log,
}: {
  db: WritableDatabase;
  writer: Writer;
  log: Log;
}): Housekeeping {
  let nextAt: Instant | null = null;
  const prune = async (now: Instant) => {
    const removed = await writer.write(() => {
      moveIdleSchedules(db);
      const settledBefore = now - keptSettledMs;
      return pruneEvents(db, { settledBefore, allBefore: now - keptMs, most: mostPruned });
    });
    if (removed === mostPruned) nextAt = now;
  };
  return {
    attend(now) {
      const isDue = nextAt === null || now >= nextAt || now < nextAt - betweenLooksMs;
      if (!isDue) return;
      nextAt = now + betweenLooksMs;
      prune(now).catch((error: unknown) => log.error('Old events could not be removed', errorFields(error)));
    },
  };
}

/** A schedule for which nothing came since it looked last needs none of what came for others. */
function moveIdleSchedules(db: WritableDatabase): void {
  const upTo = lastPosition(db);
  for (const { schedule, types } of eventSchedules(db)) {
    if (schedule.eventsFrom === upTo || eventsAfter(db, schedule.eventsFrom, types).length > 0) continue;
    recordEventsSeen(db, schedule, { upTo, progress: schedule.progress });
  }
}
