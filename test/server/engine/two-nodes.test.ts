import { describe, expect, it } from 'vitest';
import { fakeTime } from '../../support/fake-time.ts';
import { openLedger } from '../../support/ledger.ts';
import { newHost, openEngineNode } from '../../support/server/engine-node.ts';
import { openTestDatabase } from '../../support/server/postgres.ts';

const source = (url: string) => `
document: { dsl: '1.0.3', namespace: test, name: race, version: '1.0.0' }
do:
  - pause: { wait: { seconds: 1 } }
  - both:
      fork:
        branches:
          - left: { call: http, with: { method: post, endpoint: { uri: '${url}/left' } } }
          - right: { call: http, with: { method: post, endpoint: { uri: '${url}/right' } } }
  - each:
      for: { each: item, in: '[1, 2, 3]' }
      do:
        - one: { set: { number: '\${ $item }' } }
`;

describe('two nodes that walk the same processes at the same time', () => {
  it('[K41] write each task once, and each effect carries one key', { timeout: 60_000 }, async () => {
    await using ledger = await openLedger();
    const time = fakeTime();
    const database = await openTestDatabase();
    const hostId = await newHost(database);
    const second = { ...database, db: database.anotherNode() };
    const nodes = [
      await openEngineNode({ database, hostId, time }),
      await openEngineNode({ database: second, hostId, time }),
    ];
    const settle = () => Promise.all(nodes.map(({ engine }) => engine.idle()));
    try {
      const [one] = nodes;
      if (one === undefined) throw new Error('There is no node');
      await one.as('maya').workflows.add({ source: source(ledger.url) });
      const ids: string[] = [];
      for (let count = 0; count < 20; count += 1) {
        ids.push((await one.as('maya').processes.start({ workflow: 'test/race' })).processId);
      }
      await settle();
      // All timers at once: both nodes find every process due.
      time.advance(1_000);
      await settle();
      for (const processId of ids) {
        const { statusCode, tasks, taskCount } = await one.as('maya').processes.get({ processId });
        expect(statusCode).toBe('C');
        expect(new Set(tasks.map(({ path }) => path)).size).toBe(tasks.length);
        expect([tasks.length, taskCount]).toEqual([8, 8]);
      }
      expect(ledger.booked()).toBe(2 * ids.length);
    } finally {
      for (const node of nodes) await node[Symbol.asyncDispose]();
      await database.close();
    }
  });
});
