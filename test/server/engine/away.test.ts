import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { reachNothing } from '../../../src/server/reach.ts';
import { openDatabase } from '../../../src/server/store/database.ts';
import { migrate } from '../../../src/server/store/migrate.ts';
import { openLedger } from '../../support/ledger.ts';
import { openEngineNode } from '../../support/server/engine-node.ts';
import { startTestCluster } from '../../support/server/postgres-cluster.ts';
import { startTestRestate } from '../../support/server/restate.ts';
import { until } from '../../support/until.ts';

// I2: each effect is applied exactly once where the other side honours its key. I5: every process completes or visibly waits.

const once = (url: string) => `
document: { dsl: '1.0.3', namespace: test, name: once, version: '1.0.0' }
do:
  - pause: { wait: { milliseconds: 700 } }
  - book: { call: http, with: { method: post, endpoint: { uri: '${url}/book' } } }
`;

describe('an engine that is away', () => {
  const ends: (() => PromiseLike<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function open() {
    const restate = await startTestRestate();
    ends.push(() => restate.remove());
    const node = await openEngineNode({ createDriver: restate.createDriver });
    ends.push(() => node[Symbol.asyncDispose]());
    const read = (processId: string) => node.as('maya').processes.get({ processId });
    return { restate, node, read };
  }

  it('[H104] is shown on the process, which goes on when it is back', { timeout: 60_000 }, async () => {
    const { restate, node, read } = await open();
    await using ledger = await openLedger();
    await node.as('maya').workflows.add({ source: once(ledger.url) });
    process.kill(restate.restate.pid, 'SIGKILL');
    const { processId } = await node.as('maya').processes.start({ workflow: 'test/once' });
    await until('it is shown', async () => (await read(processId)).resumeFailure !== null);
    expect((await read(processId)).resumeFailure?.message).toMatch(/^The workflow engine cannot be reached/);
    await until('it has completed', async () => (await read(processId)).statusCode === 'C', 30_000);
    expect((await read(processId)).resumeFailure).toBeNull();
    expect(ledger.booked()).toBe(1);
  });

  it('[K41] fires timers once that it held when it was killed', { timeout: 60_000 }, async () => {
    const { restate, node, read } = await open();
    await using ledger = await openLedger();
    await node.as('maya').workflows.add({ source: once(ledger.url) });
    const { processId } = await node.as('maya').processes.start({ workflow: 'test/once' });
    await until('it waits', async () => (await read(processId)).statusCode === 'W');
    process.kill(restate.restate.pid, 'SIGKILL');
    await until('it has completed', async () => (await read(processId)).statusCode === 'C', 30_000);
    expect(ledger.keys).toHaveLength(1);
  });

  it(
    '[K41] loses nothing with its own state: every process is told to it anew',
    { timeout: 60_000 },
    async () => {
      const { restate, node, read } = await open();
      await using ledger = await openLedger();
      await node.as('maya').workflows.add({ source: once(ledger.url) });
      const { processId } = await node.as('maya').processes.start({ workflow: 'test/once' });
      await until('it waits', async () => (await read(processId)).statusCode === 'W');
      rmSync(join(restate.folder, 'data'), { recursive: true, force: true });
      process.kill(restate.restate.pid, 'SIGKILL');
      await until('it has completed', async () => (await read(processId)).statusCode === 'C', 40_000);
      expect(ledger.booked()).toBe(1);
    },
  );
});

describe('a database that is killed', () => {
  it('[K41] loses nothing of what is under way', { timeout: 120_000 }, async () => {
    await using ledger = await openLedger();
    const cluster = await startTestCluster({ durable: true });
    const restate = await startTestRestate();
    const admin = new Client({ connectionString: cluster.url });
    admin.on('error', () => {});
    await admin.connect();
    const role = await migrate(admin, 0, reachNothing);
    const db = openDatabase({ url: cluster.url, connections: 10, role, onError: () => {} });
    const database = { db, url: cluster.url, anotherNode: () => db, close: () => db.close() };
    const node = await openEngineNode({ database, createDriver: restate.createDriver });
    try {
      const maya = node.as('maya');
      await maya.workflows.add({ source: once(ledger.url) });
      const started: string[] = [];
      for (let count = 0; count < 20; count += 1) {
        started.push((await maya.processes.start({ workflow: 'test/once' })).processId);
      }
      // PostgreSQL ends every connection and goes through its crash recovery when one of its processes is killed.
      const { rows } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
      const open = async () => {
        try {
          return (await maya.processes.list({ only: 'open' })).total;
        } catch {
          return null;
        }
      };
      await until('all have completed', async () => (await open()) === 0, 60_000);
      const ended = await maya.processes.list({ limit: 50 });
      expect(ended.processes.map(({ statusCode }) => statusCode)).toEqual(started.map(() => 'C'));
      expect(ledger.booked()).toBe(started.length);
    } finally {
      await node[Symbol.asyncDispose]();
      await db.close();
      await restate.remove();
      await cluster.remove();
    }
  });
});
