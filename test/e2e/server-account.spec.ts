import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright/test';
import { ago, scriptAccounts, server, thisComputer } from '../support/e2e/scripted-account.ts';
import { expect, test } from '../support/e2e/test.ts';
import { check, ofServer, tasksOfTwoAccounts } from '../support/e2e/two-accounts.ts';
import { announcement, go, processPage, rows, taskPage, titleOf } from '../support/e2e/window.ts';

const people = {
  users: [
    { userId: 'maya', name: 'Maya Lind', active: true, isOwner: false, permissions: null, roleIds: [] },
    {
      userId: 'ines',
      name: 'Ines Ortega',
      active: true,
      isOwner: false,
      permissions: null,
      roleIds: ['audit'],
    },
    { userId: 'old', name: 'Gone Person', active: false, isOwner: false, permissions: null, roleIds: [] },
  ],
  roles: [{ roleId: 'audit', name: 'Auditors', memberIds: ['ines'] }],
};
const offline = { ...server, state: 'offline' as const, confirmedTs: ago(5), problem: 'The server is away' };
const chips = (window: Page) => window.getByRole('group', { name: 'Account', exact: true });

test('[W7] a task of a server is reassigned to somebody of that server, and only while it can be reached', async ({
  running,
}) => {
  const { window } = running;
  const [expense, release] = await tasksOfTwoAccounts(running);
  const tasks = ofServer(expense, release);
  const script = await scriptAccounts(window, {
    tasks: { ...tasks, [expense.taskAsstId]: { ...tasks[expense.taskAsstId], canReassign: true } },
    answers: {
      '/accounts/people': people,
      '/humanTasks/reassign': { taskId: expense.taskId, processId: expense.processId, assignments: [] },
    },
  });
  await rows(window).filter({ hasText: expense.title }).click();
  const page = taskPage(window);
  await expect(titleOf(page)).toHaveText(expense.title);
  await window.keyboard.press('e');
  const whom = page.getByRole('combobox', { name: 'Person or role' });
  await expect(whom.getByRole('option')).toHaveText(['Choose…', 'Maya Lind', 'Ines Ortega', 'Auditors']);
  await whom.selectOption({ label: 'Ines Ortega' });
  await check(running, 'server-reassign');
  await script.tell({ accounts: [thisComputer, offline] });
  await expect(page.getByText('Acme cannot be reached.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reassign…' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Reassign', exact: true })).toBeDisabled();
  await check(running, 'server-reassign-offline');
  await script.tell({ accounts: [thisComputer, server] });
  await page.getByRole('button', { name: 'Reassign', exact: true }).click();
  await expect(announcement(window)).toContainText('Reassigned to Ines Ortega');
  expect(await script.calls()).toContainEqual({
    path: '/humanTasks/reassign',
    input: { taskAsstId: expense.taskAsstId, to: { userId: 'ines' }, idempotencyKey: expect.any(String) },
  });
});

test('the inbox is narrowed to one account by its chip, a key or the palette, and stays so after a reload', async ({
  running,
}) => {
  const { window } = running;
  const [expense, release, review] = await tasksOfTwoAccounts(running);
  await scriptAccounts(window, { tasks: ofServer(expense, release) });
  await expect(rows(window)).toHaveCount(3);
  await expect(chips(window).getByRole('button')).toHaveText(['All', 'This computer', 'Acme']);
  await chips(window).getByRole('button', { name: 'This computer' }).click();
  await expect(rows(window)).toHaveCount(1);
  await expect(rows(window)).toContainText(review.title);
  await window.keyboard.press('f');
  await expect(chips(window).getByRole('button', { pressed: true })).toHaveText('Acme');
  await expect(rows(window)).toHaveCount(2);
  await check(running, 'account-filter');
  await window.reload();
  await expect(rows(window)).toHaveCount(2);
  await expect(chips(window).getByRole('button', { pressed: true })).toHaveText('Acme');
  await window.keyboard.press('Control+k');
  await window.getByRole('combobox').fill('every account');
  await window.keyboard.press('Enter');
  await expect(rows(window)).toHaveCount(3);
});

test('[O9] the devices of an account are listed where it is set up, and another one is revoked there', async ({
  running,
}) => {
  const { window } = running;
  const own = { deviceId: randomUUID(), name: 'maya-laptop', registeredTs: ago(9_000), revokedTs: null };
  const other = { ...own, deviceId: randomUUID(), name: 'Old desktop in Ghent' };
  const mine = { ...own, lastSeenTs: ago(0), current: true };
  const theirs = { ...other, lastSeenTs: ago(4_000), current: false };
  const script = await scriptAccounts(window, {
    answers: { '/accounts/devices': { devices: [mine, theirs] }, '/accounts/revokeDevice': {} },
  });
  await go(window, 'Settings');
  await window.getByRole('button', { name: 'Devices signed in to Acme' }).click();
  const devices = window.getByRole('list', { name: 'Devices signed in to Acme' }).getByRole('listitem');
  await expect(devices).toHaveCount(2);
  await expect(devices.first()).toContainText('This device');
  await expect(devices.first().getByRole('button')).toHaveCount(0);
  await devices.last().getByRole('button', { name: 'Revoke Old desktop in Ghent' }).click();
  await expect(devices.last().getByRole('alert')).toContainText('It is signed out at once.');
  await check(running, 'account-devices');
  await script.tell({
    answers: { '/accounts/devices': { devices: [mine] }, '/accounts/revokeDevice': {} },
  });
  await devices.last().getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(devices).toHaveCount(1);
  expect(await script.calls()).toContainEqual({
    path: '/accounts/revokeDevice',
    input: { accountId: 'acme', deviceId: other.deviceId },
  });
  await script.tell({ accounts: [thisComputer, offline] });
  await expect(window.getByText('Its devices are listed when it is online again.')).toBeVisible();
});

test('a process of a server is operated by whom that server lets, not by whom this computer would', async ({
  running,
}) => {
  const { window } = running;
  const [expense] = await tasksOfTwoAccounts(running);
  const process = await running.api.processes.get({ processId: expense.processId });
  const info = { ...(await running.api.account.info()), userId: 'maya', mayOperate: false };
  const answers = { '/processes/get': { ...process, accountId: 'acme' }, '/accounts/info': info };
  await scriptAccounts(window, { tasks: ofServer(expense), answers });
  await window.evaluate((id) => location.assign(`#/processes/${id}`), expense.processId);
  await expect(titleOf(processPage(window))).toHaveText(process.title);
  await expect(processPage(window).getByText('Timeline')).toBeVisible();
  await expect(processPage(window).getByRole('button', { name: 'Suspend' })).toHaveCount(0);
  await scriptAccounts(window, {
    tasks: ofServer(expense),
    answers: { ...answers, '/accounts/info': { ...info, mayOperate: true } },
  });
  await expect(processPage(window).getByRole('button', { name: 'Suspend' })).toBeVisible();
});
