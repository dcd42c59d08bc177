import { Client } from 'pg';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { startIssuer } from '../../support/server/issuer.ts';
import { plantHost } from '../../support/server/planted.ts';
import { openTestDatabase } from '../../support/server/postgres.ts';
import { startTestNode } from '../../support/server/test-node.ts';

test('the first start after a restore draws new epochs for all hosts; a start without being told so does not', async () => {
  const database = await openTestDatabase();
  const issuer = await startIssuer(systemClock);
  const admin = new Client({ connectionString: database.url });
  await admin.connect();
  const epochsAfterStart = async (newFeedEpoch: boolean) => {
    const node = await startTestNode({ databaseUrl: database.url, issuer: issuer.url, newFeedEpoch });
    await node.stop();
    const { rows } = await admin.query<{ feed_epoch: string }>('SELECT feed_epoch FROM host ORDER BY id');
    return rows.map((row) => row.feed_epoch);
  };
  try {
    for (const name of ['One', 'Other']) await plantHost(admin, ['alice'], name);
    const before = await epochsAfterStart(false);
    expect(await epochsAfterStart(false)).toEqual(before);
    const restored = await epochsAfterStart(true);
    expect(new Set([...before, ...restored]).size).toBe(4);
    expect(await epochsAfterStart(false)).toEqual(restored);
  } finally {
    await admin.end();
    await issuer.close();
    await database.close();
  }
});
