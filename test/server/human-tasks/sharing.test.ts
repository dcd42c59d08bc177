import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HumanTask, HumanTaskRow } from '../../../src/shared/contract/human-tasks.ts';
import { aServerTeam, type Member, type ServerTeam } from '../../support/server/server-team.ts';

let team: ServerTeam;
let maya: Member;
let ann: Member;
let bob: Member;
let carol: Member;

beforeAll(async () => {
  team = await aServerTeam();
  [maya, ann, bob, carol] = [team.as('maya'), team.as('ann'), team.as('bob'), team.as('carol')];
});
afterAll(() => team[Symbol.asyncDispose]());

async function rowOf(member: Member, processId: string): Promise<HumanTaskRow | undefined> {
  return (await member.inbox()).find((each) => each.processId === processId);
}

/** What a member has of an ask. */
async function idOf(member: Member, processId: string): Promise<string> {
  const row = await rowOf(member, processId);
  if (row === undefined) throw new Error('It is not in the inbox');
  return row.taskAsstId;
}

async function pageOf(member: Member, taskAsstId: string): Promise<HumanTask> {
  return (await member.get(`/human-tasks/${taskAsstId}`)).body as HumanTask;
}

describe('a role', () => {
  it('[H5 H14] gives its ask to each active member, and to nobody else', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    expect(await rowOf(ann, processId)).toMatchObject({
      roleId: 'approvers',
      assignmentStatusCode: 'ASSIGNED',
    });
    expect(await rowOf(bob, processId)).toBeDefined();
    expect(await rowOf(carol, processId)).toBeUndefined();
    const page = await pageOf(ann, await idOf(ann, processId));
    expect(page).toMatchObject({ taskStatusCode: 'W' });
    expect(page.assignments.map(({ assigneeId }) => assigneeId)).toEqual(['ann', 'bob']);
  });

  it('[H5] gives what still waits to who joins, and takes it from who leaves', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    const bobs = await idOf(bob, processId);
    await maya.patch('/roles/approvers', { memberIds: ['ann', 'carol'] });

    expect(await rowOf(carol, processId)).toBeDefined();
    expect(await rowOf(bob, processId)).toBeUndefined();
    expect(await pageOf(bob, bobs)).toMatchObject({
      assignmentStatusCode: 'CANCELLED',
      unassignedReason: 'left_role',
    });
    await maya.patch('/roles/approvers', { memberIds: ['ann', 'bob'] });
    expect(await rowOf(bob, processId)).toBeDefined();
  });

  it('[H59] follows what tokens say of it: at the next call who joined has the ask, and who left has it no longer', async () => {
    const processId = await team.ask('{ roleId: night-shift }');
    expect(await rowOf(carol, processId)).toBeUndefined();
    const later = Math.floor(Date.now() / 1_000) + 1;
    const inNightShift = team.as('carol', { roles: ['night-shift'], iat: later });
    expect(await rowOf(inNightShift, processId)).toMatchObject({ roleId: 'night-shift' });
    const noMore = team.as('carol', { roles: [], iat: later + 1 });
    expect(await rowOf(noMore, processId)).toBeUndefined();
  });

  it('holds its ask for members to come, and for users who are not there yet', async () => {
    const processId = await team.ask('{ assigneeId: dora }');
    const waiting = (await maya.get('/human-tasks?view=unassigned')).body as { humanTasks: HumanTaskRow[] };
    expect(waiting.humanTasks.find((row) => row.processId === processId)).toMatchObject({
      assigneeId: null,
      unassignedReason: 'unknown_user',
    });
    expect(await rowOf(team.as('dora'), processId)).toBeDefined();
  });

  it('of whose members one is deactivated takes the ask from them, and gives it back', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    await maya.patch('/users/bob', { active: false });
    expect((await pageOf(ann, await idOf(ann, processId))).assignments).toContainEqual(
      expect.objectContaining({ assigneeId: 'bob', active: false, unassignedReason: 'user_inactive' }),
    );
    await maya.patch('/users/bob', { active: true });
    expect((await pageOf(ann, await idOf(ann, processId))).assignments).toContainEqual(
      expect.objectContaining({ assigneeId: 'bob', active: true }),
    );
  });

  it('that changes while asks begin leaves no member without one', async () => {
    const joining = Array.from({ length: 6 }, (_, index) =>
      maya.patch('/roles/approvers', {
        memberIds: index % 2 === 0 ? ['ann', 'bob', 'carol'] : ['ann', 'bob'],
      }),
    );
    const asks = Array.from({ length: 6 }, () => team.ask('{ roleId: approvers }'));
    const [processIds] = await Promise.all([Promise.all(asks), Promise.all(joining)]);
    await maya.patch('/roles/approvers', { memberIds: ['ann', 'bob', 'carol'] });
    const rows = (await carol.inbox()).map(({ processId }) => processId);
    expect(processIds.filter((id) => !rows.includes(id))).toEqual([]);
    await maya.patch('/roles/approvers', { memberIds: ['ann', 'bob'] });
    expect(await carol.inbox()).toEqual([]);
  });
});

