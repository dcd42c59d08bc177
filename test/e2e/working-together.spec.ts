import type { Locator, Page } from 'playwright/test';
import { violations } from '../support/e2e/axe.ts';
import { waitingTask } from '../support/e2e/processes.ts';
import { actAs, aTeam, goTo } from '../support/e2e/team.ts';
import { expect, test } from '../support/e2e/test.ts';
import { announcement, answerBar, go, rows, taskPage, titleOf, viewLink } from '../support/e2e/window.ts';

const title = 'Approve Q4 vendor payment to Northwind';

async function openTask(window: Page): Promise<Locator> {
  await go(window, 'Inbox');
  await rows(window).filter({ hasText: title }).click();
  await expect(titleOf(taskPage(window))).toHaveText(title);
  return taskPage(window);
}

test('[H3 H13 H17 H19 H70 H71 H73 H88 I46] a task of a role is claimed, released and taken by its keys', async ({
  running,
}) => {
  const { window, api } = running;
  const team = await aTeam(running);
  await team.ask({ roleId: 'approvers' });
  const { taskAsstId } = await waitingTask(running);
  const page = await openTask(window);
  await expect(page.getByText('You, with 1 other in Approvers')).toBeVisible();
  await window.keyboard.press('l');
  await expect(page.getByText(/Claimed by you · (29|30) min left/)).toBeVisible();
  expect((await team.olga.task()).claimedBy).toBe(team.me);
  await page.getByRole('button', { name: 'Release' }).click();
  await expect(page.getByRole('button', { name: 'Claim' })).toBeVisible();
  expect((await team.olga.task()).claimedBy).toBeNull();
  await window.keyboard.press('m');
  await expect(announcement(window)).toContainText('Yours now');
  await expect(page.getByText('You', { exact: true })).toBeVisible();
  await expect.poll(async () => (await api.humanTasks.list({})).total).toBe(1);
  const { humanTasks } = await team.olga.get<{ humanTasks: unknown[] }>('/human-tasks');
  expect(humanTasks).toEqual([]);
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('taken by one for themselves');
  expect((await api.humanTasks.history({ taskAsstId })).transitions.length).toBeGreaterThan(4);
});

test('every command is found by its name', async ({ running }) => {
  const { window } = running;
  const team = await aTeam(running);
  await team.ask({ roleId: 'approvers' });
  const page = await openTask(window);
  await window.keyboard.press('Control+k');
  const palette = window.getByRole('dialog', { name: 'Commands' });
  await expect(palette.getByRole('option', { name: 'Claim or release' })).toBeVisible();
  expect(await violations(window)).toEqual([]);
  await window.getByRole('combobox', { name: 'Search commands' }).fill('clai');
  await expect(palette.getByRole('option')).toHaveCount(1);
  await window.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Release' })).toBeVisible();
  await window.keyboard.press('Control+k');
  await window.keyboard.type('people');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('region', { name: 'People' })).toBeVisible();
});

