import type { CloudEvent } from '../../engine/cloud-event.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Tx } from '../store/database.ts';
import { insertEvent } from '../store/events.ts';
import { wakeListeners } from '../store/listeners.ts';
import type { HostParts } from './host-parts.ts';

/**
 * Stores an event for whoever listens, now or later, and has those walked who listen for its type. Until the transaction ends no
 * other event of this host is stored, so it comes last in it.
 */
export async function publishEvent(
  parts: Pick<HostParts, 'nudge' | 'eventArrived'>,
  tx: Tx,
  event: CloudEvent,
  now: Instant,
): Promise<void> {
  await insertEvent(tx, event, now);
  await wakeListeners(tx, event.type, now);
  tx.afterCommit(() => {
    parts.nudge();
    parts.eventArrived(tx.hostId);
  });
}