describe('people', () => {
  it('[H10] are changed by administrators only', async () => {
    for (const reply of [
      await ann.post('/users', { userId: 'eve' }),
      await ann.patch('/users/bob', { active: false }),
      await ann.remove('/users/bob'),
      await ann.post('/roles', { roleId: 'r' }),
      await ann.patch('/roles/approvers', { memberIds: [] }),
      await ann.remove('/roles/approvers'),
    ]) {
      expect(reply).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
  });

  it('are changed once for each key, also where the change comes twice at once', async () => {
    const idempotencyKey = randomUUID();
    const create = () => maya.post('/users', { userId: 'fred', name: 'Fred', idempotencyKey });
    const replies = await Promise.all([create(), create()]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect(await maya.post('/users', { userId: 'fred', name: 'Frederic', idempotencyKey })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    expect(await maya.post('/users', { userId: 'fred' })).toMatchObject({ status: 409, code: 'USER_EXISTS' });
    expect((await maya.remove('/users/fred')).status).toBe(200);
    expect(await maya.remove('/users/fred')).toMatchObject({ status: 404, code: 'USER_NOT_FOUND' });
  });

  it('who are removed lose their assignments; history keeps their names', async () => {
    const gus = team.as('gus');
    await gus.get('/sync/me');
    const processId = await team.ask('{ assigneeIds: [gus, ann] }');
    expect(await rowOf(gus, processId)).toBeDefined();
    await maya.remove('/users/gus');
    expect((await pageOf(ann, await idOf(ann, processId))).assignments).toContainEqual(
      expect.objectContaining({ assigneeId: 'gus', active: false, unassignedReason: 'user_inactive' }),
    );
  });
});

describe('what an answer would lead to', () => {
  it('is shown for each option, and nothing happens', async () => {
    const processId = await team.ask('{ assigneeId: ann }', {
      after: '  - tell-them:\n      set: { told: true }',
    });
    const { body } = await ann.get(`/human-tasks/${await idOf(ann, processId)}/outcomes`);
    expect(body).toMatchObject({
      outcomes: [
        { value: 'APPROVED', steps: [{ title: 'Tell them' }, { kind: 'completes' }] },
        { value: 'REJECTED', steps: [{ title: 'Tell them' }, { kind: 'completes' }] },
      ],
    });
    expect(await rowOf(ann, processId)).toMatchObject({ taskStatusCode: 'W' });
  });

  it('[H99] is asked of asks only: what is none has no page', async () => {
    const processId = await team.ask('{ assigneeId: ann }');
    const process = (await maya.get(`/processes/${processId}`)).body as {
      tasks: { taskId: string; kind: string }[];
    };
    const system = process.tasks.find(({ kind }) => kind === 'set');
    expect(await maya.get(`/tasks/${system?.taskId}/human-task`)).toMatchObject({ code: 'NOT_AN_ASK' });
  });
});

describe('a claim', () => {
  it('[H17 H70 H71 H75] keeps the others away and shows them who works on it', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    const [anns, bobs] = [await idOf(ann, processId), await idOf(bob, processId)];
    const claimed = await ann.post(`/human-tasks/${anns}/claim`, { minutes: 5 });
    expect(claimed.body).toMatchObject({ assignmentStatusCode: 'CLAIMED', claimedBy: 'ann' });
    expect(await rowOf(bob, processId)).toMatchObject({
      claimedBy: 'ann',
      claimedByName: 'Ann',
      quickAnswers: [],
    });
    expect(await bob.post(`/human-tasks/${bobs}/claim`)).toMatchObject({
      status: 409,
      code: 'CLAIMED_BY_OTHER',
    });
    expect(await pageOf(bob, bobs)).toMatchObject({ canComplete: false, claimedBy: 'ann' });
  });

  it('[H19 H73] that is released is recorded and offered again', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    const [anns, bobs] = [await idOf(ann, processId), await idOf(bob, processId)];
    await ann.post(`/human-tasks/${anns}/claim`);
    expect(await bob.post(`/human-tasks/${bobs}/release`)).toMatchObject({ code: 'CLAIMED_BY_OTHER' });
    expect((await ann.post(`/human-tasks/${anns}/release`)).body).toMatchObject({
      assignmentStatusCode: 'ASSIGNED',
    });
    expect((await bob.complete(bobs, 'APPROVED')).status).toBe(200);
  });

  it('[H21 H72] ends by itself: it is claimable at once, and that it ended is recorded', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    const [anns, bobs] = [await idOf(ann, processId), await idOf(bob, processId)];
    await ann.post(`/human-tasks/${anns}/claim`, { minutes: 1 });
    team.later(61_000);
    expect((await bob.post(`/human-tasks/${bobs}/claim`)).status).toBe(200);
    const { body } = await bob.get(`/human-tasks/${bobs}/history`);
    expect((body as { transitions: object[] }).transitions).toContainEqual(
      expect.objectContaining({
        taskAsstId: anns,
        status: 'EXPIRED',
        actor: 'engine',
        reason: 'claim_expired',
      }),
    );
  });

  it('of two at once one is made', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    const [anns, bobs] = [await idOf(ann, processId), await idOf(bob, processId)];
    const replies = await Promise.all([
      ann.post(`/human-tasks/${anns}/claim`),
      bob.post(`/human-tasks/${bobs}/claim`),
    ]);
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });
});

