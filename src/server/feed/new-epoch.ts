import { text } from '../../service/columns.ts';
import type { Database } from '../store/database.ts';
import { drawFeedEpoch } from '../store/feed.ts';

/**
 * Everyone who has read a feed before starts over. For a database that was restored: numbers that clients know may not have been
 * given out yet, or stand for something else.
 * @throws CountersignError STORE_UNAVAILABLE
 */
export async function drawFeedEpochs(db: Database): Promise<void> {
  const hosts = await db.readAllHosts((reader) => reader.query('SELECT id FROM host ORDER BY id'));
  for (const host of hosts) await db.write(text(host, 'id'), drawFeedEpoch);
}
