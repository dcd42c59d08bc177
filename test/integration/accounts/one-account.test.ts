import { createRouterClient } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { accountsRouter } from '../../../src/local/accounts/handlers/accounts.ts';
import { silentLog } from '../../../src/service/log.ts';
import type { User } from '../../../src/shared/contract/people.ts';
import { UserId } from '../../../src/shared/ids.ts';
import { approvalWorkflow, startSource, temporaryFolder } from '../../support/account.ts';
import { Team } from '../../support/accounts/team.ts';
import { openTestAccounts, type TestAccounts } from '../../support/accounts/test-accounts.ts';
import { aDocument, idOf } from '../../support/sync/documents.ts';
import { until } from '../../support/until.ts';

const bob: User = {
  userId: UserId.parse('bob'),
  name: 'Bob',
  active: true,
  isOwner: false,
  permissions: null,
  roleIds: ['approvers'],
};

async function signedIn(test: TestAccounts, team: Team): Promise<string> {
  const { accountId } = await test.accounts.signIn(team.url);
  await until('it is online', () => test.accounts.list()[1]?.state === 'online');
  return accountId;
}

async function offline(test: TestAccounts, team: Team): Promise<void> {
  team.server.fate = () => 'refused';
  team.server.cut();
  await until('it is offline', () => test.accounts.list()[1]?.state === 'offline');
}

function clientOf({ accounts, local }: TestAccounts) {
  const context = { actor: local.account.actor, source: 'window' as const };
  return createRouterClient(accountsRouter(accounts, silentLog), { context });
}

describe('one account of several', () => {
  it('[W7] its people are its server’s, and asked for once a minute', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    team.calls.users = [bob];
    await using test = openTestAccounts(folder.path, team);
    const accountId = await signedIn(test, team);
    const client = clientOf(test);
    const [one, other] = await Promise.all([client.people({ accountId }), client.people({ accountId })]);
    expect(one.users).toEqual([bob]);
    expect(other).toEqual(one);
    expect(team.calls.askedForUsers).toBe(1);
    const here = await client.people({ accountId: 'local' });
    expect(here.users.map(({ isOwner }) => isOwner)).toEqual([true]);
    await expect(client.people({ accountId: 'nobody' })).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
  });

  it('[W7] people that could not be read are asked for again, without a minute’s wait', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    team.calls.users = [bob];
    await using test = openTestAccounts(folder.path, team);
    const accountId = await signedIn(test, team);
    await offline(test, team);
    const client = clientOf(test);
    await expect(client.people({ accountId })).rejects.toMatchObject({ code: 'OFFLINE' });
    await expect(client.devices({ accountId })).rejects.toMatchObject({ code: 'OFFLINE' });
    team.server.fate = () => 'arrives';
    test.accounts.syncNow(accountId);
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    expect((await client.people({ accountId })).users).toEqual([bob]);
  });

  it('[O9] its devices are the user’s own; another one is revoked, this one only by signing out', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    await using test = openTestAccounts(folder.path, team);
    const accountId = await signedIn(test, team);
    const [[own, registered] = ['', undefined]] = [...team.devices];
    if (registered === undefined) throw new Error('Nothing was registered');
    const old = idOf('task', 7);
    team.devices.set(old, { ...registered, name: 'old', revoked: false });
    team.devices.set(idOf('task', 8), { ...registered, userId: 'somebody', revoked: false });
    const client = clientOf(test);
    const { devices } = await client.devices({ accountId });
    expect(devices.map(({ deviceId, current }) => [deviceId, current])).toEqual([
      [own, true],
      [old, false],
    ]);
    await client.revokeDevice({ accountId, deviceId: old });
    expect(team.devices.get(old)?.revoked).toBe(true);
    expect((await client.devices({ accountId })).devices).toHaveLength(1);
    await expect(client.revokeDevice({ accountId, deviceId: own })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    expect(team.devices.get(own)?.revoked).toBe(false);
  });

  it('[H13] a list of one account has its rows alone, page by page', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    for (let number = 0; number < 5; number += 1) team.server.model.create();
    await using test = openTestAccounts(folder.path, team);
    for (let number = 0; number < 3; number += 1) await startSource(test.local, approvalWorkflow, { number });
    const accountId = await signedIn(test, team);
    await until('all have come', async () => (await test.client.humanTasks.list({})).total === 8);
    const first = await test.client.humanTasks.list({ accountId, limit: 3 });
    const second = await test.client.humanTasks.list({ accountId, limit: 3, cursor: first.nextCursor ?? '' });
    expect([first.total, first.humanTasks.length, second.humanTasks.length]).toEqual([5, 3, 2]);
    expect(second.nextCursor).toBeNull();
    const rows = [...first.humanTasks, ...second.humanTasks];
    expect(new Set(rows.map(({ taskAsstId }) => taskAsstId)).size).toBe(5);
    expect(rows.every(({ sync }) => sync?.accountId === accountId)).toBe(true);
    const here = await test.client.humanTasks.list({ accountId: 'local' });
    expect(here.humanTasks.map(({ sync }) => sync)).toEqual([undefined, undefined, undefined]);
    await expect(test.client.humanTasks.list({ accountId: 'nobody' })).rejects.toMatchObject({
      code: 'ACCOUNT_NOT_FOUND',
    });
    const ines = test.as({ actAs: () => UserId.parse('ines') });
    await expect(ines.humanTasks.list({ accountId })).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
  });

  it('[W7] a task of a server is reassigned there; what one takes is here at once', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    const task = team.server.model.create();
    await using test = openTestAccounts(folder.path, team);
    await signedIn(test, team);
    await test.client.humanTasks.reassign({ taskAsstId: task.taskAsstId, to: { userId: bob.userId } });
    expect(team.calls.reassigned).toEqual([{ taskAsstId: task.taskAsstId, to: { userId: 'bob' } }]);
    const taskAsstId = idOf('assignment', 99);
    team.calls.taken = aDocument(99, { taskId: task.taskId, processId: task.processId });
    expect((await test.client.humanTasks.assignToMe({ taskId: task.taskId })).taskAsstId).toBe(taskAsstId);
    team.calls.taken = null;
    expect(await test.client.humanTasks.get({ taskAsstId })).toMatchObject({ sync: { accountName: 'Team' } });
    await offline(test, team);
    await expect(
      test.client.humanTasks.reassign({ taskAsstId: task.taskAsstId, to: { userId: bob.userId } }),
    ).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(team.calls.reassigned).toHaveLength(1);
  });

  it('a process says of which account it is', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    const { processId } = team.server.model.create();
    await using test = openTestAccounts(folder.path, team);
    await startSource(test.local, approvalWorkflow);
    const [row] = (await test.client.humanTasks.list({})).humanTasks;
    const own = await test.client.processes.get({ processId: row?.processId ?? '' });
    expect(own.accountId).toBeNull();
    const accountId = await signedIn(test, team);
    team.calls.process = { ...own, processId };
    expect(await test.client.processes.get({ processId })).toMatchObject({ processId, accountId });
    const info = await clientOf(test).info({ accountId });
    expect(info).toMatchObject({ userId: test.accounts.list()[1]?.userId, mayOperate: false });
  });
});
