import { startSample, waitingTask } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { go, processPage, rows, runSample, taskPage, titleOf, viewLink } from '../support/e2e/window.ts';

test('the first start offers the samples, and no empty view is a dead end', async ({ running }) => {
  const { window } = running;
  await expect(window.getByText('Nothing asks for you yet')).toBeVisible();
  const samples = window.getByRole('region', { name: 'Sample workflows' });
  await expect(samples.getByRole('button')).toHaveText([
    /^Data correction/,
    /^Document review/,
    /^Expense approval/,
    /^Purchase request/,
    /^Release gate/,
  ]);
  for (const view of ['Due today', 'Done'] as const) {
    await go(window, view);
    await window.getByRole('button', { name: 'Go to the inbox' }).click();
    await expect(viewLink(window, 'Inbox')).toHaveAttribute('aria-current', 'page');
  }
  for (const view of ['Processes', 'Workflows'] as const) {
    await go(window, view);
    await expect(window.getByRole('button', { name: 'Run Expense approval' })).toBeVisible();
  }
});

test('every sample can be run from the empty inbox, and shows what it asks', async ({ running }) => {
  const { window } = running;
  const asked = {
    'Data correction': 'Which total amount is on invoice NW-2026-1187?',
    'Document review': 'Review “Framework contract with Northwind”',
    'Expense approval': 'Approve 482.5 EUR for Maya Silva',
    'Purchase request': 'Grant 1840 EUR to Jonas Berg?',
    'Release gate': 'Ship api-gateway 4.12.0 to production?',
  };
  for (const [sample, title] of Object.entries(asked)) {
    await go(window, 'Workflows');
    // Once there is a workflow, the samples stand on the page that adds one.
    const add = window.getByRole('button', { name: 'Add workflow' });
    if ((await window.getByRole('button', { name: `Run ${sample}` }).count()) === 0) await add.click();
    await runSample(window, sample);
    await expect(titleOf(taskPage(window))).toHaveText(title);
  }
  await expect(rows(window)).toHaveCount(5);
});

test('[H13 H76 I62 I63] what happens elsewhere appears by itself', async ({ running }) => {
  const { window } = running;
  await expect(window.getByText('Nothing asks for you yet')).toBeVisible();
  await running.cli('workflow', 'add', 'resources/samples/expense-approval.yaml');
  await running.cli('start', 'expense-approval', '--input', '{"employee":"Bo","amount":3,"currency":"EUR"}');
  await expect(rows(window)).toHaveCount(1);
  await expect(rows(window)).toContainText('Approve 3 EUR for Bo');
  await expect(viewLink(window, 'Inbox')).toHaveText(/1$/);
  await running.cli('answer', (await waitingTask(running)).taskAsstId, '--value', 'REJECTED');
  await expect(window.getByText('Inbox zero')).toBeVisible();
});

test('[W2 W13 W14 W15 W16 W17 W36 W40 O22 O25 O28] the processes page says where each one stands and why', async ({
  running,
}) => {
  const { window } = running;
  await startSample(running, 'release-gate');
  await startSample(running, 'expense-approval');
  await go(window, 'Processes');
  const list = window.getByRole('listbox', { name: 'Processes' });
  await expect(list.getByRole('option')).toHaveCount(2);
  await expect(list.getByRole('option').nth(0)).toContainText('at Approve 482.5 EUR for Maya Silva');
  const gate = list.getByRole('option').nth(1);
  await gate.click();
  await expect(processPage(window)).toContainText('Waits for you since');
  await processPage(window).getByRole('button', { name: 'Open the task' }).click();
  await expect(titleOf(taskPage(window))).toHaveText('Ship api-gateway 4.12.0 to production?');
  await window.keyboard.press('a');

  await go(window, 'Processes');
  await gate.click();
  await expect(processPage(window)).toContainText('Waits for its time');
  const timeline = processPage(window).getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByRole('listitem').nth(0)).toContainText('Ship by');
  // Five seconds that the workflow itself asks for.
  await expect(gate).toContainText('Completed');
  await window.getByText('Ended', { exact: true }).click();
  await expect(list.getByRole('option')).toHaveCount(1);
});

test('`?` shows every key, and closes again', async ({ running }) => {
  const { window } = running;
  await window.keyboard.press('?');
  const help = window.getByRole('dialog', { name: 'Keys' });
  await expect(help.getByRole('term').filter({ hasText: 'Next in the list' })).toBeVisible();
  await expect(help).toContainText('First answer: Approve, Yes');
  await window.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
});

test('two keys lead to every view', async ({ running }) => {
  const { window } = running;
  const keys = [
    ['u', 'Due today'],
    ['d', 'Done'],
    ['p', 'Processes'],
    ['w', 'Workflows'],
    ['s', 'Settings'],
    ['i', 'Inbox'],
  ] as const;
  for (const [key, view] of keys) {
    await window.keyboard.press('g');
    await window.keyboard.press(key);
    await expect(viewLink(window, view)).toHaveAttribute('aria-current', 'page');
  }
});

test('at 400 px one pane has the window, with a way there and back', async ({ running }) => {
  const { window } = running;
  await startSample(running, 'expense-approval');
  await running.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setContentSize(400, 800),
  );
  await expect.poll(() => window.evaluate(() => innerWidth)).toBe(400);
  await rows(window).click();
  await expect(titleOf(taskPage(window))).toBeVisible();
  await expect(rows(window)).toBeHidden();
  await taskPage(window).getByRole('button', { name: 'Back to the list' }).click();
  await expect(rows(window)).toBeVisible();
  expect(await window.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
});
