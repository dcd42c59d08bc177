import { expect, it } from 'vitest';
import { overridePermission } from '../../../src/shared/human-task/actor.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import { openEngineNode } from '../../support/server/engine-node.ts';

it('[H62] nobody who was deactivated a moment ago takes an ask away from those who can answer it', async () => {
  await using node = await openEngineNode();
  const maya = node.as('maya');
  await maya.people.roles.create({ roleId: 'approvers', memberIds: ['maya', 'omar'] });
  await node.start(`
document: { dsl: '1.0.3', namespace: test, name: mine, version: '1.0.0' }
do:
  - review: { ask: { prompt: Fine?, mode: confirm, assignment: { roleId: approvers } } }
`);
  const [row] = (await maya.humanTasks.list({})).humanTasks;
  const taskId = row?.taskId ?? '';
  await maya.people.users.update({ userId: 'omar', active: false });
  // As when the call was let in before that.
  const permissions = new Set([overridePermission]);
  const late = node.as('omar', { actor: { userId: 'omar' as UserId, permissions } });
  await expect(late.humanTasks.assignToMe({ taskId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect((await maya.humanTasks.list({})).total).toBe(1);
});
