import { once } from 'node:events';
import { Client } from 'pg';
import { addWorkflow } from '../../src/server/workflows/add-workflow.ts';
import { startProcess } from '../../src/server/processes/start-process.ts';
import { reachNothing } from '../../src/server/reach.ts';
import type { ServerParts } from '../../src/server/server-parts.ts';
import { openDatabase } from '../../src/server/store/database.ts';
import { appRole } from '../../src/server/store/migrate.ts';
import type { UserId } from '../../src/shared/ids.ts';
import { systemClock } from '../../src/shared/system-clock.ts';
import { systemIds } from '../../src/shared/system-ids.ts';
import { startCluster, type Cluster } from '../support/server/cluster.ts';
import { plantHost } from '../support/server/planted.ts';
import { until } from '../support/until.ts';

/**
 * `npm run demo:cluster`: three Restate nodes with replication 2 and two server nodes on loopback addresses, until Ctrl+C. With
 * `--kill` it shows what they are for: under load one of each is killed, and nothing is lost.
 */
const say = (words: string) => console.log(words);
const cluster = await startCluster(say);
try {
  if (process.argv.includes('--kill')) await killOneOfEach(cluster);
  else {
    say(`\nAs ${cluster.urls.join(' and ')}; sign-in: ${cluster.issuer}, as alice or bob. Ctrl+C ends it.`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  }
} finally {
  say('Stopping …');
  await cluster.close();
}

async function killOneOfEach({ databaseUrl, killRestate, killServer }: Cluster): Promise<void> {
  const processes = 300;
  const admin = new Client({ connectionString: databaseUrl });
  await admin.connect();
  const { hostId } = await plantHost(admin, ['maya']);
  const db = openDatabase({ url: databaseUrl, connections: 4, role: appRole, onError: () => {} });
  const id = systemIds.next();
  const source = `
document: { dsl: '1.0.3', namespace: demo, name: steps, version: '1.0.0' }
do:
  - one: { set: { number: 1 } }
  - pause: { wait: { milliseconds: 500 } }
  - script: { run: { script: { language: javascript, code: 'return 2' } } }
  - three: { set: { number: 3 } }
`;
  await addWorkflow(db, hostId, source, { id, now: systemClock.now(), timeZone: 'UTC' });
  const parts: Pick<ServerParts, 'db' | 'clock' | 'ids' | 'reach'> & {
    engine: Pick<ServerParts['engine'], 'nudge'>;
  } = { db, clock: systemClock, ids: systemIds, reach: reachNothing, engine: { nudge: () => {} } };
  const caller = { hostId, actor: { userId: 'maya' as UserId, permissions: new Set<string>() } };
  const request = { workflow: 'steps', input: {}, idempotencyKey: null };
  for (let started = 0; started < processes; started += 1) {
    if (started === 100) {
      say('Killing Restate node 3 …');
      void killRestate(2);
    }
    if (started === 200) {
      say('Killing server node 2 …');
      void killServer(1);
    }
    await startProcess(parts as ServerParts, caller, request, async () => id);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  say(`${processes} processes were started.`);
  const ended = async () => {
    const { rows } = await admin.query<{ count: string }>(
      `SELECT count(*) FROM process WHERE host_id = $1 AND status = 'C'`,
      [hostId],
    );
    return Number(rows[0]?.count);
  };
  const from = performance.now();
  await until('all have completed', async () => (await ended()) === processes, 120_000);
  say(
    `All ${processes} have completed, ${((performance.now() - from) / 1_000).toFixed(1)} s after the last was started.`,
  );
  await db.close();
  await admin.end();
}
