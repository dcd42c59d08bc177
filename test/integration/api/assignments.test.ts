import { describe, expect, it } from 'vitest';
import { aTeam, type Team } from '../../support/team.ts';

const roleAsk = '{ roleId: approvers }';
const approve = { response: { value: 'APPROVED' } };

async function history(team: Team, taskAsstId: string): Promise<unknown[]> {
  const { body } = await team.as('maya').get(`/human-tasks/${taskAsstId}/history`);
  return (body as { transitions: unknown[] }).transitions;
}

async function list(team: Team, userId: string, view: string): Promise<unknown> {
  return (await team.as(userId).get(`/human-tasks?view=${view}`)).body;
}

describe('an ask that is given to a role', () => {
  it('[H5 H14 I1 I2] is one assignment for each of its active members, and the task keeps waiting', async () => {
    await using team = await aTeam();
    const processId = await team.ask(roleAsk);
    const [ann, bob] = [await team.as('ann').task(), await team.as('bob').task()];
    expect(ann.taskAsstId).not.toBe(bob.taskAsstId);
    expect(ann).toMatchObject({
      taskId: bob.taskId,
      assigneeId: 'ann',
      roleId: 'approvers',
      roleName: 'Approvers',
    });
    expect(await team.as('carol').inbox()).toEqual([]);
    expect(await team.as('maya').inbox()).toEqual([]);
    expect(await team.as('maya').get(`/processes/${processId}`)).toMatchObject({
      body: { statusCode: 'W', waits: [{ kind: 'approval', assignees: ['ann', 'bob'] }] },
    });
  });

  it('[H66 H20 H78 H18 H65] is answered once: the siblings are cancelled and leave the lists', async () => {
    await using team = await aTeam();
    await team.ask(roleAsk);
    const [ann, bob] = [await team.as('ann').task(), await team.as('bob').task()];
    await team.as('ann').post(`/human-tasks/${ann.taskAsstId}/complete`, approve);
    expect(await team.as('bob').inbox()).toEqual([]);
    expect(await team.as('bob').get(`/human-tasks/${bob.taskAsstId}`)).toMatchObject({
      body: {
        assignmentStatusCode: 'CANCELLED',
        unassignedReason: 'completed_by_other_user',
        completedUser: 'ann',
        readOnly: true,
        answer: { value: 'APPROVED' },
        assignments: [
          { assigneeId: 'ann', statusCode: 'COMPLETED', active: false, unassignedReason: 'completed' },
          { assigneeId: 'bob', statusCode: 'CANCELLED', active: false },
        ],
      },
    });
    expect(await team.as('bob').post(`/human-tasks/${bob.taskAsstId}/complete`, approve)).toMatchObject({
      status: 409,
      body: { code: 'STALE_TASK', data: { decision: { completedUser: 'ann', value: 'APPROVED' } } },
    });
  });

  it('[H5] is given to who joins while it waits, and taken from who leaves', async () => {
    await using team = await aTeam();
    await team.ask(roleAsk);
    const before = await team.as('ann').task();
    await team.as('maya').patch('/roles/approvers', { memberIds: ['bob', 'carol'] });
    expect(await team.as('carol').task()).toMatchObject({ taskId: before.taskId, canComplete: true });
    expect(await team.as('ann').inbox()).toEqual([]);
    expect(await team.as('ann').get(`/human-tasks/${before.taskAsstId}`)).toMatchObject({
      body: { assignmentStatusCode: 'CANCELLED', unassignedReason: 'left_role', canComplete: false },
    });
    expect((await history(team, before.taskAsstId)).slice(2)).toMatchObject([
      { status: 'CANCELLED', effectiveUser: 'ann', reason: 'left_role', actor: 'maya' },
      { status: 'ASSIGNED', effectiveUser: 'carol', reason: 'joined_role', actor: 'maya' },
    ]);
  });

  it('[H14] goes by who is active', async () => {
    await using team = await aTeam();
    await team.as('maya').patch('/users/bob', { active: false });
    await team.ask(roleAsk);
    await team.as('maya').patch('/users/ann', { active: false });
    expect(await list(team, 'maya', 'unassigned')).toMatchObject({
      humanTasks: [{ assigneeId: null, roleId: 'approvers', unassignedReason: 'empty_role' }],
    });
    await team.as('maya').patch('/users/bob', { active: true });
    expect(await team.as('bob').inbox()).toHaveLength(1);
    expect(await list(team, 'maya', 'unassigned')).toMatchObject({ humanTasks: [] });
    expect(await team.as('ann').get('/human-tasks')).toMatchObject({
      status: 409,
      body: { code: 'USER_INACTIVE' },
    });
  });
});

