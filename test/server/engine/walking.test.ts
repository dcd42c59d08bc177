import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeTime } from '../../support/fake-time.ts';
import { approvalWorkflow } from '../../support/account.ts';
import { openEngineNode, type EngineNode } from '../../support/server/engine-node.ts';

const hour = 3_600_000;

describe('a process on PostgreSQL', () => {
  const time = fakeTime();
  let node: EngineNode;
  beforeAll(async () => void (node = await openEngineNode({ time })));
  afterAll(() => node[Symbol.asyncDispose]());

  it('[H6] waits for the answer and goes on with it', async () => {
    const processId = await node.start(approvalWorkflow, { requestId: 'R1', summary: 'A laptop' });
    const maya = node.as('maya');
    const before = await maya.processes.get({ processId });
    expect(before.statusCode).toBe('W');
    expect(before.tasks.map(({ path, statusCode }) => [path, statusCode])).toEqual([
      ['/do/0/requestApproval', 'W'],
    ]);
    const { humanTasks } = await maya.humanTasks.list({});
    const [row] = humanTasks;
    await maya.humanTasks.complete({
      taskAsstId: row?.taskAsstId ?? '',
      taskId: row?.taskId ?? '',
      response: { value: 'APPROVED' },
      idempotencyKey: 'walking-1',
    });
    await node.engine.idle();
    const after = await maya.processes.get({ processId });
    expect(after.statusCode).toBe('C');
    expect(after.output).toEqual({ outcome: 'continued' });
  });

  it('goes on when its timer is due, and not before', async () => {
    const processId = await node.start(`
document: { dsl: '1.0.3', namespace: test, name: timer, version: '1.0.0' }
do:
  - pause: { wait: { hours: 1 } }
  - done: { set: { outcome: rested } }
`);
    const read = async () => (await node.as('maya').processes.get({ processId })).statusCode;
    expect(await read()).toBe('W');
    time.advance(hour - 1);
    await node.engine.idle();
    expect(await read()).toBe('W');
    time.advance(1);
    await node.engine.idle();
    expect(await read()).toBe('C');
  });

  it('[W11] starts another process and takes its output', async () => {
    await node.as('maya').workflows.add({
      source: `
document: { dsl: '1.0.3', namespace: test, name: child, version: '1.0.0' }
do:
  - pause: { wait: { seconds: 5 } }
  - done: { set: { double: '\${ $workflow.input.number * 2 }' } }
`,
    });
    const processId = await node.start(
      `
document: { dsl: '1.0.3', namespace: test, name: parent, version: '1.0.0' }
do:
  - call: { run: { workflow: { namespace: test, name: child, version: '1.0.0', input: { number: 21 } } } }
  - done: { set: '\${ { answer: .double } }' }
`,
    );
    time.advance(5_000);
    await node.engine.idle();
    const parent = await node.as('maya').processes.get({ processId });
    expect(parent.statusCode).toBe('C');
    expect(parent.output).toEqual({ answer: 42 });
    expect(parent.children.map(({ statusCode }) => statusCode)).toEqual(['C']);
  });

  it('hears an event, and one workflow starts on it', async () => {
    const processId = await node.start(`
document: { dsl: '1.0.3', namespace: test, name: listener, version: '1.0.0' }
do:
  - hear: { listen: { to: { one: { with: { type: com.example.order } } } } }
`);
    await node.as('maya').workflows.add({
      source: `
document: { dsl: '1.0.3', namespace: test, name: on-order, version: '1.0.0' }
schedule: { on: { one: { with: { type: com.example.order } } } }
do:
  - done: { set: { started: true } }
`,
    });
    const event = {
      specversion: '1.0' as const,
      id: 'e1',
      source: 'test:orders',
      type: 'com.example.order',
      data: { number: 7 },
    };
    expect(await node.as('maya').events.publish({ event })).toEqual({ duplicate: false });
    expect(await node.as('maya').events.publish({ event })).toEqual({ duplicate: true });
    await node.engine.idle();
    const heard = await node.as('maya').processes.get({ processId });
    expect(heard.output).toEqual([{ number: 7 }]);
    const { processes } = await node.as('maya').processes.list({});
    expect(processes.filter(({ trigger }) => trigger === 'event').map((one) => one.statusCode)).toEqual([
      'C',
    ]);
  });

  it('walks a loop of many tasks in several transactions', async () => {
    const processId = await node.start(
      `
document: { dsl: '1.0.3', namespace: test, name: loop, version: '1.0.0' }
do:
  - each:
      for: { each: item, in: '.items' }
      do:
        - one: { set: { number: '\${ $item }' } }
  - done: { set: '\${ { last: .number } }' }
`,
      { items: Array.from({ length: 600 }, (_, index) => index) },
    );
    const done = await node.as('maya').processes.get({ processId });
    expect(done.statusCode).toBe('C');
    expect(done.output).toEqual({ last: 599 });
    expect(done.taskCount).toBe(602);
  });
});
