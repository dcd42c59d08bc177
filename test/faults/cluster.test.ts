import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/server/postgres.ts';
import { openTwoNodes } from '../support/team/two-nodes.ts';
import { until } from '../support/until.ts';

// I1: every acknowledged answer survives. I2: each effect is applied exactly once where the other side honours its key.
// I5: every process completes. `npm run faults -- cluster`: the engine is three nodes, and one of these is killed as well.

const engines = process.env['COUNTERSIGN_FAULT_ENGINES'] === '3' ? 3 : 1;
const processes = engines === 3 ? 60 : 20;
const asksOfEach = 10;
const sideBySide = 8;

const asks = (url: string) => `
document: { dsl: '1.0.3', namespace: faults, name: many, version: '1.0.0' }
do:
  - all:
      fork:
        branches:
${Array.from(
  { length: asksOfEach },
  (_, number) => `          - branch${number}:
              do:
                - decide: { ask: { mode: approval, prompt: 'Pay ${number}?', assignment: { assigneeId: alice } } }
                - book: { call: http, with: { method: post, endpoint: { uri: '${url}/' } } }`,
).join('\n')}
`;

describe('two server nodes behind one address', () => {
  let database: TestDatabase;
  let admin: Client;
  beforeAll(async () => {
    database = await openTestDatabase();
    admin = new Client({ connectionString: database.url });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await database.close();
  });

  it(
    `[K41] lose nothing when one of them${engines === 3 ? ', and one of three nodes of the engine,' : ''} is killed under load`,
    { timeout: 180_000 },
    async () => {
      await using world = await openTwoNodes(database, engines);
      await world.call('POST', '/workflows', { source: asks(world.ledger.url) });
      const start = (number: number) =>
        world.call('POST', '/processes', {
          workflow: 'faults/many@1.0.0',
          idempotencyKey: `start-${number}`,
        });
      await inTurns(
        Array.from({ length: processes }, (_, number) => number),
        start,
      );
      const open = async () => {
        const { rows } = await admin.query<{ id: string }>(
          `SELECT id FROM assignment WHERE status = 'ASSIGNED'`,
        );
        return rows.map(({ id }) => id);
      };
      const tasks = processes * asksOfEach;
      await until('all are asked', async () => (await open()).length === tasks, 60_000);

      let acknowledged = 0;
      let last = performance.now();
      let longest = 0;
      const kills: Promise<void>[] = [];
      await inTurns(await open(), async (taskAsstId) => {
        const { status } = await world.call('POST', `/human-tasks/${taskAsstId}/complete`, {
          response: { value: 'APPROVED' },
          idempotencyKey: taskAsstId,
        });
        expect(status).toBe(200);
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
        acknowledged += 1;
        if (acknowledged === Math.floor(tasks / 3)) kills.push(world.nodes[0]?.kill() ?? Promise.resolve());
        if (acknowledged === Math.floor(tasks / 2)) kills.push(world.killEngineNode());
      });
      await Promise.all(kills);
      expect(world.nodes.map(({ isAlive }) => isAlive)).toEqual([false, true]);

      const statuses = async () => {
        const { rows } = await admin.query<{ status: string }>('SELECT status FROM process');
        return rows.map(({ status }) => status);
      };
      await until('all have completed', async () => (await statuses()).every((each) => each === 'C'), 60_000);
      expect(await statuses()).toHaveLength(processes);
      const decided = await admin.query(
        `SELECT task_id FROM assignment_history WHERE status = 'COMPLETED' GROUP BY task_id HAVING count(*) = 1`,
      );
      expect(decided.rowCount).toBe(tasks);
      expect(world.ledger.booked()).toBe(tasks);
      console.log(`${tasks} answers, the longest pause between two ${Math.round(longest)} ms`);
    },
  );
});

/** Does the work of each item, some side by side. */
async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const one = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: sideBySide }, one));
}