describe('an ask that nobody holds', () => {
  it.each([
    ['{ assigneeId: dave }', 'unknown_user'],
    ['{ roleId: directors }', 'unknown_role'],
  ])(
    'waits visibly where it is for %s, says why, and goes to them once they are there',
    async (assignment, why) => {
      await using team = await aTeam();
      const processId = await team.ask(assignment);
      expect(await team.as('maya').get(`/processes/${processId}`)).toMatchObject({
        body: { statusCode: 'W', waits: [{ kind: 'approval', assignees: [] }] },
      });
      expect(await list(team, 'maya', 'unassigned')).toMatchObject({
        total: 1,
        humanTasks: [{ assigneeId: null, unassignedReason: why, title: 'Is it right?' }],
      });
      await team.as('maya').post('/users', { userId: 'dave', name: 'Dave' });
      await team.as('maya').post('/roles', { roleId: 'directors', memberIds: ['dave'] });
      expect(await team.as('dave').task()).toMatchObject({ assigneeName: 'Dave', canComplete: true });
      expect(await list(team, 'maya', 'unassigned')).toMatchObject({ total: 0 });
    },
  );

  it('[H84] may be answered by an administrator, for themselves', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: dave }');
    const { humanTasks } = (await list(team, 'maya', 'unassigned')) as {
      humanTasks: { taskAsstId: string }[];
    };
    const path = `/human-tasks/${humanTasks[0]?.taskAsstId}`;
    expect(await team.as('maya').get(path)).toMatchObject({
      body: { assigneeId: null, assigneeName: null, canComplete: true, isOverride: true, canClaim: false },
    });
    expect(await team.as('ann').get(path)).toMatchObject({ status: 403 });
    expect(await team.as('maya').post(`${path}/complete`, approve)).toMatchObject({
      status: 200,
      body: { completedUser: 'maya' },
    });
  });
});

