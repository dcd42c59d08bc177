import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../support/ledger.ts';
import { openEngineNode, type EngineNode } from '../support/server/engine-node.ts';
import { openDatabaseDisk, type DatabaseDisk } from '../support/server/full-database.ts';
import { openTestDatabase, type TestDatabase } from '../support/server/postgres.ts';
import { startTestRestate, type TestRestate } from '../support/server/restate.ts';
import { until } from '../support/until.ts';

// The disk under PostgreSQL is full or slow. I1: nothing that was not recorded is acknowledged. I3: no half transaction. I5: what could
// not be written goes on by itself once there is room.

let database: TestDatabase;
let restate: TestRestate;
let node: EngineNode;
let disk: DatabaseDisk;
beforeAll(async () => {
  [database, restate] = await Promise.all([openTestDatabase(), startTestRestate()]);
  node = await openEngineNode({ database, createDriver: restate.createDriver });
  disk = await openDatabaseDisk(database.url);
});
afterAll(async () => {
  await disk.close();
  await node[Symbol.asyncDispose]();
  await restate.remove();
  await database.close();
});

const maya = () => node.as('maya');
const statusOf = async (processId: string) => (await maya().processes.get({ processId })).statusCode;

let made = 0;
/** @returns the process that waits for maya, and her place in it */
async function asked(): Promise<{ processId: string; taskAsstId: string }> {
  made += 1;
  await maya().workflows.add({
    source: `
document: { dsl: '1.0.3', namespace: disk, name: ask${made}, version: '1.0.0' }
do:
  - decide: { ask: { mode: approval, prompt: Pay?, assignment: { assigneeId: maya } } }
`,
  });
  const { processId } = await maya().processes.start({ workflow: `disk/ask${made}@1.0.0` });
  const find = async () =>
    (await maya().humanTasks.list({ limit: 200 })).humanTasks.find((row) => row.processId === processId);
  await until('it asks', async () => (await find()) !== undefined);
  return { processId, taskAsstId: (await find())?.taskAsstId ?? '' };
}

describe('a full disk under PostgreSQL', () => {
  it.each([
    ['command', 'at once'],
    ['task', 'at once'],
    ['assignment', 'at once'],
    ['assignment_history', 'at once'],
    ['feed_entry', 'at once'],
    ['wake_outbox', 'at once'],
    ['command', 'at the commit'],
  ] as const)(
    '[K41] %s, %s: an answer is refused in words, nothing of it is there, and it is taken once there is room',
    async (table, when) => {
      const { processId, taskAsstId } = await asked();
      const answer = { taskAsstId, response: { value: 'APPROVED' }, idempotencyKey: `${table} ${when}` };
      await disk.fill(table, when);
      try {
        await expect(maya().humanTasks.complete(answer)).rejects.toMatchObject({
          code: 'STORE_UNAVAILABLE',
          status: 503,
          data: { next: expect.stringContaining('Try again') },
        });
      } finally {
        await disk.mend();
      }
      expect(await maya().humanTasks.get({ taskAsstId })).toMatchObject({
        taskStatusCode: 'W',
        assignmentStatusCode: 'ASSIGNED',
        answer: null,
      });
      const { transitions } = await maya().humanTasks.history({ taskAsstId });
      expect(transitions.map(({ status }) => status)).toEqual(['ASSIGNED']);
      await maya().humanTasks.complete(answer);
      await until('it goes on', async () => (await statusOf(processId)) === 'C');
    },
  );

  it('[K41] keeps a process where it is, which goes on by itself once there is room', async () => {
    const { processId, taskAsstId } = await asked();
    await disk.fill('process', 'at the commit');
    try {
      await expect(
        maya().humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } }),
      ).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await disk.mend();
      await disk.fill('task', 'at the commit');
      const workflow = `disk/ask${made}@1.0.0`;
      const started = await maya().processes.start({ workflow });
      expect(await maya().processes.get({ processId: started.processId })).toMatchObject({ tasks: [] });
      await disk.mend();
      await until('it asks', async () => (await statusOf(started.processId)) === 'W');
    } finally {
      await disk.mend();
    }
    expect(await statusOf(processId)).toBe('W');
  });

  it('[K41] keeps what an effect brought until it can be written: it is not asked for again', async () => {
    await using ledger = await openLedger();
    const held = ledger.hold();
    await maya().workflows.add({
      source: `
document: { dsl: '1.0.3', namespace: disk, name: book, version: '1.0.0' }
do:
  - book: { call: http, with: { method: post, endpoint: { uri: '${ledger.url}/' } } }
`,
    });
    const { processId } = await maya().processes.start({ workflow: 'disk/book@1.0.0' });
    await ledger.asked(1);
    const before = await disk.refusals();
    await disk.fill('task', 'at once');
    held.release();
    await until('it could not be written', async () => (await disk.refusals()) > before);
    expect(await statusOf(processId)).toBe('W');
    await disk.mend();
    await until('it has completed', async () => (await statusOf(processId)) === 'C');
    expect(ledger.keys).toHaveLength(1);
  });
});

describe('a slow disk under PostgreSQL', () => {
  it('[K41] makes answers wait and nothing else: who reads goes on', { timeout: 60_000 }, async () => {
    const tasks = [];
    for (let number = 0; number < 8; number += 1) tasks.push(await asked());
    await disk.slow('task', 300);
    try {
      const began = performance.now();
      const answers = Promise.all(
        tasks.map(({ taskAsstId }) =>
          maya().humanTasks.complete({
            taskAsstId,
            response: { value: 'APPROVED' },
            idempotencyKey: taskAsstId,
          }),
        ),
      );
      const reads: number[] = [];
      let isOver = false;
      void answers.finally(() => (isOver = true)).catch(() => {});
      while (!isOver) {
        const before = performance.now();
        await maya().humanTasks.list({});
        reads.push(performance.now() - before);
      }
      await answers;
      expect(performance.now() - began).toBeGreaterThan(300);
      const median = reads.toSorted((one, other) => one - other)[Math.floor(reads.length / 2)] ?? Infinity;
      expect(median).toBeLessThan(250);
    } finally {
      await disk.mend();
    }
    for (const { processId } of tasks) {
      await until('it goes on', async () => (await statusOf(processId)) === 'C');
    }
  });
});
