import { describe, expect, it } from 'vitest';
import type { Change, TaskAction } from '../../../src/shared/contract/account.ts';
import { aTeam, type Team } from '../../support/team.ts';

/** What the others are told, and what is said to be read again, from here on. */
function listenTo(team: Team): { actions(): TaskAction[]; changes: Change[] } {
  const changes: Change[] = [];
  team.served.account.account.onChange((change) => changes.push(change));
  return { changes, actions: () => changes.flatMap(({ actions }) => actions) };
}

const complete = { response: { value: 'APPROVED', submittedAt: '2026-05-22T14:30:00Z' } };

describe('a command that is sent again with its key', () => {
  it.each<[TaskAction['kind'], string, object]>([
    ['claimed', 'claim', {}],
    ['completed', 'complete', complete],
    ['commented', 'discussion', { text: 'Is it?' }],
  ])('[I64 H76] is told to the others once: %s', async (kind, command, body) => {
    await using team = await aTeam();
    await team.ask('{ roleId: approvers }');
    const ann = team.as('ann');
    const { taskAsstId, taskId } = await ann.task();
    const told = listenTo(team);
    const send = () => ann.post(`/human-tasks/${taskAsstId}/${command}`, { ...body, idempotencyKey: 'k' });
    const first = await send();
    expect(first.status).toBe(200);
    expect(told.actions()).toMatchObject([{ kind, taskId, by: 'ann' }]);
    await team.served.account.account.host.settled();
    const before = told.changes.length;
    expect(await send()).toEqual(first);
    await team.served.account.account.host.settled();
    expect(told.changes).toHaveLength(before);
  });

  it('[I64] is told to the others once: released, reassigned, taken', async () => {
    await using team = await aTeam();
    await team.ask('{ roleId: approvers }');
    const ann = team.as('ann');
    const { taskAsstId, taskId } = await ann.task();
    await ann.post(`/human-tasks/${taskAsstId}/claim`);
    const told = listenTo(team);
    const twice = async (path: string, userId: string, body: object = {}) => {
      const send = () => team.as(userId).post(path, { ...body, idempotencyKey: path });
      const first = await send();
      expect(first.status).toBe(200);
      expect(await send()).toEqual(first);
    };
    await twice(`/human-tasks/${taskAsstId}/release`, 'ann');
    await twice(`/tasks/${taskId}/assign-to-me`, 'ann');
    const mine = (await ann.task()).taskAsstId;
    await twice(`/human-tasks/${mine}/reassign`, 'maya', { to: { userId: 'bob' } });
    expect(told.actions().map(({ kind, by }) => [kind, by])).toEqual([
      ['released', 'ann'],
      ['reassigned', 'ann'],
      ['reassigned', 'maya'],
    ]);
  });

  it('is told again when it is another one with another key', async () => {
    await using team = await aTeam();
    await team.ask('{ roleId: approvers }');
    const { taskAsstId } = await team.as('ann').task();
    const told = listenTo(team);
    for (const idempotencyKey of ['1', '2'])
      await team.as('ann').post(`/human-tasks/${taskAsstId}/claim`, { idempotencyKey });
    expect(told.actions()).toHaveLength(2);
  });

  it('of a message answers as the first time, also to whom the task was taken from meanwhile', async () => {
    await using team = await aTeam();
    await team.ask('{ roleId: approvers }');
    const { taskAsstId } = await team.as('ann').task();
    const path = `/human-tasks/${taskAsstId}/discussion`;
    const message = { text: 'Is it?', idempotencyKey: 'k' };
    const first = await team.as('ann').post(path, message);
    await team.as('maya').post(`/human-tasks/${taskAsstId}/reassign`, { to: { userId: 'bob' } });
    expect(await team.as('ann').post(path, message)).toEqual(first);
    expect(await team.as('ann').post(path, { ...message, idempotencyKey: 'other' })).toMatchObject({
      status: 409,
      body: { code: 'ASSIGNMENT_INACTIVE' },
    });
  });
});
