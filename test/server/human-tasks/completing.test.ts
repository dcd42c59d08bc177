import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../../src/service/columns.ts';
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

/** A fresh ask of both approvers: what each of them has of it. */
async function both(more?: Parameters<ServerTeam['ask']>[1]) {
  const processId = await team.ask('{ roleId: approvers }', more);
  const row = (await ann.inbox()).find((each) => each.processId === processId);
  const other = (await bob.inbox()).find((each) => each.processId === processId);
  if (row === undefined || other === undefined) throw new Error('The ask was not given to both');
  return { processId, taskId: row.taskId, ann: row.taskAsstId, bob: other.taskAsstId };
}

async function sql(statement: string, ...parameters: string[]) {
  return team.database.db.read(team.hostId, (reader) => reader.query(statement, ...parameters));
}

describe('completeTask', () => {
  it('[H6 H49 H51 H52 H64 H65 H66 H79] answers for everyone who was asked, and the process goes on with the answer', async () => {
    const asked = await both();
    const done = await ann.post(`/human-tasks/${asked.ann}/complete`, {
      hostId: team.hostId,
      taskId: asked.taskId,
      statusCode: 'C',
      completedTs: '2026-05-22T14:30:00Z',
      response: { value: 'APPROVED', comment: 'Looks good.', submittedAt: '2026-05-22T14:30:00Z' },
    });

    const envelope = { value: 'APPROVED', comment: 'Looks good.', submittedAt: '2026-05-22T14:30:00Z' };
    expect(done).toMatchObject({
      status: 200,
      body: { taskStatusCode: 'C', completedUser: 'ann', response: envelope },
    });
    await team.node.parts.engine.idle();
    expect((await maya.get(`/processes/${asked.processId}`)).body).toMatchObject({
      statusCode: 'C',
      output: envelope,
    });
    const page = await ann.get(`/human-tasks/${asked.ann}`);
    expect(page.body).toMatchObject({
      answer: envelope,
      taskStatusCode: 'C',
      assignments: [
        { assigneeId: 'ann', statusCode: 'COMPLETED', active: false, unassignedReason: 'completed' },
        {
          assigneeId: 'bob',
          statusCode: 'CANCELLED',
          active: false,
          unassignedReason: 'completed_by_other_user',
        },
      ],
    });
  });

  it('[H24] leaves the task read-only for everyone', async () => {
    const asked = await both();
    await ann.complete(asked.ann, 'APPROVED');
    for (const [member, id] of [
      [ann, asked.ann],
      [bob, asked.bob],
    ] as const) {
      expect((await member.get(`/human-tasks/${id}`)).body).toMatchObject({
        readOnly: true,
        canComplete: false,
        canClaim: false,
      });
    }
  });

  it('[H67 H68 H98 H102] of two answers one after the other the second is a stale-task conflict and changes nothing', async () => {
    const asked = await both();
    await ann.complete(asked.ann, 'APPROVED');

    const late = await bob.complete(asked.bob, 'REJECTED');

    expect(late).toMatchObject({ status: 409, code: 'STALE_TASK' });
    expect(late.body).toMatchObject({
      data: { decision: { completedUser: 'ann', value: 'APPROVED' } },
    });
    expect((await ann.get(`/human-tasks/${asked.ann}`)).body).toMatchObject({
      answer: { value: 'APPROVED' },
    });
  });

  it('[H61 H62 H67 H68 H69] of answers that come at once, at two nodes, one is taken and the others are conflicts', async () => {
    const second = await team.anotherNode();
    for (let round = 0; round < 8; round += 1) {
      const asked = await both();
      const replies = await Promise.all([
        ann.complete(asked.ann, 'APPROVED'),
        bob.at(second).complete(asked.bob, 'REJECTED'),
        ann.at(second).complete(asked.ann, 'REJECTED'),
      ]);

      expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
      const [history] = await sql(
        `SELECT count(*) FILTER (WHERE status = 'COMPLETED') AS completed, count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled
         FROM assignment_history WHERE task_id = $1`,
        asked.taskId,
      );
      expect(history).toEqual({ completed: 1, cancelled: 1 });
    }
  });

  it('of a client that goes away are given or not, and take none of the others along', async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, () => both()));
    const headers = { ...(await ann.headers()), 'content-type': 'application/json' };
    const gone = new AbortController();
    const send = (id: string, signal?: AbortSignal) =>
      fetch(`${team.node.url}/api/human-tasks/${id}/complete`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ response: { value: 'APPROVED' }, idempotencyKey: `away ${id}` }),
        ...(signal === undefined ? {} : { signal }),
      });
    const calls = asked.map(({ ann: id }, index) => send(id, index % 4 === 1 ? gone.signal : undefined));
    await calls[0];
    gone.abort();
    await Promise.allSettled(calls);

    const again = await Promise.all(asked.map(({ ann: id }) => send(id)));
    expect(again.map(({ status }) => status)).toEqual(asked.map(() => 200));
    const rows = await sql(
      `SELECT task_id FROM assignment_history WHERE status = 'COMPLETED' AND task_id = ANY (string_to_array($1, ' ')::uuid[])`,
      asked.map(({ taskId }) => taskId).join(' '),
    );
    expect(rows).toHaveLength(asked.length);
  });

  it('[H53 H80 H97] an assignment that was taken away can be answered no more', async () => {
    const asked = await both();
    await maya.post(`/human-tasks/${asked.ann}/reassign`, { to: { userId: 'carol' } });
    expect(await ann.complete(asked.ann, 'APPROVED')).toMatchObject({
      status: 409,
      code: 'ASSIGNMENT_INACTIVE',
    });
  });

  it('[H55 H59 H80 H85] is refused to who is not asked, whoever the payload says they are', async () => {
    const asked = await both();
    const reply = await carol.complete(asked.ann, 'APPROVED', { completedUser: 'ann', assigneeId: 'ann' });
    expect(reply).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  it('[H60] ignores who the payload says has completed it', async () => {
    const asked = await both();
    const reply = await ann.complete(asked.ann, 'APPROVED', { completedUser: 'maya', actor: 'maya' });
    expect(reply.body).toMatchObject({ completedUser: 'ann' });
    const [row] = await sql(`SELECT completed_user, completed_by FROM task WHERE id = $1`, asked.taskId);
    expect(row).toEqual({ completed_user: 'ann', completed_by: 'ann' });
  });

  it('[H82] needs the permission to override: the scope alone is not enough, nor is seeing the task', async () => {
    const asked = await both();
    const manager = team.as('mona', { permissions: ['workflow.task.reassign'] });
    expect((await manager.get(`/human-tasks/${asked.ann}`)).status).toBe(200);
    expect(await manager.complete(asked.ann, 'APPROVED')).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  it('[H82 H85] needs the scope to override: the permission alone is not enough', async () => {
    const asked = await both();
    const omar = team.as('omar', {
      permissions: ['workflow.task.override'],
      scope: 'workflow.read workflow.write',
    });
    expect((await omar.complete(asked.ann, 'APPROVED')).status).toBe(403);
  });

  it.each([
    ['[H82 H84]', 'omar', ['workflow.task.override']],
    ['[H83 H84]', 'maya', ['portal.admin']],
  ])(
    '%s on behalf of the assignee keeps both: who did it and for whom',
    async (_ids, userId, permissions) => {
      const asked = await both();
      const reply = await team.as(userId, { permissions }).complete(asked.ann, 'APPROVED');

      expect(reply.body).toMatchObject({ completedUser: 'ann' });
      const [row] = await sql(`SELECT completed_user, completed_by FROM task WHERE id = $1`, asked.taskId);
      expect(row).toEqual({ completed_user: 'ann', completed_by: userId });
      const history = await ann.get(`/human-tasks/${asked.ann}/history`);
      expect((history.body as { transitions: object[] }).transitions).toContainEqual(
        expect.objectContaining({ status: 'COMPLETED', actor: userId, effectiveUser: 'ann', source: 'api' }),
      );
    },
  );

  it('[H85] needs the scope to write', async () => {
    const asked = await both();
    const reader = team.as('ann', { scope: 'workflow.read' });
    expect((await reader.get(`/human-tasks/${asked.ann}`)).status).toBe(200);
    expect(await reader.complete(asked.ann, 'APPROVED')).toMatchObject({
      status: 403,
      code: 'SCOPE_MISSING',
    });
  });

  it('[H54 H74] re-checks a claim: who is not working on it cannot answer, who is can', async () => {
    const asked = await both();
    await bob.post(`/human-tasks/${asked.bob}/claim`, { minutes: 5 });
    expect(await ann.complete(asked.ann, 'APPROVED')).toMatchObject({
      status: 409,
      code: 'CLAIMED_BY_OTHER',
    });
    expect((await bob.complete(asked.bob, 'APPROVED')).status).toBe(200);
    expect(await bob.complete(asked.bob, 'APPROVED')).toMatchObject({ status: 409, code: 'STALE_TASK' });
  });

  it('[H57 H63] is refused when the process ended around it', async () => {
    const asked = await both();
    await maya.post(`/processes/${asked.processId}/cancel`, {});
    await team.node.parts.engine.idle();
    expect(await ann.complete(asked.ann, 'APPROVED')).toMatchObject({
      status: 409,
      code: 'ASSIGNMENT_INACTIVE',
    });
    const history = await ann.get(`/human-tasks/${asked.ann}/history`);
    expect((history.body as { transitions: object[] }).transitions.at(-1)).toMatchObject({
      status: 'CANCELLED',
      reason: 'process_cancelled',
      actor: 'maya',
    });
  });

  it('[H96] of an assignment that is not there says so', async () => {
    expect(await ann.complete(randomUUID(), 'APPROVED')).toMatchObject({
      status: 404,
      code: 'ASSIGNMENT_NOT_FOUND',
    });
  });

  it('names another task than the assignment is of: refused', async () => {
    const asked = await both();
    const reply = await ann.complete(asked.ann, 'APPROVED', { taskId: randomUUID() });
    expect(reply).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
  });

  it.each([
    ['[H58]', '        mode: choice\n        options: [A, B]', 'C', '/value'],
    ['[H58]', '        mode: multiChoice\n        options: [A, B]', ['A', 'A'], '/value'],
    ['[H58]', '        mode: confirm', 'yes', '/value'],
    ['[H44]', '        mode: text', '  ', '/value'],
    [
      '[H50 H58 H101]',
      '        mode: object\n        schema: { type: object, properties: { limit: { type: number, maximum: 10 } } }',
      { limit: 11 },
      '/value/limit',
    ],
  ])('%s holds the answer against the ask: %s takes no %j', async (_ids, lines, value, pointer) => {
    const asked = await both({ ask: lines, replaceMode: true });
    const reply = await ann.complete(asked.ann, value);
    expect(reply).toMatchObject({ status: 422, code: 'ANSWER_INVALID' });
    expect(reply.body).toMatchObject({ data: { fields: [{ pointer }] } });
    expect((await ann.get(`/human-tasks/${asked.ann}`)).body).toMatchObject({ taskStatusCode: 'W' });
  });

  it('[H46] wants a comment where the ask does, and takes none where it does not', async () => {
    const asked = await both({ ask: '        commentRequired: [REJECTED]' });
    expect(await ann.complete(asked.ann, 'REJECTED')).toMatchObject({ status: 422, code: 'ANSWER_INVALID' });
    const reply = await ann.complete(asked.ann, 'REJECTED', {
      response: { value: 'REJECTED', comment: 'No.' },
    });
    expect(reply.status).toBe(200);
    const quiet = await both({ ask: '        mode: text', replaceMode: true });
    const refused = await ann.complete(quiet.ann, '', { response: { value: 'x', comment: 'why' } });
    expect(refused).toMatchObject({ status: 422, code: 'ANSWER_INVALID' });
  });
});

describe('an idempotency key', () => {
  it('gets the first result again, also when both come at once, and the task is completed once', async () => {
    const asked = await both();
    const idempotencyKey = randomUUID();
    const send = () => ann.complete(asked.ann, 'APPROVED', { idempotencyKey });
    const replies = await Promise.all([send(), send(), send()]);
    replies.push(await send());

    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const { body } of replies) expect(body).toEqual(replies[0]?.body);
    const rows = await sql(
      `SELECT status FROM assignment_history WHERE task_id = $1 AND status = 'COMPLETED'`,
      asked.taskId,
    );
    expect(rows).toHaveLength(1);
  });

  it('is refused for another answer, and is nobody else’s', async () => {
    const asked = await both();
    const idempotencyKey = randomUUID();
    await ann.complete(asked.ann, 'APPROVED', { idempotencyKey });
    expect(await ann.complete(asked.ann, 'REJECTED', { idempotencyKey })).toMatchObject({
      status: 409,
      code: 'IDEMPOTENCY_MISMATCH',
    });
    expect(await bob.complete(asked.bob, 'APPROVED', { idempotencyKey })).toMatchObject({
      code: 'STALE_TASK',
    });
  });

  it.each([
    ['a NUL', 'key \0'],
    ['half a character', 'key \ud800'],
  ])('with %s, which the database does not keep, is refused', async (_what, idempotencyKey) => {
    const asked = await both();
    const reply = await ann.complete(asked.ann, 'APPROVED', { idempotencyKey });
    expect(reply).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
    expect((await ann.complete(asked.ann, 'APPROVED')).status).toBe(200);
  });

  it('that was refused can be used again, and none never equals none', async () => {
    const asked = await both();
    const idempotencyKey = randomUUID();
    expect((await ann.complete(asked.ann, 'MAYBE', { idempotencyKey })).status).toBe(422);
    expect((await ann.complete(asked.ann, 'APPROVED', { idempotencyKey })).status).toBe(200);
    const again = await both();
    expect((await ann.complete(again.ann, 'APPROVED')).status).toBe(200);
    expect(await ann.complete(again.ann, 'APPROVED')).toMatchObject({ code: 'STALE_TASK' });
  });
});

describe('history', () => {
  it('keeps every transition with who, for whom, from where and by which device', async () => {
    const asked = await both();
    await ann.post(`/human-tasks/${asked.ann}/claim`);
    await ann.post(`/human-tasks/${asked.ann}/release`);
    await bob.complete(asked.bob, 'APPROVED');

    const { body } = await bob.get(`/human-tasks/${asked.bob}/history`);
    const lines = (body as { transitions: Record<string, string>[] }).transitions.map(
      ({ status, actor, effectiveUser, reason }) => `${status} ${actor} ${effectiveUser} ${reason}`,
    );
    expect(lines).toEqual([
      'ASSIGNED engine ann null',
      'ASSIGNED engine bob null',
      'CLAIMED ann ann claimed',
      'RELEASED ann ann released',
      'ASSIGNED ann ann offered_again',
      'CANCELLED bob ann completed_by_other_user',
      'COMPLETED bob bob completed',
    ]);
    const rows = await sql(
      `SELECT source, device_id FROM assignment_history WHERE task_id = $1`,
      asked.taskId,
    );
    expect(new Set(rows.map((row) => text(row, 'source')))).toEqual(new Set(['engine', 'api']));
    expect(rows.every((row) => row['device_id'] === null)).toBe(true);
  });
});
