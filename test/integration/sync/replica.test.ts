import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/account.ts';
import { ScriptedServer } from '../../support/sync/scripted-server.ts';
import { openTestReplica, settle } from '../../support/sync/test-replica.ts';

describe('an account of a server', () => {
  it('[H32] shows what waits for its user, in the order of this computer, and says how true it is', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    server.model.create();
    server.model.create();
    server.model.create({ deadlineTs: '2026-06-01T00:00:00.000Z' });
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle();
    expect(replica.account.summary()).toMatchObject({ state: 'online', queued: 0, attention: 0 });
    const { humanTasks, total } = await replica.client.humanTasks.list({});
    expect(total).toBe(3);
    expect(humanTasks.map(({ title }) => title)).toEqual([
      'Review request 3',
      'Review request 2',
      'Review request 1',
    ]);
    expect(humanTasks[0]).toMatchObject({
      sync: { accountId: 'team', confirmedTs: '2026-05-22T14:30:00.000Z', outbox: null },
    });
  });

  it('keeps an answer that is given offline, shows it at once and delivers it when there is a network again', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId } = server.model.create();
    await using replica = openTestReplica(folder.path, server);
    const { client, account, time } = replica;
    account.start();
    await settle();
    server.fate = () => 'refused';
    server.cut();
    await settle();
    expect(account.status.state).toBe('offline');
    const queued = await client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
    expect(queued.taskStatusCode).toBe('W');
    expect((await client.humanTasks.list({})).total).toBe(0);
    const [row] = (await client.humanTasks.list({ view: 'done' })).humanTasks;
    expect(row).toMatchObject({ answerLabel: 'Approve', sync: { outbox: { state: 'held' } } });
    expect(await client.humanTasks.get({ taskAsstId })).toMatchObject({
      readOnly: true,
      canComplete: false,
      answer: { value: 'APPROVED' },
    });
    time.advance(6_000);
    await settle();
    expect(account.outbox.list()).toMatchObject([{ state: 'queued', label: 'Approve' }]);
    server.fate = () => 'arrives';
    time.advance(60_000);
    await settle();
    expect(account.outbox.list()).toMatchObject([{ state: 'delivered' }]);
    expect(server.model.applied).toHaveLength(1);
    expect(account.summary()).toMatchObject({ state: 'online', queued: 0 });
  });

  it('takes an answer back within its time, and the task is there again', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId } = server.model.create();
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle();
    await replica.client.humanTasks.complete({ taskAsstId, response: { value: 'REJECTED' } });
    const [entry] = replica.account.outbox.list();
    expect(entry).toMatchObject({ state: 'held', heldUntilTs: '2026-05-22T14:30:05.000Z' });
    expect(await replica.account.outbox.withdraw(entry?.entryId ?? '')).toMatchObject({ state: 'withdrawn' });
    replica.time.advance(60_000);
    await settle();
    expect(server.model.applied).toEqual([]);
    expect((await replica.client.humanTasks.list({})).humanTasks).toMatchObject([
      { taskAsstId, sync: { outbox: null } },
    ]);
  });

  it('[H67] [H102] makes a conflict of an answer that came too late: who decided what, and when', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId, taskId } = server.model.create();
    await using replica = openTestReplica(folder.path, server);
    const { client, account } = replica;
    account.start();
    await settle();
    server.fate = () => 'refused';
    server.cut();
    await settle();
    await client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED', comment: 'Fine' } });
    server.model.complete('bob', { taskAsstId, response: { value: 'REJECTED' } });
    server.fate = () => 'arrives';
    replica.time.advance(60_000);
    await settle();
    const [entry] = account.outbox.list();
    expect(entry).toMatchObject({
      state: 'conflict',
      decided: { by: 'bob', label: 'Reject', answer: { value: 'REJECTED' } },
      response: { value: 'APPROVED', comment: 'Fine' },
      lastError: { code: 'STALE_TASK', status: 409 },
    });
    expect(account.summary().attention).toBe(1);
    expect((await client.humanTasks.list({})).total).toBe(0);
    expect(await client.humanTasks.get({ taskAsstId })).toMatchObject({
      completedUser: 'bob',
      answer: { value: 'REJECTED' },
      sync: { outbox: { state: 'conflict' } },
    });
    await account.outbox.postAsComment(entry?.entryId ?? '');
    await settle();
    expect(account.summary().attention).toBe(0);
    expect(server.model.messages.get(taskId)).toMatchObject([
      { author: 'alice', text: 'My answer came too late: **Approve**\n\nFine' },
    ]);
  });

  it('refuses a second answer, an answer that does not fit, and one to what somebody else works on', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const first = server.model.create();
    const second = server.model.create();
    server.model.claim('bob', { taskAsstId: second.taskAsstId, minutes: 30 });
    await using replica = openTestReplica(folder.path, server);
    const { client } = replica;
    replica.account.start();
    await settle();
    const answer = (taskAsstId: string, value: string) =>
      client.humanTasks.complete({ taskAsstId, response: { value } });
    await expect(answer(first.taskAsstId, 'MAYBE')).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
    await answer(first.taskAsstId, 'APPROVED');
    await expect(answer(first.taskAsstId, 'REJECTED')).rejects.toMatchObject({ code: 'ALREADY_QUEUED' });
    await expect(answer(second.taskAsstId, 'APPROVED')).rejects.toMatchObject({ code: 'CLAIMED_BY_OTHER' });
    replica.time.advance(31 * 60_000);
    await settle();
    expect(await client.humanTasks.get({ taskAsstId: second.taskAsstId })).toMatchObject({
      claimedBy: null,
      canComplete: true,
    });
  });

  it('starts over when the server says so, and keeps what is queued', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId } = server.model.create();
    for (let count = 0; count < 5; count += 1) server.model.create();
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle();
    server.fate = () => 'refused';
    server.cut();
    await settle();
    await replica.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
    server.model.takeAway(server.model.open[3]?.taskAsstId ?? '');
    server.model.forget();
    server.fate = ({ url }) => (url.includes('/rpc') ? 'refused' : 'arrives');
    replica.time.advance(4_000);
    await settle();
    expect((await replica.client.humanTasks.list({})).total).toBe(4);
    expect(replica.account.summary()).toMatchObject({ state: 'online', queued: 1 });
  });
});