describe('reassigning', () => {
  it('[H81] is for managers: it asks others instead, who are told, and is taken from who was asked', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    const anns = await idOf(ann, processId);
    expect((await ann.post(`/human-tasks/${anns}/reassign`, { to: { userId: 'carol' } })).status).toBe(403);
    const reply = await maya.post(`/human-tasks/${anns}/reassign`, {
      to: { userId: 'carol' },
      reason: 'Ann is away',
    });
    expect(reply.body).toMatchObject({ assignments: [{ assigneeId: 'carol', assigneeName: 'Carol' }] });
    expect(await rowOf(carol, processId)).toBeDefined();
    expect(await rowOf(ann, processId)).toBeUndefined();
    expect(await maya.post(`/human-tasks/${anns}/reassign`, { to: { userId: 'nobody' } })).toMatchObject({
      code: 'ASSIGNMENT_INACTIVE',
    });
  });

  it('assignToMe takes it from the others of the role', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    const row = await rowOf(ann, processId);
    expect((await carol.post(`/tasks/${row?.taskId}/assign-to-me`)).status).toBe(403);
    const reply = await ann.post(`/tasks/${row?.taskId}/assign-to-me`);
    expect(reply.body).toMatchObject({ assignments: [{ assigneeId: 'ann', roleId: null }] });
    expect(await rowOf(bob, processId)).toBeUndefined();
  });
});

