import { onTestFinished, describe, expect, it } from 'vitest';
import { findServer } from '../../../src/local/accounts/probe.ts';
import { createLightPortalTransport } from '../../../src/local/sync/transports/light-portal/light-portal-transport.ts';
import { systemTimers } from '../../../src/shared/system-clock.ts';
import { temporaryFolder } from '../../support/account.ts';
import { loopback, sendJson } from '../../support/loopback.ts';
import { openScriptedPortal, type ScriptedPortal } from '../../support/portal/scripted-portal.ts';
import { aDocument, beginning, hostId } from '../../support/sync/documents.ts';
import { ScriptedServer, listen } from '../../support/sync/scripted-server.ts';
import { openTestReplica, settle, type TestReplica } from '../../support/sync/test-replica.ts';
import { until } from '../../support/until.ts';

const first = aDocument(1);
const shared = { ...aDocument(1), taskAsstId: aDocument(2).taskAsstId, assigneeId: 'bob' };

async function portalOf(count = 1): Promise<ScriptedPortal> {
  const documents = [...Array.from({ length: count }, (_, index) => aDocument(index + 1)), shared];
  const portal = await openScriptedPortal({
    hostId,
    users: { 'token-1': 'alice', 'token-2': 'alice', bob: 'bob' },
    documents: count === 1 ? documents : documents.slice(0, count),
    now: () => beginning,
  });
  onTestFinished(() => portal.close());
  return portal;
}

function openAt(folder: string, portal: ScriptedPortal): TestReplica {
  const replica: TestReplica = openTestReplica(folder, new ScriptedServer(), {
    transportOf: ({ tokens, time }) =>
      createLightPortalTransport({
        serverUrl: portal.origin,
        fetch: globalThis.fetch,
        tokens,
        timers: time,
        clock: time,
        hostId,
        userId: 'alice',
      }),
  });
  replica.account.start();
  return replica;
}

/** And waits for the next time to ask. */
async function online({ account }: TestReplica): Promise<void> {
  await until('it is online', () => account.status.state === 'online');
  await settle();
}

const actionsOf = ({ calls }: ScriptedPortal) =>
  calls.map(({ action }) => action).filter((action) => !action.startsWith('get'));

