import type { CloudEvent } from '../../shared/cloud-event.ts';
import type { ServerCaller } from '../caller.ts';
import { publishEvent } from '../host/publish-event.ts';
import type { ServerParts } from '../server-parts.ts';
import { isKnownEvent } from '../store/events.ts';

/**
 * Receives an event from outside: it is kept for the processes that may come to listen for it, and wakes those that do. Who sends
 * one again because no receipt came does nothing by it.
 */
export async function receiveEvent(
  { db, clock, engine, reach }: Pick<ServerParts, 'db' | 'clock' | 'engine' | 'reach'>,
  { hostId }: Pick<ServerCaller, 'hostId'>,
  event: CloudEvent,
): Promise<{ duplicate: boolean }> {
  const telling = {
    nudge: () => engine.nudge(),
    eventArrived: (of: string) => engine.eventArrived(of),
  };
  const duplicate = await db.write(hostId, async (tx) => {
    if (await isKnownEvent(tx, event)) return true;
    await publishEvent(telling, tx, event, clock.now());
    reach('command.before-commit');
    return false;
  });
  reach('command.committed');
  return { duplicate };
}
