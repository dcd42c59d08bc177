import { endedProcess, onlyProcess, startSample, waitingTask } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import {
  answerBar,
  go,
  processPage,
  rows,
  runSample,
  taskPage,
  titleOf,
  viewLink,
} from '../support/e2e/window.ts';

// The main job, from the empty inbox to the end of the process, by every way there is to answer.

const title = 'Approve 482.5 EUR for Maya Silva';

test('[W1 W6 W12 W29 I1 K8 K28 K35] a sample is started with one click, approved on its notification, and ends', async ({
  running,
  desktop,
  panel,
}) => {
  const { window } = running;
  await runSample(window, 'Expense approval');
  const notification = await desktop.notified(title);
  expect(notification.body).toContain('Maya Silva asks to be reimbursed for: Train tickets to the customer');
  expect(notification.actions.map(({ label }) => label)).toEqual(['Open', 'Approve', 'Reject']);
  await expect(viewLink(window, 'Inbox')).toHaveText(/1$/);
  const tray = await panel.item();
  await expect.poll(() => tray.tooltip()).toBe('Countersign: 1 task waits for you');
  await expect.poll(() => desktop.launcher.all.at(-1)).toMatchObject({ count: 1, visible: true });

  const approve = notification.actions.find(({ label }) => label === 'Approve');
  desktop.press(notification.id, approve?.key ?? '');
  const process = await endedProcess(running);
  expect(process.output).toMatchObject({ status: 'booked', employee: 'Maya Silva', amount: 482.5 });
  await expect.poll(() => desktop.standing()).toEqual([]);
  await expect.poll(() => tray.tooltip()).toBe('Countersign: nothing waits for you');
  await expect.poll(() => desktop.launcher.all.at(-1)).toMatchObject({ count: 0, visible: false });
  await expect(window.getByText('Inbox zero')).toBeVisible();
});

test('[H1 H33 I37 W29 W30 W31] the same with the mouse in the window', async ({ running, desktop }) => {
  const { window } = running;
  await runSample(window, 'Expense approval');
  await expect(titleOf(taskPage(window))).toHaveText(title);
  const { id } = await desktop.notified(title);
  await answerBar(window).getByRole('button', { name: 'Approve' }).click();
  await expect(window.getByRole('status')).toHaveText(`Approve · ${title}`);
  expect((await endedProcess(running)).output).toMatchObject({ status: 'booked' });
  await desktop.withdrawn.first('the notification goes', (withdrawn) => withdrawn === id);

  await go(window, 'Processes');
  await expect(window.getByRole('option')).toContainText('Completed');
  await window.getByRole('option').click();
  const timeline = processPage(window).getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByRole('listitem')).toHaveCount(3);
  await expect(timeline.getByRole('listitem').nth(0)).toContainText('Approve by');
  await expect(timeline.getByRole('listitem').nth(2)).toContainText('Book 482.5 EUR to 4410 Logistics');
});

test('the same from the keyboard alone', async ({ running }) => {
  const { window } = running;
  await startSample(running, 'release-gate');
  await startSample(running, 'expense-approval');
  await expect(rows(window)).toHaveCount(2);
  await window.keyboard.press('j');
  await expect(rows(window).nth(0)).toHaveAttribute('aria-selected', 'true');
  await window.keyboard.press('j');
  await expect(rows(window).nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(titleOf(taskPage(window))).toHaveText(title);
  await window.keyboard.press('k');
  await expect(rows(window).nth(0)).toHaveAttribute('aria-selected', 'true');
  await window.keyboard.press('j');
  await expect(titleOf(taskPage(window))).toHaveText(title);
  await window.keyboard.press('Enter');
  await expect(taskPage(window)).toBeFocused();
  await window.keyboard.press('a');
  await expect(rows(window)).toHaveCount(1);
  await expect
    .poll(async () => (await running.api.processes.list({ only: 'ended' })).processes)
    .toMatchObject([{ statusCode: 'C', title: expect.stringContaining('Expense approval') }]);
});

test('the same from the command line, and the window follows', async ({ running, desktop }) => {
  const { window } = running;
  await runSample(window, 'Expense approval');
  const { taskAsstId } = await waitingTask(running);
  const { id } = await desktop.notified(title);
  const inbox = await running.cli('inbox');
  expect(inbox.stdout).toContain(title);
  const answered = await running.cli('answer', taskAsstId.slice(-8), '--value', 'approve');
  expect(answered).toEqual({ code: 0, stdout: `Answered “Approve”: ${title}\n`, stderr: '' });
  expect((await endedProcess(running)).output).toMatchObject({ status: 'booked' });
  await desktop.withdrawn.first('the notification goes', (withdrawn) => withdrawn === id);
  await expect(taskPage(window).getByRole('region', { name: 'Answer', exact: true })).toContainText(
    'Approve',
  );
  await expect(answerBar(window)).toBeHidden();
  const history = await running.api.humanTasks.history({ taskAsstId });
  expect(history.transitions.at(-1)).toMatchObject({ status: 'COMPLETED', source: 'cli' });
});

test('[H34 I35 I38 K31 K36 W27 W33] rejecting takes the other branch, and the reason stays in the process', async ({
  running,
}) => {
  const { window } = running;
  await runSample(window, 'Expense approval');
  await answerBar(window).getByRole('textbox', { name: 'Comment' }).fill('The receipt is from last year');
  await answerBar(window).getByRole('button', { name: 'Reject' }).click();
  const process = await endedProcess(running);
  expect(process.output).toMatchObject({ status: 'declined', reason: 'The receipt is from last year' });
  await go(window, 'Processes');
  await window.getByRole('option').click();
  const timeline = processPage(window).getByRole('region', { name: 'Timeline' });
  await expect(timeline).toContainText('Reject by');
  await expect(timeline).toContainText('“The receipt is from last year”');
  await expect(timeline).toContainText('Decline the claim of Maya Silva');
});

test('[W32 W34 H46 K4] a held release fails with its reason and is never shown as completed', async ({
  running,
}) => {
  const { window } = running;
  await runSample(window, 'Release gate');
  const bar = answerBar(window);
  await expect(bar.getByRole('textbox', { name: 'Comment' })).toHaveAttribute(
    'placeholder',
    'Add a comment (required to hold)',
  );
  await bar.getByRole('button', { name: 'Hold' }).click();
  await expect(bar.getByText('“Hold” needs a comment.')).toBeVisible();
  await expect(bar.getByRole('textbox', { name: 'Comment' })).toBeFocused();
  expect((await onlyProcess(running)).statusCode).toBe('W');

  await window.keyboard.type('Two regressions are open');
  await window.keyboard.press('Control+Enter');
  const process = await endedProcess(running, 'F');
  expect(process.error).toMatchObject({ status: 409, detail: 'Two regressions are open' });
  await go(window, 'Processes');
  await expect(window.getByRole('option')).toContainText('Failed');
  await window.getByRole('option').click();
  await expect(processPage(window)).toContainText('The release is held');
  await expect(processPage(window)).toContainText('Two regressions are open');
  await expect(processPage(window).getByText('Completed', { exact: true })).toHaveCount(0);
});
