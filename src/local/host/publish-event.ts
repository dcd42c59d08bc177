import type { CloudEvent } from '../../engine/cloud-event.ts';
import type { Instant } from '../../shared/clock.ts';
import type { WritableDatabase } from '../store/database.ts';
import { insertEvent, wakeListeners } from '../store/events.ts';

/** Stores an event, wakes the processes that listen for its type, in the caller's transaction. */
export function publishEvent(db: WritableDatabase, event: CloudEvent, now: Instant): void {
  insertEvent(db, event, now);
  wakeListeners(db, event.type, now);
}