describe('an account of a light-portal', () => {
  it('reads the inbox every 15 seconds, and each task only when it has changed', async () => {
    using folder = temporaryFolder();
    const portal = await portalOf(3);
    await using replica = openAt(folder.path, portal);
    await online(replica);
    expect((await replica.client.humanTasks.list({})).humanTasks.map(({ title }) => title)).toEqual([
      'Review request 3',
      'Review request 2',
      'Review request 1',
    ]);
    const reads = () => portal.calls.filter(({ action }) => action === 'getHumanTask').length;
    expect(reads()).toBe(3);
    portal.remove(first.taskAsstId);
    const lists = portal.calls.filter(({ action }) => action === 'getHumanTaskList').length;
    replica.time.advance(15_000);
    await until('the list is shorter', async () => (await replica.client.humanTasks.list({})).total === 2);
    expect(portal.calls.filter(({ action }) => action === 'getHumanTaskList')).toHaveLength(lists + 1);
    expect(reads()).toBe(3);
  });

  it('[H52] [H70] claims before it completes, and sends the envelope of seed 004', async () => {
    using folder = temporaryFolder();
    const portal = await portalOf();
    await using replica = openAt(folder.path, portal);
    await online(replica);
    await replica.client.humanTasks.complete({
      taskAsstId: first.taskAsstId,
      response: { value: 'APPROVED', comment: 'Fine' },
    });
    replica.time.advance(5_000);
    await replica.account.idle();
    expect(replica.account.outbox.list()).toMatchObject([{ state: 'delivered' }]);
    expect(actionsOf(portal)).toEqual(['claimHumanTask', 'completeTask']);
    expect(portal.calls.at(-1)?.data).toMatchObject({
      hostId,
      taskId: first.taskId,
      statusCode: 'C',
      response: { value: 'APPROVED', comment: 'Fine', submittedAt: '2026-05-22T14:30:00.000Z' },
    });
    expect((await replica.client.humanTasks.list({ view: 'done' })).total).toBe(1);
  });

  it('looks for an answer that may have arrived before it sends it again', async () => {
    using folder = temporaryFolder();
    const portal = await portalOf();
    await using replica = openAt(folder.path, portal);
    await online(replica);
    portal.next('completeTask', { breaks: 'after' });
    await replica.client.humanTasks.complete({
      taskAsstId: first.taskAsstId,
      response: { value: 'APPROVED' },
    });
    replica.time.advance(5_000);
    await until('it was sent', () => portal.completions.length === 1);
    await replica.account.idle();
    expect(replica.account.outbox.list()).toMatchObject([{ state: 'queued', attempts: 1 }]);
    replica.time.advance(2_000);
    await online(replica);
    replica.time.advance(2_000);
    await until('it has ended', () => replica.account.outbox.list()[0]?.state === 'delivered');
    expect(portal.completions).toHaveLength(1);
    expect(actionsOf(portal)).toEqual(['claimHumanTask', 'completeTask']);
  });

  it('[H67] believes a success that says nothing only when the task itself says so', async () => {
    using folder = temporaryFolder();
    const portal = await portalOf();
    await using replica = openAt(folder.path, portal);
    await online(replica);
    portal.next('completeTask', { saysNothing: 'before' });
    await replica.client.humanTasks.complete({
      taskAsstId: first.taskAsstId,
      response: { value: 'APPROVED' },
    });
    replica.time.advance(5_000);
    await until('it was tried', () => replica.account.outbox.list()[0]?.lastError !== null);
    expect(portal.completions).toEqual([]);
    expect(replica.account.outbox.list()).toMatchObject([{ state: 'queued', attempts: 1 }]);
    portal.next('completeTask', { saysNothing: 'after' });
    replica.time.advance(2_000);
    await online(replica);
    replica.time.advance(2_000);
    await until('it has ended', () => replica.account.outbox.list()[0]?.endedTs !== null);
    expect(portal.completions).toHaveLength(1);
    expect(replica.account.outbox.list()).toMatchObject([{ state: 'delivered', attempts: 2 }]);
    const task = await replica.client.humanTasks.get({ taskAsstId: first.taskAsstId });
    expect(task).toMatchObject({ taskStatusCode: 'C', completedUser: 'alice' });
  });

  it('[H67] makes a conflict of what somebody else has answered, and says who', async () => {
    using folder = temporaryFolder();
    const portal = await portalOf();
    await using replica = openAt(folder.path, portal);
    await online(replica);
    const answer = { statusCode: 'C', taskId: shared.taskId, response: { value: 'REJECTED' } };
    portal.perform('completeTask', { ...answer, taskAsstId: shared.taskAsstId }, 'bob');
    await replica.client.humanTasks.complete({
      taskAsstId: first.taskAsstId,
      response: { value: 'APPROVED' },
    });
    replica.time.advance(5_000);
    await replica.account.idle();
    expect(replica.account.outbox.list()).toMatchObject([
      { state: 'conflict', decided: { by: 'bob', label: 'Reject' } },
    ]);
    expect(portal.completions).toHaveLength(1);
  });

  it('waits for a sign-in when its token is no longer taken, and refuses what the portal refuses', async () => {
    using folder = temporaryFolder();
    const portal = await portalOf();
    await using replica = openAt(folder.path, portal);
    await online(replica);
    replica.tokens.canRefresh = false;
    portal.expire('token-1');
    await replica.client.humanTasks.complete({
      taskAsstId: first.taskAsstId,
      response: { value: 'APPROVED' },
    });
    replica.time.advance(5_000);
    await until('it is noticed', () => replica.account.status.state === 'token-expired');
    expect(replica.account.outbox.list()).toMatchObject([{ state: 'queued', lastError: { status: 401 } }]);
    portal.next('completeTask', { refuse: { status: 400, code: 'ERR11004', message: 'VALIDATOR_SCHEMA' } });
    replica.tokens.signInAgain();
    await online(replica);
    await until('it has ended', () => replica.account.outbox.list()[0]?.state === 'refused');
    expect(portal.completions).toEqual([]);
  });
});

describe('who answers at an address', () => {
  const probe = (serverUrl: string) =>
    findServer({ fetch: globalThis.fetch, timers: systemTimers }, serverUrl, AbortSignal.timeout(10_000));

  it('is told by what it says without a token', async () => {
    const portal = await portalOf();
    expect(await probe(portal.origin)).toEqual({ kind: 'light-portal' });
    const server = new ScriptedServer();
    server.oldestContractVersion = 7;
    server.contractVersion = 9;
    expect(await probe(await listen(server))).toMatchObject({
      kind: 'countersign',
      handshake: { serverName: 'Scripted', issuer: 'http://idp.example' },
      incompatibility: 'server-too-new',
    });
  });

  it('is nobody known where anything else answers, also with 401', async () => {
    const other = await loopback((_, response) => sendJson(response, { error: 'unauthorized' }, 401));
    await expect(probe(other.origin)).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
    const gone = await loopback((_, response) => response.destroy());
    await expect(probe(gone.origin)).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
  });
});