test('[H31 H90 H91 I17 I33 I34] beside an approval: what led here, what it began with, and all of it for administrators', async ({
  running,
}) => {
  const { window } = running;
  const team = await aTeam(running);
  await team.ask({ roleId: 'approvers' });
  const page = await openTask(window);
  const before = page.getByRole('region', { name: 'What led here' });
  await expect(before).toContainText('Check the supplier');
  await before.getByText('Output').click();
  await expect(before.getByRole('definition')).toHaveText(['Northwind', '50,000']);
  await expect(page.getByRole('region', { name: 'What the process was started with' })).toContainText(
    'NW-2026-1187',
  );
  await page.getByRole('tab', { name: 'Context' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('Everything the process knows');
  await actAs(window, 'O. Park');
  await openTask(window);
  await expect(page.getByRole('region', { name: 'What led here' })).toContainText('Check the supplier');
  await expect(page).not.toContainText('NW-2026-1187');
  await page.getByRole('tab', { name: 'Context' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('Northwind');
  await expect(page.getByRole('tabpanel')).not.toContainText('Everything the process knows');
});

test('[H81 H82 H83 H84 H106] an administrator answers for somebody else, and the history says both', async ({
  running,
}) => {
  const { window, api } = running;
  const team = await aTeam(running);
  await team.ask({ assigneeId: 'olga' });
  const { taskAsstId } = await team.olga.task();
  await go(window, 'Everyone’s');
  await rows(window).first().click();
  await expect(taskPage(window)).toContainText('You answer for O. Park. The history records both.');
  await answerBar(window).getByRole('button', { name: 'Approve' }).click();
  await expect.poll(async () => (await api.humanTasks.get({ taskAsstId })).completedUser).toBe('olga');
  await goTo(window, `#/all/${taskAsstId}`);
  await taskPage(window).getByRole('tab', { name: 'History' }).click();
  await expect(taskPage(window).getByRole('tabpanel')).toContainText(
    `${team.me} for O. Park · in the window`,
  );
});

test('[I44 I45] people talk about a task: post, edit, delete, name each other', async ({ running }) => {
  const { window } = running;
  const team = await aTeam(running);
  await team.ask({ roleId: 'approvers' });
  const theirs = await team.olga.task();
  const page = await openTask(window);
  await window.keyboard.press('d');
  const field = page.getByRole('textbox', { name: 'Write a message' });
  await expect(field).toBeFocused();
  await window.keyboard.type('Does annex C allow this, @o');
  await page.getByRole('button', { name: '@olga' }).click();
  await expect(field).toHaveValue('Does annex C allow this, @olga ');
  await window.keyboard.press('Control+Enter');
  const messages = page.getByRole('list', { name: 'Discussion' }).getByRole('listitem');
  await expect(messages).toHaveCount(1);
  await expect(messages.first()).toContainText('Does annex C allow this');
  // The key that sends answers did not send one.
  await expect(answerBar(window).getByRole('button', { name: 'Approve' })).toBeVisible();

  await page.getByRole('tab', { name: 'Details' }).click();
  await team.olga.post(`/human-tasks/${theirs.taskAsstId}/discussion`, { text: 'Up to **15 %**. Attached.' });
  await expect(announcement(window)).toContainText('O. Park wrote');
  await expect(page.getByRole('tab', { name: /Discussion 2 .*1 unread/ })).toBeVisible({ timeout: 3000 });
  await page.getByRole('tab', { name: /Discussion/ }).click();
  await expect(messages.nth(1)).toContainText('O. Park');
  await expect(messages.nth(1).getByText('15 %')).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Discussion 2', exact: true })).toBeVisible();
  expect(await violations(window)).toEqual([]);

  await messages.first().hover();
  await messages.first().getByRole('button', { name: 'Edit' }).click();
  await messages.first().getByRole('textbox').fill('Does annex C allow 12 %?');
  await messages.first().getByRole('button', { name: 'Save' }).click();
  await expect(messages.first()).toContainText('Does annex C allow 12 %?');
  await messages.first().getByRole('button', { name: 'edited' }).click();
  await expect(messages.first().getByRole('list', { name: 'Before' })).toContainText('allow this');
  await messages.first().hover();
  await messages.first().getByRole('button', { name: 'Delete' }).click();
  await messages.first().getByRole('button', { name: 'Delete' }).last().click();
  await expect(messages.first()).toContainText('This message was deleted.');
});

test('[H80] whom a task was taken from reads no more of what is said about it, and is told why', async ({
  running,
}) => {
  const { window, api } = running;
  const team = await aTeam(running);
  await team.ask({ roleId: 'approvers' });
  const { taskAsstId } = await waitingTask(running);
  await api.discussion.post({ taskAsstId, text: 'Annex C is not signed.' });
  await actAs(window, 'O. Park');
  const page = await openTask(window);
  await page.getByRole('tab', { name: /^Discussion/ }).click();
  const discussion = page.getByRole('tabpanel');
  await expect(discussion).toContainText('Annex C is not signed.');
  await api.humanTasks.reassign({ taskAsstId, to: { userId: 'maya' } });
  await expect(page).toContainText('Somebody else is asked now.');
  await expect(discussion.getByRole('alert')).toContainText('This task is no longer waiting for you');
  await expect(discussion).not.toContainText('Annex C');
  await expect(discussion.getByRole('textbox')).toHaveCount(0);
  expect(await violations(window)).toEqual([]);
});

test('[H76 H78 I62 I63 I64 I65] what others do shows within three seconds, with a word; what one does oneself is no news', async ({
  running,
}) => {
  const { window } = running;
  const team = await aTeam(running);
  await team.ask({ roleId: 'approvers' });
  const theirs = await team.olga.task();
  const { taskAsstId } = await waitingTask(running);
  await openTask(window);
  await team.olga.post(`/human-tasks/${theirs.taskAsstId}/claim`);
  await expect(announcement(window)).toHaveText(`O. Park claimed · ${title}`, { timeout: 3000 });
  await expect(rows(window).first()).toContainText('claimed by O. Park', { timeout: 3000 });
  await team.olga.post(`/human-tasks/${theirs.taskAsstId}/complete`, { response: { value: 'APPROVED' } });
  await expect(announcement(window)).toHaveText(`O. Park answered · ${title}`, { timeout: 3000 });
  await expect(rows(window)).toHaveCount(0, { timeout: 3000 });
  await expect(announcement(window)).toHaveCount(0);

  await goTo(window, `#/inbox/${taskAsstId}`);
  await team.ask({ assigneeId: team.me });
  await expect(rows(window)).toHaveCount(1);
  // Answered by the same person from a terminal: nothing to tell them.
  const mine = await waitingTask(running);
  expect((await running.cli('answer', mine.taskAsstId, '--value', 'APPROVED')).code).toBe(0);
  await expect(rows(window)).toHaveCount(0, { timeout: 3000 });
  await expect(announcement(window)).toHaveCount(0);
});

test('[I2 I46 I47] what nobody holds is seen, taken and given by an administrator', async ({ running }) => {
  const { window } = running;
  const team = await aTeam(running);
  await team.ask({ roleId: 'lawyers' });
  await expect(viewLink(window, 'Unassigned')).toHaveText(/1$/);
  await go(window, 'Unassigned');
  await rows(window).first().click();
  const page = taskPage(window);
  await expect(page).toContainText('It was given to a role that does not exist.');
  await page.getByRole('button', { name: 'Reassign…' }).click();
  await window.getByRole('combobox', { name: 'Person or role' }).selectOption({ label: 'M. Silva' });
  await page.getByRole('button', { name: 'Reassign', exact: true }).click();
  await expect(announcement(window)).toContainText('Reassigned to M. Silva');
  expect((await team.maya.task()).title).toBe(title);
  await expect(rows(window)).toHaveCount(0);
});

test('[H10] users, roles, members and permissions are kept on their page', async ({ running }) => {
  const { window, api } = running;
  await aTeam(running);
  await go(window, 'People');
  const page = window.getByRole('region', { name: 'People' });
  const users = page.getByRole('region', { name: 'Users' });
  await users.getByRole('textbox', { name: 'Id' }).fill('rokafor');
  await users.getByRole('textbox', { name: 'Name' }).fill('R. Okafor');
  await users.getByRole('button', { name: 'Add user' }).click();
  const row = users.getByRole('listitem', { name: 'R. Okafor' });
  await row.getByRole('checkbox', { name: 'Answer for others' }).click();
  await expect(row.getByRole('checkbox', { name: 'Answer for others' })).toBeChecked();
  const role = page.getByRole('listitem', { name: 'Approvers' });
  await role.getByRole('checkbox', { name: 'R. Okafor' }).click();
  await expect(row).toContainText('In Approvers');
  await expect
    .poll(async () => (await api.people.users.list()).users.find(({ userId }) => userId === 'rokafor'))
    .toMatchObject({ permissions: ['workflow.task.override'], roleIds: ['approvers'], active: true });
  expect(await violations(window)).toEqual([]);
  await row.getByRole('switch').click();
  await expect
    .poll(
      async () => (await api.people.users.list()).users.find(({ userId }) => userId === 'rokafor')?.active,
    )
    .toBe(false);
  await row.getByRole('button', { name: 'Remove R. Okafor' }).click();
  await row.getByRole('button', { name: 'Remove R. Okafor' }).click();
  await expect(row).toHaveCount(0);
  await actAs(window, 'M. Silva');
  await expect(viewLink(window, 'Inbox')).toBeVisible();
  await expect(viewLink(window, 'People')).toHaveCount(0);
  await window
    .getByRole('region', { name: 'Acting as M. Silva' })
    .getByRole('button', { name: 'Stop' })
    .click();
  await expect(viewLink(window, 'People')).toBeVisible();
});
