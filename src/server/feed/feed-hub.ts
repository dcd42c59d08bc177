import { z } from 'zod';
import type { Timers } from '../../shared/clock.ts';
import type { Log } from '../../service/log.ts';
import type { Database } from '../store/database.ts';
import { createListener } from './listener.ts';
import { feedChannel } from './record-feed.ts';
import { accessChannel } from './ended-access.ts';

// F1: nobody who listens misses a change for good: after every time in which notifications may have been lost, all are told "more".
// F2: what is told carries no data: who is told reads, and what is read is what was committed.

/** Tells whoever reads the feed of a user that there is more of it, on this node and on every other. */
export interface FeedHub {
  /**
   * Called by `recordFeed` inside a transaction with the users whose feed it has written, so that the commit itself tells every
   * node (NOTIFY is part of the transaction).
   */
  readonly channel: string;
  /** @returns stops listening */
  listen(hostId: string, userId: string, more: () => void): () => void;
  /** Called when the device may have been revoked: whoever is called looks. @returns stops listening */
  listenDevice(hostId: string, deviceId: string, revoked: () => void): () => void;
  /** Called when the user may have been deactivated or removed: whoever is called looks. @returns stops listening */
  listenUser(hostId: string, userId: string, ended: () => void): () => void;
  /** How many listen to feeds on this node. */
  readonly streams: number;
  /** False while the database cannot tell this node of changes: who listens then looks from time to time. */
  readonly hears: boolean;
  /** Resolves when the database tells this node of changes. @throws CountersignError STORE_UNAVAILABLE */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface FeedHubOptions {
  readonly db: Pick<Database, 'connect'>;
  readonly timers: Timers;
  /** For the jitter between tries to connect again: at least 0, below 1. */
  readonly random: () => number;
  readonly log: Log;
}

const FeedNotice = z.object({ h: z.string(), u: z.array(z.string()) });
const AccessNotice = z.union([
  z.object({ h: z.string(), d: z.string() }),
  z.object({ h: z.string(), u: z.string() }),
]);

export function createFeedHub(options: FeedHubOptions): FeedHub {
  const feeds = createRegister();
  const devices = createRegister();
  const users = createRegister();
  const listener = createListener({
    ...options,
    channels: [feedChannel, accessChannel],
    onNotice(channel, payload) {
      if (channel === feedChannel) {
        const { h, u } = FeedNotice.parse(JSON.parse(payload));
        for (const userId of u) feeds.tell(h, userId);
      } else {
        const notice = AccessNotice.parse(JSON.parse(payload));
        if ('d' in notice) devices.tell(notice.h, notice.d);
        else users.tell(notice.h, notice.u);
      }
    },
    onGap() {
      feeds.tellAll();
      devices.tellAll();
      users.tellAll();
    },
  });
  return {
    channel: feedChannel,
    listen: feeds.add,
    listenDevice: devices.add,
    listenUser: users.add,
    get streams() {
      return feeds.size();
    },
    get hears() {
      return listener.hears();
    },
    start: listener.start,
    close: listener.close,
  };
}

/** Who wants to be told, by host and name. A listener may stop listening while it is told. */
function createRegister() {
  const listeners = new Map<string, Set<() => void>>();
  let size = 0;
  const keyOf = (hostId: string, name: string) => `${hostId} ${name}`;
  const tellThese = (these: Iterable<() => void>) => {
    for (const told of these) told();
  };
  return {
    add(hostId: string, name: string, told: () => void): () => void {
      const key = keyOf(hostId, name);
      // Whoever passes the same function twice is told twice.
      const entry = () => told();
      const these = listeners.get(key) ?? new Set();
      listeners.set(key, these.add(entry));
      size += 1;
      return () => {
        if (!these.delete(entry)) return;
        size -= 1;
        if (these.size === 0 && listeners.get(key) === these) listeners.delete(key);
      };
    },
    tell: (hostId: string, name: string) => tellThese([...(listeners.get(keyOf(hostId, name)) ?? [])]),
    tellAll: () => tellThese([...listeners.values()].flatMap((these) => [...these])),
    size: () => size,
  };
}