describe('the list', () => {
  it('[H32 H81] has the active assignments of the caller only; administrators see everybody’s', async () => {
    await team.ask('{ assigneeId: ann }');
    expect((await carol.get('/human-tasks?view=all')).status).toBe(403);
    const all = (await maya.get('/human-tasks?view=all&limit=200')).body as { humanTasks: HumanTaskRow[] };
    expect(all.humanTasks.some(({ assigneeId }) => assigneeId === 'ann')).toBe(true);
    expect((await ann.inbox()).every(({ assigneeId }) => assigneeId === 'ann')).toBe(true);
  });

  it('[H78] pages through everything once, and counts it exactly', async () => {
    for (let index = 0; index < 5; index += 1) await team.ask('{ assigneeId: pia }');
    const pia = team.as('pia');
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await pia.get(`/human-tasks?limit=2${query}`);
      const page = body as { humanTasks: HumanTaskRow[]; total: number; nextCursor: string | null };
      expect(page.total).toBe(5);
      seen.push(...page.humanTasks.map(({ taskAsstId }) => taskAsstId));
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(5);
    await pia.complete(seen[0] ?? '', 'APPROVED');
    const counts = (await pia.get(`/human-tasks-summary?dueBefore=2030-01-01T00:00:00Z`)).body;
    expect(counts).toEqual({ inbox: 4, due: 0, done: 1, unassigned: null, all: null });
  });

  it('[H25 H29 H30 H31] a page shows the declared context, and the whole of it to administrators only', async () => {
    const processId = await team.ask('{ assigneeId: ann }');
    const anns = await idOf(ann, processId);
    expect(await pageOf(ann, anns)).toMatchObject({
      contextSummary: { requestId: 'REQ-001' },
      context: null,
      processInput: null,
    });
    expect(await pageOf(maya, anns)).toMatchObject({ context: { hidden: 1, requestId: 'REQ-001' } });
  });

  it('marks a task as read for its assignee alone', async () => {
    const processId = await team.ask('{ assigneeId: ann }');
    const anns = await idOf(ann, processId);
    await maya.post(`/human-tasks/${anns}/read`);
    expect(await rowOf(ann, processId)).toMatchObject({ unread: true });
    await ann.post(`/human-tasks/${anns}/read`);
    expect(await rowOf(ann, processId)).toMatchObject({ unread: false });
  });
});

describe('another host', () => {
  it('does not exist: its tasks are not found, whatever is asked of them', async () => {
    const processId = await team.ask('{ assigneeId: ann }');
    const anns = await idOf(ann, processId);
    const { taskId } = await pageOf(ann, anns);
    const stranger = team.as('ann', { host: randomUUID(), permissions: ['portal.admin'] });

    expect(await stranger.inbox()).toEqual([]);
    for (const path of ['', '/history', '/draft', '/discussion', '/files', '/outcomes']) {
      const { code } = await stranger.get(`/human-tasks/${anns}${path}`);
      expect(`${path} ${code}`).toBe(`${path} ASSIGNMENT_NOT_FOUND`);
    }
    expect(await stranger.get(`/human-tasks/${anns}?hostId=${team.hostId}`)).toMatchObject({ status: 404 });
    for (const action of ['claim', 'release', 'complete', 'reassign', 'read']) {
      const body = { to: { userId: 'ann' }, response: { value: 'APPROVED' }, hostId: team.hostId };
      const { code } = await stranger.post(`/human-tasks/${anns}/${action}`, body);
      expect(`${action} ${code}`).toBe(`${action} ASSIGNMENT_NOT_FOUND`);
    }
    expect(await stranger.get(`/tasks/${taskId}/human-task`)).toMatchObject({ code: 'TASK_NOT_FOUND' });
    expect(await stranger.post(`/tasks/${taskId}/assign-to-me`)).toMatchObject({ code: 'TASK_NOT_FOUND' });
    const users = (await stranger.get('/users')).body as { users: { userId: string }[] };
    expect(users.users.map(({ userId }) => userId)).toEqual(['ann']);
    expect(await pageOf(ann, anns)).toMatchObject({ taskStatusCode: 'W' });
  });

  it('sees nothing either where a statement forgets to ask for its own rows', async () => {
    const processId = await team.ask('{ assigneeId: ann }');
    const anns = await idOf(ann, processId);
    const other = randomUUID();
    await team.database.db.read(other, async (reader) => {
      for (const table of [
        'assignment',
        'task',
        'assignment_history',
        'app_user',
        'feed_entry',
        'command',
        'file',
      ]) {
        const rows = await reader.query(`SELECT 1 AS one FROM ${table}`);
        expect([table, rows.length]).toEqual([table, 0]);
      }
    });
    const changed = await team.database.db.write(other, (tx) =>
      tx.run(`UPDATE assignment SET active = false WHERE id = $1`, anns),
    );
    expect(changed).toBe(0);
    await expect(
      team.database.db.write(other, (tx) =>
        tx.run(
          `INSERT INTO role (host_id, id, name, added_at) VALUES ($1, 'intruder', 'Intruder', 0)`,
          team.hostId,
        ),
      ),
    ).rejects.toThrow(/row-level security/);
  });
});
