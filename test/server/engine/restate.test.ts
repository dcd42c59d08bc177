import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvalWorkflow } from '../../support/account.ts';
import { openEngineNode, type EngineNode } from '../../support/server/engine-node.ts';
import { startTestRestate, type TestRestate } from '../../support/server/restate.ts';
import { until } from '../../support/until.ts';

describe('a process driven by Restate', () => {
  let restate: TestRestate;
  let node: EngineNode;
  beforeAll(async () => {
    restate = await startTestRestate();
    node = await openEngineNode({ createDriver: restate.createDriver });
  });
  afterAll(async () => {
    await node[Symbol.asyncDispose]();
    await restate.remove();
  });

  const statusOf = async (processId: string) =>
    (await node.as('maya').processes.get({ processId })).statusCode;

  it('[O5] takes wakes and says so', async () => {
    expect(await node.engine.health()).toEqual({ ok: true, detail: 'The workflow engine takes wakes' });
  });

  it('[H6] waits for the answer and goes on with it', async () => {
    const processId = await node.start(approvalWorkflow, { requestId: 'R1', summary: 'A laptop' });
    await until('it waits', async () => (await statusOf(processId)) === 'W');
    const maya = node.as('maya');
    const { humanTasks } = await maya.humanTasks.list({});
    await maya.humanTasks.complete({
      taskAsstId: humanTasks[0]?.taskAsstId ?? '',
      response: { value: 'APPROVED' },
      idempotencyKey: 'restate-1',
    });
    await until('it has ended', async () => (await statusOf(processId)) !== 'W');
    expect(await statusOf(processId)).toBe('C');
  });

  it('[W11] sends timers, effects and the ends of children', async () => {
    await node.as('maya').workflows.add({
      source: `
document: { dsl: '1.0.3', namespace: test, name: child, version: '1.0.0' }
do:
  - pause: { wait: { milliseconds: 300 } }
  - script: { run: { script: { language: javascript, code: 'return 6 * 7' } } }
`,
    });
    const processId = await node.start(`
document: { dsl: '1.0.3', namespace: test, name: parent, version: '1.0.0' }
do:
  - call: { run: { workflow: { namespace: test, name: child, version: '1.0.0' } } }
  - done: { set: '\${ { answer: . } }' }
`);
    await until('it has ended', async () => !['A', 'W'].includes(await statusOf(processId)));
    const parent = await node.as('maya').processes.get({ processId });
    expect(parent.error).toBeNull();
    expect(parent.statusCode).toBe('C');
  });
});
