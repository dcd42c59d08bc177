import { earliest } from '../../service/earliest.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { Instant } from '../../shared/clock.ts';
import { hostsWithOldEvents, pruneEvents } from '../store/events.ts';
import { overdueProcesses } from '../store/processes.ts';
import { hostsWithSchedules, moveIdleSchedules, scheduleTimes } from '../store/schedules.ts';
import { enqueueWakes } from '../store/wake-outbox.ts';
import type { HostParts } from './host-parts.ts';
import { revise, startDue, startOnEvents } from './schedules.ts';

/** What has to be done without anybody asking for it. Every node does it; the database sees to it that it is done once. */
export interface Chores {
  /** Does what is due. @returns when to look again at the latest */
  attend(now: Instant): Promise<Instant>;
  /** Schedules of this host may start on an event: the next look is theirs. */
  eventArrived(hostId: string): void;
}

/** What no node was told of is found by a look so often. */
const betweenLooksMs = 5_000;
/** A timer that the engine has not sent by then was lost with its state. */
const overdueAfterMs = 15_000;
const mostOverdue = 500;

const day = 24 * 3_600_000;
const betweenPruningMs = 10 * 60_000;
/** An event that nobody can come to any more is still known for this long: who sends it again does nothing by it. */
const keptSettledMs = 2 * day;
/** Nothing is kept for longer, also where an open process may still come to listen. */
const keptMs = 90 * day;
/** In one transaction. */
const mostPruned = 500;

export function createChores(parts: HostParts): Chores {
  const { db, log } = parts;
  let lastLook: Instant | null = null;
  let lookedForAllAt = Number.MIN_SAFE_INTEGER;
  let pruneAt = Number.MIN_SAFE_INTEGER;
  let sawEvents = new Set<string>();

  const each = async (what: string, hostIds: Iterable<string>, work: (hostId: string) => Promise<void>) => {
    for (const hostId of hostIds) {
      // One host's failure keeps no other waiting.
      await work(hostId).catch((error: unknown) => log.error(what, { hostId, ...errorFields(error) }));
    }
  };

  const lookAtSchedules = async (now: Instant): Promise<Instant | null> => {
    // Also at the first look: the clock may have been set back while nothing ran.
    if (lastLook === null || now < lastLook) {
      const all = await db.readAllHosts(hostsWithSchedules);
      await each('Schedules could not be revised', all, (hostId) => revise(parts, hostId, now));
    }
    const { hostIds, nextAt } = await db.readAllHosts((reader) => scheduleTimes(reader, now));
    await each('A schedule could not be attended to', hostIds, (hostId) => startDue(parts, hostId, now));
    return nextAt;
  };

  const lookAtEvents = async (now: Instant, everyHost: boolean): Promise<void> => {
    const hostIds = everyHost ? new Set(await db.readAllHosts(hostsWithSchedules)) : sawEvents;
    sawEvents = new Set();
    await each('Schedules could not look at events', hostIds, (hostId) => startOnEvents(parts, hostId, now));
  };

  return {
    async attend(now) {
      const nextAt = await lookAtSchedules(now);
      const everyHost = now < lookedForAllAt || now - lookedForAllAt >= betweenLooksMs;
      await lookAtEvents(now, everyHost);
      if (everyHost) {
        lookedForAllAt = now;
        await wakeOverdue(parts, now);
      }
      if (now >= pruneAt || pruneAt - now > betweenPruningMs) {
        pruneAt = now + betweenPruningMs;
        const hostIds = await db.readAllHosts((reader) => hostsWithOldEvents(reader, now - keptSettledMs));
        await each('Old events could not be removed', hostIds, (hostId) => prune(parts, hostId, now));
      }
      lastLook = now;
      return earliest(nextAt, now + betweenLooksMs) ?? now + betweenLooksMs;
    },
    eventArrived: (hostId) => void sawEvents.add(hostId),
  };
}

/** Timers are sent by the engine; what it has lost is found in the database. */
async function wakeOverdue({ db, nudge }: HostParts, now: Instant): Promise<void> {
  const overdue = await db.readAllHosts((reader) =>
    overdueProcesses(reader, now - overdueAfterMs, mostOverdue),
  );
  for (const hostId of new Set(overdue.map((process) => process.hostId))) {
    const ids = overdue.flatMap((process) => (process.hostId === hostId ? [process.processId] : []));
    await db.write(hostId, (tx) => enqueueWakes(tx, ids, 'timer', now));
  }
  if (overdue.length > 0) nudge();
}

async function prune({ db }: HostParts, hostId: string, now: Instant): Promise<void> {
  const limits = { settledBefore: now - keptSettledMs, allBefore: now - keptMs, most: mostPruned };
  for (let removed = mostPruned; removed === mostPruned;) {
    removed = await db.write(hostId, async (tx) => {
      await moveIdleSchedules(tx);
      return pruneEvents(tx, limits);
    });
  }
}
