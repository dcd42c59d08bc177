import { implement } from '@orpc/server';
import fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { serverContract } from '../../../src/shared/contract/contract.ts';
import type { HumanTaskRow } from '../../../src/shared/contract/human-tasks.ts';
import { CountersignError } from '../../../src/shared/errors.ts';
import { UserId } from '../../../src/shared/ids.ts';
import type { ServerCaller } from '../../../src/server/caller.ts';
import { registerPortal, type PortalRouter } from '../../../src/server/portal/portal-routes.ts';
import { contractError } from '../../../src/service/contract-error.ts';
import { silentLog } from '../../../src/service/log.ts';
import { portalClient } from '../../support/portal/portal-client.ts';
import { aDocument, hostId, idOf, type Document } from '../../support/sync/documents.ts';

const alice: ServerCaller = {
  hostId,
  actor: { userId: UserId.parse('alice'), permissions: new Set() },
  userName: 'Alice',
  source: 'api',
  scopes: new Set(['workflow.read', 'workflow.write']),
  tokenPermissions: new Set(),
  signedInAt: 0,
  holdsKey: () => true,
  deviceId: null,
  requestId: 'r1',
};
const documents = [
  aDocument(1),
  aDocument(2, { roleId: null, roleName: null }),
  aDocument(3, { claimedBy: 'alice', assignmentStatusCode: 'CLAIMED' }),
  aDocument(4, { claimedBy: 'bob', assignmentStatusCode: 'CLAIMED', canClaim: false }),
];
const first = { taskAsstId: idOf('assignment', 1), taskId: idOf('task', 1) };
const response = { value: 'APPROVED', comment: 'Looks good.', submittedAt: '2026-05-22T14:30:00Z' };

function rowOf(document: Document): HumanTaskRow {
  const { mode, risk } = document.ask;
  return { ...document, mode, risk, hasDraft: false, quickAnswers: [], answerLabel: null };
}

