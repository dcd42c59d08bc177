import { text } from '../../service/columns.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { ServerParts } from '../server-parts.ts';
import type { Database } from '../store/database.ts';
import { forgetGone, usersWithGone } from '../store/feed.ts';

const keptGoneMs = 30 * 24 * 3_600_000;
const firstLookMs = 60_000;
const betweenLooksMs = 6 * 3_600_000;

/**
 * Forgets, in every feed, what has been gone for more than 30 days. Who was away for longer starts over.
 * @returns how many entries it was
 */
export async function forgetOldGone(db: Database, now: number): Promise<number> {
  const hosts = await db.readAllHosts((reader) => reader.query('SELECT id FROM host ORDER BY id'));
  let forgotten = 0;
  for (const host of hosts) {
    const hostId = text(host, 'id');
    const users = await db.read(hostId, (reader) => usersWithGone(reader, now - keptGoneMs));
    for (const userId of users) {
      forgotten += await db.write(hostId, (tx) => forgetGone(tx, userId, now - keptGoneMs));
    }
  }
  return forgotten;
}

/** Looks a minute after the start and every six hours; several nodes may do so at once. @returns stops */
export function startForgetting({
  db,
  clock,
  timers,
  log,
}: Pick<ServerParts, 'db' | 'clock' | 'timers' | 'log'>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: { cancel(): void } | null = null;
  let isStopped = false;
  const look = async () => {
    try {
      const entries = await forgetOldGone(db, clock.now());
      if (entries > 0) log.info('Forgot old entries of feeds', { entries });
    } catch (error) {
      log.warn('Old entries of feeds could not be forgotten', errorFields(error));
    }
    later(betweenLooksMs);
  };
  const later = (milliseconds: number) => {
    if (isStopped) return;
    next = timers.after(milliseconds, () => {
      running = look();
    });
  };
  later(firstLookMs);
  return () => {
    isStopped = true;
    next?.cancel();
    return running;
  };
}
