import type { Instant } from '../../shared/clock.ts';
import type { CloudEvent } from '../../shared/cloud-event.ts';
import type { LocalHost } from '../host/local-host.ts';
import type { Reach } from '../reach.ts';
import type { WritableDatabase } from '../store/database.ts';
import { isKnownEvent } from '../store/events.ts';
import type { Writer } from '../store/writer.ts';

/**
 * Receives an event from outside: it is kept for the processes that may come to listen for it, and wakes those that do. Who sends
 * one again because no receipt came does nothing by it.
 */
export async function receiveEvent(
  { db, writer, host }: { db: WritableDatabase; writer: Writer; host: LocalHost },
  event: CloudEvent,
  at: { now: Instant; reach: Reach },
): Promise<{ duplicate: boolean }> {
  const duplicate = await writer.write(() => {
    if (isKnownEvent(db, event)) return true;
    host.publish(event, at.now);
    return false;
  });
  at.reach('event.recorded');
  return { duplicate };
}
