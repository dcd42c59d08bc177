import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerCrashPoint } from '../../../src/server/reach.ts';
import { integer } from '../../../src/service/columns.ts';
import { openEngineNode, type EngineNode } from '../../support/server/engine-node.ts';

let node: EngineNode;
let failAt: ServerCrashPoint | null = null;

class Lost extends Error {}

beforeAll(async () => {
  node = await openEngineNode({
    reach: (point) => {
      if (point !== failAt) return;
      failAt = null;
      throw new Lost(point);
    },
  });
});
afterAll(() => node[Symbol.asyncDispose]());

const workflow = (name: string) => `
document: { dsl: '1.0.3', namespace: lost, name: ${name}, version: '1.0.0' }
do:
  - decide:
      ask: { prompt: Is it right, mode: approval, assignment: { assigneeIds: [maya, omar] } }
`;

async function asked(name: string) {
  const processId = await node.start(workflow(name));
  const { humanTasks } = await node.as('omar').humanTasks.list({});
  const row = humanTasks.find((each) => each.processId === processId);
  if (row === undefined) throw new Error('omar was not asked');
  const answer = {
    taskAsstId: row.taskAsstId,
    response: { value: 'APPROVED' },
    idempotencyKey: `answer-${name}`,
  };
  return { processId, taskId: row.taskId, answer };
}

async function counted(statement: string, id: string): Promise<number> {
  const [row] = await node.db.read(node.hostId, (reader) => reader.query(statement, id));
  return row === undefined ? 0 : integer(row, 'count');
}

describe('an answer', () => {
  it('[H61 H68] that is lost before its commit leaves nothing of itself, and can be given again', async () => {
    const { processId, taskId, answer } = await asked('before');
    failAt = 'command.before-commit';
    await expect(node.as('omar').humanTasks.complete(answer)).rejects.toMatchObject({ code: 'INTERNAL' });

    expect(await node.as('omar').humanTasks.get(answer)).toMatchObject({
      taskStatusCode: 'W',
      assignmentStatusCode: 'ASSIGNED',
    });
    const ended = `SELECT count(*) AS count FROM assignment_history WHERE task_id = $1 AND status <> 'ASSIGNED'`;
    expect(await counted(ended, taskId)).toBe(0);
    expect(await counted('SELECT count(*) AS count FROM wake_outbox WHERE process_id = $1', processId)).toBe(
      0,
    );
    await node.as('omar').humanTasks.complete(answer);
    await node.engine.idle();
    expect(await node.as('maya').processes.get({ processId })).toMatchObject({ statusCode: 'C' });
  });

  it('whose reply is lost after its commit is given: sent again it gets the first result, and the process went on', async () => {
    const { processId, answer } = await asked('after');
    failAt = 'command.committed';
    await expect(node.as('omar').humanTasks.complete(answer)).rejects.toMatchObject({ code: 'INTERNAL' });

    await node.engine.idle();
    expect(await node.as('maya').processes.get({ processId })).toMatchObject({ statusCode: 'C' });
    const again = await node.as('omar').humanTasks.complete(answer);
    expect(again).toMatchObject({ completedUser: 'omar', response: { value: 'APPROVED' } });
    const completed = `SELECT count(*) AS count FROM assignment_history WHERE task_id = $1 AND status = 'COMPLETED'`;
    expect(await counted(completed, again.taskId)).toBe(1);
  });
});
