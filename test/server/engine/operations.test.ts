import { expect, it } from 'vitest';
import { approvalWorkflow } from '../../support/account.ts';
import { openEngineNode } from '../../support/server/engine-node.ts';

it('an operation that is sent again with its key does nothing the second time', async () => {
  await using node = await openEngineNode();
  const maya = node.as('maya');
  const processId = await node.start(approvalWorkflow, { requestId: 'R1', summary: 'A laptop' });
  const suspend = { processId, idempotencyKey: 'suspend-1' };
  expect((await maya.processes.suspend(suspend)).suspendedTs).not.toBeNull();
  await maya.processes.resume({ processId, idempotencyKey: 'resume-1' });
  // Its first answer was lost on the way: it comes once more, late.
  expect((await maya.processes.suspend(suspend)).suspendedTs).toBeNull();
  await expect(maya.processes.resume({ processId, idempotencyKey: 'suspend-1' })).rejects.toMatchObject({
    code: 'IDEMPOTENCY_MISMATCH',
  });
  const cancel = { processId, reason: 'Not needed', idempotencyKey: 'cancel-1' };
  await maya.processes.cancel(cancel);
  await node.engine.idle();
  expect((await maya.processes.cancel(cancel)).statusCode).toBe('X');
  await expect(maya.processes.cancel({ ...cancel, reason: 'Another' })).rejects.toMatchObject({
    code: 'IDEMPOTENCY_MISMATCH',
  });
});

it('a schedule that was switched on meanwhile stays on when its switching off is sent again', async () => {
  await using node = await openEngineNode();
  const maya = node.as('maya');
  const { wfDefId } = await maya.workflows.add({
    source: `
document: { dsl: '1.0.3', namespace: test, name: nightly, version: '1.0.0' }
schedule: { every: { hours: 24 } }
do:
  - done: { set: { outcome: done } }
`,
  });
  const off = { wfDefId, enabled: false, idempotencyKey: 'off-1' };
  expect((await maya.workflows.setSchedule(off)).schedule?.enabled).toBe(false);
  await maya.workflows.setSchedule({ wfDefId, enabled: true, idempotencyKey: 'on-1' });
  expect((await maya.workflows.setSchedule(off)).schedule?.enabled).toBe(true);
});