describe('reassignTask', () => {
  it('[I47] asks somebody else instead of everyone who is asked, by an administrator or a manager', async () => {
    await using team = await aTeam();
    await team.ask(roleAsk);
    const { taskAsstId } = await team.as('ann').task();
    const to = { to: { userId: 'carol' }, reason: 'Ann and Bob are away' };
    for (const userId of ['ann', 'carol']) {
      expect(await team.as(userId).post(`/human-tasks/${taskAsstId}/reassign`, to)).toMatchObject({
        status: 403,
      });
    }
    await team.as('maya').patch('/users/bob', { permissions: ['workflow.task.reassign'] });
    expect(await team.as('bob').post(`/human-tasks/${taskAsstId}/reassign`, to)).toMatchObject({
      status: 200,
      body: { assignments: [{ assigneeId: 'carol', roleId: null, statusCode: 'ASSIGNED' }] },
    });
    expect(await team.as('ann').inbox()).toEqual([]);
    expect(await team.as('bob').inbox()).toEqual([]);
    expect(await team.as('carol').task()).toMatchObject({ canComplete: true });
    expect((await history(team, taskAsstId)).slice(2)).toMatchObject([
      { status: 'CANCELLED', effectiveUser: 'ann', reason: 'reassigned', note: 'Ann and Bob are away' },
      { status: 'CANCELLED', effectiveUser: 'bob', reason: 'reassigned' },
      { status: 'ASSIGNED', effectiveUser: 'carol', reason: 'reassigned', actor: 'maya', actingAs: 'bob' },
    ]);
  });

  it('asks a role, and from then on who joins it too', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: carol }');
    const { taskAsstId } = await team.as('carol').task();
    await team.as('maya').post(`/human-tasks/${taskAsstId}/reassign`, { to: { roleId: 'approvers' } });
    expect(await team.as('carol').inbox()).toEqual([]);
    await team.as('maya').patch('/roles/approvers', { memberIds: ['ann', 'bob', 'carol'] });
    for (const userId of ['ann', 'bob', 'carol']) expect(await team.as(userId).inbox()).toHaveLength(1);
  });

  it('says whom it cannot ask, and changes nothing', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: ann }');
    await team.as('maya').patch('/users/carol', { active: false });
    const { taskAsstId } = await team.as('ann').task();
    for (const [to, status, code] of [
      [{ userId: 'dave' }, 404, 'USER_NOT_FOUND'],
      [{ userId: 'carol' }, 409, 'USER_INACTIVE'],
      [{ roleId: 'directors' }, 404, 'ROLE_NOT_FOUND'],
      [{ userId: 'ann', roleId: 'approvers' }, 400, 'INVALID_REQUEST'],
      [{}, 400, 'INVALID_REQUEST'],
    ] as const) {
      expect(await team.as('maya').post(`/human-tasks/${taskAsstId}/reassign`, { to })).toMatchObject({
        status,
        body: { code },
      });
    }
    expect(await team.as('ann').inbox()).toHaveLength(1);
  });

  it('carries out a key once, and refuses it for anything else', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: ann }');
    const path = `/human-tasks/${(await team.as('ann').task()).taskAsstId}/reassign`;
    const command = { to: { userId: 'bob' }, idempotencyKey: 'k' };
    const first = await team.as('maya').post(path, command);
    expect(first.status).toBe(200);
    expect(await team.as('maya').post(path, command)).toEqual(first);
    expect(await team.as('maya').post(path, { ...command, to: { userId: 'carol' } })).toMatchObject({
      body: { code: 'IDEMPOTENCY_MISMATCH' },
    });
    expect(await team.as('maya').post(path, { to: { userId: 'bob' } })).toMatchObject({
      body: { code: 'ASSIGNMENT_INACTIVE' },
    });
  });
});

describe('assignToMe', () => {
  it('[I46] takes what a role is asked for oneself alone', async () => {
    await using team = await aTeam();
    await team.ask(roleAsk);
    const { taskId, canAssignToMe } = await team.as('ann').task();
    expect(canAssignToMe).toBe(true);
    const reply = await team.as('ann').post(`/tasks/${taskId}/assign-to-me`);
    expect(reply).toMatchObject({
      status: 200,
      body: { assignments: [{ assigneeId: 'ann', roleId: null }] },
    });
    expect(await team.as('bob').inbox()).toEqual([]);
    const own = await team.as('ann').task();
    expect(own).toMatchObject({ canComplete: true, canAssignToMe: false });
    expect(own.taskAsstId).toBe((reply.body as { taskAsstId: string }).taskAsstId);
    await team.as('maya').patch('/roles/approvers', { memberIds: ['bob'] });
    expect(await team.as('ann').inbox()).toHaveLength(1);
  });

  it('[I46] takes what nobody holds, by who may give it to anybody', async () => {
    await using team = await aTeam();
    await team.ask('{ roleId: directors }');
    const { humanTasks } = (await list(team, 'maya', 'unassigned')) as { humanTasks: { taskId: string }[] };
    const path = `/tasks/${humanTasks[0]?.taskId}/assign-to-me`;
    expect(await team.as('carol').post(path)).toMatchObject({ status: 403 });
    expect(await team.as('maya').post(path)).toMatchObject({ status: 200 });
    expect(await team.as('maya').task()).toMatchObject({
      assigneeId: 'maya',
      canComplete: true,
      isOverride: false,
    });
  });

  it('takes nothing from somebody who is asked by name, or is working on it', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeIds: [ann, carol] }');
    const named = await team.as('ann').task();
    expect(await team.as('ann').post(`/tasks/${named.taskId}/assign-to-me`)).toMatchObject({
      status: 409,
      body: { code: 'NOT_ASSIGNABLE' },
    });
    await team.as('ann').post(`/human-tasks/${named.taskAsstId}/complete`, approve);
    await team.ask(roleAsk);
    const { taskId, taskAsstId } = await team.as('ann').task();
    await team.as('ann').post(`/human-tasks/${taskAsstId}/claim`);
    expect(await team.as('bob').post(`/tasks/${taskId}/assign-to-me`)).toMatchObject({
      status: 409,
      body: { code: 'CLAIMED_BY_OTHER' },
    });
  });
});

