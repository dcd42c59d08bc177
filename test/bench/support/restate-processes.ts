import { createServer } from 'node:http2';
import { handlers, object, type ObjectContext } from '@restatedev/restate-sdk';
import { createEndpointHandler } from '@restatedev/restate-sdk/node';
import { Client } from 'pg';
import { addWorkflow } from '../../../src/server/workflows/add-workflow.ts';
import { startProcess } from '../../../src/server/processes/start-process.ts';
import { reachNothing } from '../../../src/server/reach.ts';
import { createRestateClient, type RestateClient } from '../../../src/server/restate/restate-client.ts';
import { createEngine } from '../../../src/server/restate/create-engine.ts';
import { createRestateDriver } from '../../../src/server/restate/restate-driver.ts';
import type { ServerParts } from '../../../src/server/server-parts.ts';
import { openDatabase } from '../../../src/server/store/database.ts';
import { migrate } from '../../../src/server/store/migrate.ts';
import { silentLog } from '../../../src/service/log.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import { createSchemas } from '../../../src/shared/json-schema/schemas.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import { systemRandom } from '../../../src/shared/system-random.ts';
import { freePort } from '../../../src/server/embedded/free-port.ts';
import { jqWorkerUrl, samplesFolder, scriptWorkerUrl } from '../../support/account.ts';
import { plantHost } from '../../support/server/planted.ts';
import { startTestCluster, type TestCluster } from '../../support/server/postgres-cluster.ts';
import { startTestRestate, type TestRestate } from '../../support/server/restate.ts';
import { printTable } from '../../support/print.ts';
import { against, interleaved, seconds, shown } from './pairs.ts';

/** Calls under way at a time. */
const sideBySide = 64;

const source = `
document: { dsl: '1.0.3', namespace: bench, name: three, version: '1.0.0' }
do:
  - one: { set: { number: '\${ .number }' } }
  - two: { set: { number: '\${ .number }' } }
  - three: { set: { number: '\${ .number }' } }
`;

const nobodyListens: ServerParts['feed'] = {
  channel: 'none',
  listen: () => () => {},
  listenDevice: () => () => {},
  listenUser: () => () => {},
  streams: 0,
  hears: true,
  start: async () => {},
  close: async () => {},
};
const noHandshake: ServerParts['handshake'] = {
  contractVersion: 1,
  oldestContractVersion: 1,
  serverVersion: 'bench',
  issuer: 'http://127.0.0.1',
  clientId: 'bench',
  audience: 'bench',
  scopes: [],
  serverName: 'Bench',
};

/**
 * Processes of three tasks on one Restate node: a server node, which keeps each task, the process and its wakes in PostgreSQL
 * (durable), against a bare Virtual Object that does three journaled steps and keeps its state in Restate. Both begin with what a
 * caller waits for, and count what has ended.
 */
export async function restateProcesses(processes = 1_000, rounds = 5): Promise<void> {
  const cluster = await startTestCluster({ durable: true });
  const restate = await startTestRestate();
  const { ingressUrl: ingress, adminUrl: admin } = restate.options;
  const client = createRestateClient({ ingress, admin });
  const world = { cluster, restate, client, processes };
  const ours = await openOurs(world);
  const bare = await openBare(world);
  const result = await interleaved(rounds, { ours: () => ours.run(), bare: () => bare.run() });
  printTable(
    [`${processes} processes of three tasks, ${sideBySide} calls at a time`, 'median /s', 'each round'],
    [
      ['on PostgreSQL and Restate', ...shown(result.values.ours)],
      ['a bare Virtual Object', ...shown(result.values.bare)],
    ],
  );
  console.log(`to the bare Virtual Object ${against(result.ratio('ours', 'bare'), '≥', 0.5)}`);
  await ours.close();
  await bare.close();
  await client.close();
  await restate.remove();
  await cluster.remove();
}

interface World {
  readonly cluster: TestCluster;
  readonly restate: TestRestate;
  readonly client: RestateClient;
  readonly processes: number;
}

interface Runner {
  /** @returns processes a second, from the first call to the last end */
  run(): Promise<number>;
  close(): Promise<void>;
}

async function openOurs({ cluster, restate, processes }: World): Promise<Runner> {
  const admin = new Client({ connectionString: cluster.url });
  await admin.connect();
  const role = await migrate(admin, 0, reachNothing);
  const { hostId } = await plantHost(admin, ['maya']);
  const db = openDatabase({ url: cluster.url, connections: 20, role, onError: () => {} });
  const shared: Omit<ServerParts, 'engine'> = {
    db,
    clock: systemClock,
    timers: systemTimers,
    ids: systemIds,
    log: silentLog,
    schemas: createSchemas(),
    feed: nobodyListens,
    reach: reachNothing,
    samplesFolder,
    handshake: noHandshake,
  };
  const engine = createEngine(
    shared,
    { jqWorkerUrl, scriptWorkerUrl, random: systemRandom, timeZone: () => 'UTC' },
    (parts) => createRestateDriver({ ...parts, restate: restate.options }),
  );
  await engine.start();
  const workflow = await addWorkflow(db, hostId, source, {
    id: systemIds.next(),
    now: systemClock.now(),
    timeZone: 'UTC',
  });
  const caller = { hostId, actor: { userId: 'maya' as UserId, permissions: new Set<string>() } };
  const ended = async () => {
    const { rows } = await admin.query<{ count: string }>(
      `SELECT count(*) FROM process WHERE ended_at IS NOT NULL`,
    );
    return Number(rows[0]?.count);
  };
  return {
    async run() {
      const before = await ended();
      const parts = { ...shared, engine };
      const request = { workflow: 'three', input: { number: 0 }, idempotencyKey: null };
      const took = await seconds(async () => {
        await many(processes, () => startProcess(parts, caller, request, async () => workflow.id));
        while ((await ended()) < before + processes) await new Promise((resolve) => setTimeout(resolve, 10));
      });
      return processes / took;
    },
    async close() {
      await engine.close();
      await db.close();
      await admin.end();
    },
  };
}

/** What an engine would do that keeps nothing anywhere else: three steps, each in the journal, and the state after them. */
async function openBare({ restate, client, processes }: World): Promise<Runner> {
  let ended = 0;
  const service = object({
    name: 'bare',
    handlers: {
      start: handlers.object.exclusive(async (context: ObjectContext, input: { number: number }) => {
        let { number } = input;
        for (const step of ['one', 'two', 'three']) {
          const before = number;
          number = await context.run(step, () => before + 1);
        }
        context.set('state', { status: 'C', number });
        ended += 1;
      }),
    },
  });
  const identityKeys = [...restate.options.identityKeys];
  const server = createServer(createEndpointHandler({ services: [service], identityKeys, logger: () => {} }));
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await client.register(`http://127.0.0.1:${port}`, false);
  return {
    async run() {
      const before = ended;
      const took = await seconds(async () => {
        await many(processes, () =>
          client.send({
            service: 'bare',
            key: systemIds.next(),
            handler: 'start',
            body: { number: 0 },
          }),
        );
        while (ended < before + processes) await new Promise((resolve) => setTimeout(resolve, 10));
      });
      return processes / took;
    },
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

async function many(amount: number, one: () => Promise<unknown>): Promise<void> {
  let left = amount;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
}
