import type { Client } from 'pg';
import type { Timers } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { Database } from '../store/database.ts';

export interface ListenerOptions {
  readonly db: Pick<Database, 'connect'>;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: Log;
  readonly channels: readonly string[];
  readonly onNotice: (channel: string, payload: string) => void;
  /** Notifications may have been lost since the last one. */
  readonly onGap: () => void;
}

export interface Listener {
  start(): Promise<void>;
  /** Whether notifications arrive right now. */
  hears(): boolean;
  close(): Promise<void>;
}

const firstPauseMs = 100;
const longestPauseMs = 10_000;
/** A connection that is dead without saying so is found by asking it something. */
const betweenPingsMs = 15_000;
const pingTimeoutMs = 5_000;

/** Keeps one connection that LISTENs, and opens another one whenever it is lost. */
export function createListener(options: ListenerOptions): Listener {
  const { db, timers, random, log, channels, onNotice, onGap } = options;
  let client: Client | null = null;
  let closed = false;
  let tries = 0;
  let pending: { cancel(): void } | null = null;

  const connect = async (): Promise<void> => {
    const next = await db.connect();
    const lost = (error?: Error) => drop(next, error);
    next.on('error', lost);
    next.on('end', () => lost());
    next.on('notification', ({ channel, payload }) => hear(channel, payload ?? ''));
    try {
      for (const channel of channels) await next.query(`LISTEN ${next.escapeIdentifier(channel)}`);
    } catch (error) {
      next.end().catch(() => {});
      throw error;
    }
    if (closed) return next.end();
    client = next;
    tries = 0;
    ping(next);
  };

  const hear = (channel: string, payload: string) => {
    try {
      onNotice(channel, payload);
    } catch (error) {
      // Anybody who may connect to the database may notify: what is not ours says at most that something is new.
      log.warn('A notification of the database could not be read', errorFields(error));
      onGap();
    }
  };

  const drop = (lost: Client, error?: Error) => {
    if (client !== lost) return;
    client = null;
    pending?.cancel();
    lost.end().catch(() => {});
    if (closed) return;
    log.warn('The database no longer tells of changes; connecting again', errorFields(error));
    later();
  };

  const later = () => {
    const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 10));
    tries += 1;
    pending = timers.after(pause / 2 + (random() * pause) / 2, () => {
      connect().then(
        () => {
          if (client !== null) onGap();
        },
        () => {
          if (!closed) later();
        },
      );
    });
  };

  const ping = (asked: Client) => {
    pending = timers.after(betweenPingsMs, () => {
      const late = timers.after(pingTimeoutMs, () => drop(asked));
      asked.query('SELECT 1').then(
        () => {
          late.cancel();
          if (client === asked) ping(asked);
        },
        (error: Error) => {
          late.cancel();
          drop(asked, error);
        },
      );
    });
  };

  return {
    hears: () => client !== null,
    async start() {
      try {
        await connect();
      } catch (error) {
        throw new CountersignError('STORE_UNAVAILABLE', { cause: error });
      }
    },
    async close() {
      closed = true;
      pending?.cancel();
      const open = client;
      client = null;
      await open?.end().catch(() => {});
    },
  };
}
