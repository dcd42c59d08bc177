import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompleteRequest } from '../../../src/service/human-tasks/completion.ts';
import type { Ask } from '../../../src/shared/human-task/ask.ts';
import {
  came,
  callerOf,
  openCompletingWorld,
  type CompletingWorld,
  type PlantedAsk,
} from '../../support/server/completing-world.ts';
import type { PlantedHost } from '../../support/server/planted.ts';

let world: CompletingWorld;
beforeAll(async () => {
  world = await openCompletingWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

async function plantAll(count: number, ask: Partial<Ask> = {}) {
  const host = await world.host(['ann']);
  const asks: PlantedAsk[] = [];
  for (let left = count; left > 0; left -= 1) {
    asks.push(await world.plant(host, { places: [{ userId: 'ann' }], ask }));
  }
  return { host, asks, ann: callerOf(host, 'ann') };
}

function answerTo(
  { assignmentIds: [taskAsstId = ''] }: PlantedAsk,
  value: CompleteRequest['response']['value'],
) {
  return { taskAsstId, response: { value } };
}

describe('answers that come at the same time', () => {
  it('[H62] are checked in portions where that takes long, and all of them given', async () => {
    const { host, asks, ann } = await plantAll(8, {
      mode: 'object',
      options: [],
      schema: { type: 'object' },
    });
    const complete = world.node({ schemas: { problems: slowly } });
    const replies = await Promise.all(asks.map((ask) => came(complete(ann, answerTo(ask, {})))));
    expect(replies.filter((reply) => typeof reply === 'string')).toEqual([]);
    expect(await transactions(host)).toBeGreaterThan(1);
  });

  it('[H52] are found whichever way their ids are written', async () => {
    const { host, asks, ann } = await plantAll(2);
    const complete = world.node();
    const keyed = asks.map((ask, index) => ({ ...answerTo(ask, 'APPROVED'), idempotencyKey: `${index}` }));
    const replies = await Promise.all(
      keyed.map((request, index) => {
        const taskAsstId = request.taskAsstId.toUpperCase();
        const taskId = asks[index]?.taskId.toUpperCase();
        return came(complete(ann, { ...request, taskAsstId, taskId, hostId: host.hostId.toUpperCase() }));
      }),
    );
    expect(replies).toMatchObject(asks.map(({ taskId }) => ({ taskId, completedUser: 'ann' })));
    expect(await Promise.all(keyed.map((request) => came(complete(ann, request))))).toEqual(replies);
  });

  it('[H62] do not wait for one after the other whose task somebody else has locked', async () => {
    const { asks, ann } = await plantAll(3);
    const complete = world.node({}, 300);
    await world.admin.query('BEGIN');
    await world.admin.query('SELECT 1 FROM task WHERE id = ANY ($1) FOR UPDATE', [
      asks.slice(0, 2).map(({ taskId }) => taskId),
    ]);
    let isLocked = true;
    const replies: Promise<{ isLocked: boolean; isDone: boolean }>[] = [];
    for (const ask of asks) {
      const reply = came(complete(ann, answerTo(ask, 'APPROVED')));
      replies.push(reply.then((each) => ({ isLocked, isDone: typeof each !== 'string' })));
      // Each is a group of its own.
      await setImmediate();
    }
    await replies[2];
    isLocked = false;
    await world.admin.query('COMMIT');
    expect(await Promise.all(replies)).toEqual([
      { isLocked: false, isDone: true },
      { isLocked: false, isDone: true },
      { isLocked: true, isDone: true },
    ]);
  });
});

function slowly(): [] {
  for (const began = performance.now(); performance.now() - began < 60;);
  return [];
}

/** In how many transactions answers were given. */
async function transactions({ hostId }: PlantedHost): Promise<number> {
  const { rows } = await world.admin.query(
    `SELECT DISTINCT xmin FROM assignment_history WHERE status = 'COMPLETED' AND host_id = $1`,
    [hostId],
  );
  return rows.length;
}