describe('who may do what', () => {
  it('[H80 H81 H32] everyone sees and answers their own; administrators may see what waits for anybody', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: ann }');
    const { taskAsstId } = await team.as('ann').task();
    expect(await team.as('bob').get(`/human-tasks/${taskAsstId}`)).toMatchObject({ status: 403 });
    expect(await team.as('bob').post(`/human-tasks/${taskAsstId}/complete`, approve)).toMatchObject({
      status: 403,
    });
    expect(await team.as('bob').get('/human-tasks?view=all')).toMatchObject({ status: 403 });
    expect(await list(team, 'maya', 'inbox')).toMatchObject({ total: 0 });
    expect(await list(team, 'maya', 'all')).toMatchObject({
      total: 1,
      humanTasks: [{ taskAsstId, assigneeId: 'ann', assigneeName: 'ann', quickAnswers: [] }],
    });
    const counts = `/human-tasks-summary?dueBefore=${new Date(0).toISOString()}`;
    expect((await team.as('maya').get(counts)).body).toMatchObject({ all: 1, unassigned: 0 });
    expect((await team.as('bob').get(counts)).body).toMatchObject({ all: null, unassigned: null });
  });

  it.each(['workflow.task.override', 'portal.admin'])(
    '[H55 H82 H83 H84] %s answers for somebody else, and both are on record',
    async (permission) => {
      await using team = await aTeam();
      await team.as('maya').patch('/users/bob', { permissions: [permission] });
      await team.ask('{ assigneeId: ann }');
      const { taskAsstId } = await team.as('ann').task();
      expect(await team.as('bob').get(`/human-tasks/${taskAsstId}`)).toMatchObject({
        body: { canComplete: true, isOverride: true },
      });
      expect(await team.as('bob').post(`/human-tasks/${taskAsstId}/complete`, approve)).toMatchObject({
        status: 200,
        body: { completedUser: 'ann' },
      });
      expect((await history(team, taskAsstId)).at(-1)).toMatchObject({
        status: 'COMPLETED',
        actor: 'maya',
        actingAs: 'bob',
        effectiveUser: 'ann',
      });
    },
  );

  it('[H82] who may give asks to others sees them, and cannot answer them', async () => {
    await using team = await aTeam();
    await team.as('maya').patch('/users/bob', { permissions: ['workflow.task.reassign'] });
    await team.ask('{ assigneeId: ann }');
    const { taskAsstId } = await team.as('ann').task();
    expect(await team.as('bob').get(`/human-tasks/${taskAsstId}`)).toMatchObject({
      body: { canComplete: false, canReassign: true },
    });
    expect(await team.as('bob').post(`/human-tasks/${taskAsstId}/complete`, approve)).toMatchObject({
      status: 403,
    });
  });

  it('[H29 H30 H31 H90] raw context, the input and what tasks before gave are for administrators where keys are declared', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: ann }');
    const { taskAsstId } = await team.as('ann').task();
    const path = `/human-tasks/${taskAsstId}`;
    expect(await team.as('ann').get(path)).toMatchObject({
      body: {
        contextSummary: { requestId: 'REQ-001' },
        context: null,
        processInput: null,
        previousTasks: [{ title: 'Prepare', kind: 'set', output: null, outputLeftOut: 'private' }],
      },
    });
    expect(await team.as('maya').get(path)).toMatchObject({
      body: {
        contextSummary: { requestId: 'REQ-001' },
        context: { summary: 'A request', hidden: 1 },
        processInput: { hidden: 1 },
        previousTasks: [{ title: 'Prepare', output: { checked: true }, outputLeftOut: null }],
      },
    });
  });
});