/** The rest of the contract is not called by the portal: what is called is kept, and answered as told. */
async function world({ fails, refuses }: { fails?: CountersignError; refuses?: CountersignError } = {}) {
  const called: { name: string; input: unknown }[] = [];
  const { humanTasks, people } = serverContract;
  const base = implement({ humanTasks, people })
    .$context<ServerCaller>()
    .use(async ({ next, path }, input) => {
      called.push({ name: path.join('.'), input });
      try {
        if (fails !== undefined) throw fails;
        return await next();
      } catch (error) {
        throw contractError(error, silentLog);
      }
    });
  const router = {
    humanTasks: {
      list: base.humanTasks.list.handler(({ input }) => {
        const from = Number(input.cursor ?? 0);
        const rows = documents.slice(from, from + 3);
        return {
          humanTasks: rows.map(rowOf),
          total: documents.length,
          nextCursor: from + 3 < documents.length ? String(from + 3) : null,
        };
      }),
      get: base.humanTasks.get.handler(({ input }) => {
        const found = documents.find(({ taskAsstId }) => taskAsstId === input.taskAsstId);
        if (found === undefined) throw new CountersignError('ASSIGNMENT_NOT_FOUND');
        return found;
      }),
      claim: base.humanTasks.claim.handler(({ input }) => ({
        ...first,
        taskAsstId: input.taskAsstId,
        processId: idOf('process', 1),
        assignmentStatusCode: 'CLAIMED',
        claimedBy: 'alice',
        claimedTs: '2026-05-22T14:30:00.000Z',
        claimExpiresTs: '2026-05-22T15:00:00.000Z',
      })),
      release: base.humanTasks.release.handler(() => ({
        ...first,
        processId: idOf('process', 1),
        assignmentStatusCode: 'ASSIGNED',
      })),
      complete: base.humanTasks.complete.handler(() => ({
        ...first,
        processId: idOf('process', 1),
        taskStatusCode: 'C',
        completedTs: '2026-05-22T14:30:00.000Z',
        completedUser: 'alice',
        response,
      })),
    },
    people: {
      roles: {
        list: base.people.roles.list.handler(() => ({
          roles: [
            { roleId: 'approvers', name: 'Approvers', memberIds: ['alice', 'bob'] },
            { roleId: 'auditors', name: 'Auditors', memberIds: ['bob'] },
            { roleId: 'drivers', name: 'Drivers', memberIds: ['alice'] },
          ],
        })),
      },
    },
  };
  const app = fastify();
  registerPortal(app, { log: silentLog }, router as unknown as PortalRouter, ({ headers }) => {
    if (refuses !== undefined) return Promise.reject(refuses);
    if (headers.authorization === undefined) return Promise.reject(new CountersignError('UNAUTHORIZED'));
    return Promise.resolve({ caller: alice, expiresAt: Infinity, begunAt: 0 });
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const client = portalClient(origin, { authorization: 'Bearer token' });
  return { client, origin, called, commands: () => called.filter(({ name }) => !/list|get/.test(name)) };
}

test('[H25] getHumanTask answers one normalized payload, and what light-portal adds', async () => {
  const { client } = await world();
  const { status, body } = await client.query('getHumanTask', { hostId, taskAsstId: first.taskAsstId });
  expect(status).toBe(200);
  const { unread, ...task } = aDocument(1);
  expect(unread).toBe(true);
  expect(body).toMatchObject({
    ...task,
    assignmentType: 'role',
    assignmentId: 'approvers',
    assignmentLabel: 'Approvers',
    active: true,
    canClaim: true,
    canRelease: false,
    canComplete: true,
    readOnly: false,
  });
});

test('[H52] completeTask takes the seed’s payload and answers what was done', async () => {
  const { client, commands } = await world();
  const data = { hostId, ...first, statusCode: 'C', completedTs: '2026-05-22T14:30:00Z', response };
  expect(await client.command('completeTask', data)).toMatchObject({
    status: 200,
    body: { hostId, ...first, taskStatusCode: 'C', completedUser: 'alice', response },
  });
  const { hostId: _, ...sent } = data;
  expect(commands()).toEqual([{ name: 'humanTasks.complete', input: sent }]);
});

test('[H60] a completedUser, a userId and another host in the payload are ignored', async () => {
  const { client, commands } = await world();
  const { status } = await client.command('completeTask', {
    ...first,
    hostId: idOf('host', 9),
    completedUser: 'bob',
    userId: 'bob',
    response,
  });
  expect(status).toBe(200);
  expect(commands()).toEqual([
    { name: 'humanTasks.complete', input: { ...first, statusCode: 'C', response } },
  ]);
});

test('[H70] [H73] claims are for 30 minutes where nothing is said, and are released', async () => {
  const { client, commands } = await world();
  const { taskAsstId } = first;
  expect(await client.command('claimHumanTask', { hostId, taskAsstId })).toMatchObject({
    status: 200,
    body: { hostId, assignmentStatusCode: 'CLAIMED', claimedBy: 'alice' },
  });
  await client.command('claimHumanTask', { hostId, taskAsstId, claimMinutes: 120 });
  await client.command('releaseHumanTask', { hostId, taskAsstId });
  expect(commands()).toEqual([
    { name: 'humanTasks.claim', input: { taskAsstId, minutes: 30 } },
    { name: 'humanTasks.claim', input: { taskAsstId, minutes: 120 } },
    { name: 'humanTasks.release', input: { taskAsstId } },
  ]);
});

test('the same by JSON-RPC', async () => {
  const { client } = await world();
  const { status, body } = await client.rpc('completeTask', { hostId, ...first, response });
  expect(status).toBe(200);
  expect(body).toMatchObject({ jsonrpc: '2.0', id: 7, result: { ...first, taskStatusCode: 'C' } });
});

test('the tabs: everything, what was given by name, and each role of the caller', async () => {
  const { client } = await world();
  const { body } = await client.query('getHumanTaskInboxSummary', { hostId });
  expect(body.tabs).toEqual([
    { id: 'all', label: 'All', assignmentType: null, assignmentId: null, count: 4 },
    { id: 'user:self', label: 'Assigned to me', assignmentType: 'user', assignmentId: 'alice', count: 1 },
    { id: 'role:approvers', label: 'Approvers', assignmentType: 'role', assignmentId: 'approvers', count: 3 },
    { id: 'role:drivers', label: 'Drivers', assignmentType: 'role', assignmentId: 'drivers', count: 0 },
  ]);
});

test.each([
  [{}, [1, 2, 3], 3],
  [{ includeClaimedByOthers: true }, [1, 2, 3, 4], 4],
  [{ includeClaimed: false, includeClaimedByOthers: true }, [1, 2], 2],
  [{ tabId: 'user:self' }, [2], 1],
  [{ tabId: 'role:approvers' }, [1, 3], 2],
  [{ tabId: 'role:nobody' }, [], 0],
  [{ offset: 1, limit: 1 }, [2], 3],
  [{ offset: 9 }, [], 3],
])('[H32] getHumanTaskList %j', async (question, numbers, total) => {
  const { client } = await world();
  const { status, body } = await client.query('getHumanTaskList', { hostId, ...question });
  expect(status).toBe(200);
  expect(body.total).toBe(total);
  const rows = body.humanTasks as { taskAsstId: string; ask: { prompt: string }; context?: unknown }[];
  expect(rows.map(({ taskAsstId }) => taskAsstId)).toEqual(
    numbers.map((number) => idOf('assignment', number)),
  );
  expect(rows.every((row) => row.ask.prompt !== '' && !('context' in row))).toBe(true);
});

test('[H67] the loser of a completion gets 409, in both forms, with who decided', async () => {
  const decision = { completedUser: 'bob', completedTs: '2026-05-22T14:29:00.000Z', value: 'REJECTED' };
  const { client } = await world({ fails: new CountersignError('STALE_TASK', { details: { decision } }) });
  const problem = {
    statusCode: 409,
    code: 'ERR11200',
    message: 'STALE_TASK',
    severity: 'ERROR',
    metadata: { decision },
  };
  expect(await client.command('completeTask', { ...first, response })).toMatchObject({
    status: 409,
    body: problem,
  });
  expect(await client.rpc('completeTask', { ...first, response })).toMatchObject({
    status: 409,
    body: { jsonrpc: '2.0', id: 7, error: { code: 409, message: 'STALE_TASK', data: problem } },
  });
});

test.each([
  ['ANSWER_INVALID', 400, 'ERR11200', 'ANSWER_INVALID'],
  ['NOT_AN_ASK', 400, 'ERR11200', 'NOT_AN_ASK'],
  ['ASSIGNMENT_INACTIVE', 409, 'ERR11200', 'ASSIGNMENT_INACTIVE'],
  ['CLAIMED_BY_OTHER', 409, 'ERR11200', 'CLAIMED_BY_OTHER'],
  ['FORBIDDEN', 403, 'ERR11200', 'FORBIDDEN'],
  ['SCOPE_MISSING', 403, 'ERR10005', 'AUTH_TOKEN_SCOPE_MISMATCH'],
  ['ASSIGNMENT_NOT_FOUND', 404, 'ERR11637', 'OBJECT_NOT_FOUND'],
  ['STORE_UNAVAILABLE', 503, 'ERR10010', 'STORE_UNAVAILABLE'],
] as const)('%s is answered as %i %s', async (name, status, code, message) => {
  const { client } = await world({ fails: new CountersignError(name) });
  expect(await client.command('completeTask', { ...first, response })).toMatchObject({
    status,
    body: { statusCode: status, code, message, severity: 'ERROR' },
  });
});

test.each([
  ['UNAUTHORIZED', 401, 'ERR10000'],
  ['TOKEN_EXPIRED', 401, 'ERR10001'],
  ['DEVICE_REVOKED', 401, 'ERR10000'],
  ['RATE_LIMITED', 429, 'ERR11200'],
] as const)('[H59] a token that is no good: %s', async (name, status, code) => {
  const { client, called } = await world({ refuses: new CountersignError(name) });
  expect(await client.rpc('completeTask', { ...first, response })).toMatchObject({ status, body: { code } });
  expect(called).toEqual([]);
});

test('[H59] a call without a token', async () => {
  const { origin, called } = await world();
  const { status, body } = await portalClient(origin, {}).query('getHumanTask', first);
  expect([status, body.code, body.message]).toEqual([401, 'ERR10002', 'MISSING_AUTH_TOKEN']);
  expect(called).toEqual([]);
});

test('what does not fit its schema is refused plainly, also in JSON-RPC, and names the fields', async () => {
  const { client, called } = await world();
  for (const call of [client.command, client.rpc]) {
    const { status, body } = await call('claimHumanTask', { taskAsstId: 'x', claimMinutes: 121 });
    expect(status).toBe(400);
    expect(body).toMatchObject({ statusCode: 400, code: 'ERR11004', severity: 'ERROR' });
    expect(body.description).toMatch(/\/taskAsstId: .*\/claimMinutes: /);
  }
  expect(called).toEqual([]);
});

test.each([
  ['/portal/query', undefined],
  ['/portal/query?cmd=%7B', undefined],
  ['/portal/query?cmd=[]', undefined],
  ['/portal/command', '{"host":'],
  ['/portal/command', '[]'],
  ['/portal/command', '{"jsonrpc":"1.0","method":"a/b/c/d"}'],
  ['/portal/command', '{"jsonrpc":"2.0","method":"completeTask"}'],
])('%s with %s is no call', async (path, body) => {
  const { origin, called } = await world();
  const init = body === undefined ? {} : { method: 'POST', body };
  const answer = await fetch(`${origin}${path}`, {
    ...init,
    headers: {
      authorization: 'Bearer token',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ statusCode: 400, code: 'ERR11004', severity: 'ERROR' });
  expect(called).toEqual([]);
});

test('a query changes nothing: commands are not taken by GET, and there are no others', async () => {
  const { client, called } = await world();
  const completion = { ...first, response };
  for (const answer of [
    await client.query('completeTask', completion),
    await client.command('getHumanTask', first),
    await client.command('deleteTaskInfo', first),
    await client.command('constructor', first),
  ]) {
    expect(answer).toMatchObject({ status: 404, body: { code: 'ERR11637', message: 'OBJECT_NOT_FOUND' } });
  }
  expect(called).toEqual([]);
});
