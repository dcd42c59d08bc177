import type { Instant } from '../../shared/clock.ts';
import { text } from '../../service/columns.ts';
import { deleteUploadsBegunBefore, lockDigest, removeUnnamedBytes, unnamedDigests } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';
import { deleteLeft } from '../store/files.ts';

/** Who was offline for a night goes on with what they were uploading. */
const uploadLastsMs = 24 * 3_600_000;
const mostTogether = 100;

/** Removes what no task needs any more, of every host: files of answers that were never given, and uploads that were left. */
export async function tidyFiles(db: Database, now: Instant): Promise<void> {
  const hosts = await db.readAllHosts((reader) => reader.query('SELECT id FROM host'));
  for (const row of hosts) await tidyHost(db, text(row, 'id'), now);
}

async function tidyHost(db: Database, hostId: string, now: Instant): Promise<void> {
  await db.write(hostId, async (tx) => {
    await deleteUploadsBegunBefore(tx, now - uploadLastsMs);
    await deleteLeft(tx);
  });
  for (;;) {
    const digests = await db.read(hostId, (reader) => unnamedDigests(reader, mostTogether));
    for (const digest of digests) {
      await db.write(hostId, async (tx) => {
        await lockDigest(tx, digest);
        await removeUnnamedBytes(tx, digest);
      });
    }
    if (digests.length < mostTogether) return;
  }
}
