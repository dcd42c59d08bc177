import { start } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, go, processPage, rows, runSample, taskPage, titleOf } from '../support/e2e/window.ts';

test('[H31 H86 H87 H88 H89 H90 H91 H94 H95 I15 I17 I33] the page has the question, its facts, its due date and whose it is', async ({
  running,
}) => {
  const { window } = running;
  await runSample(window, 'Expense approval');
  const page = taskPage(window);
  await expect(page).toContainText('finance');
  await expect(page).toContainText('expense-approval');
  await expect(titleOf(page)).toHaveText('Approve 482.5 EUR for Maya Silva');
  await expect(page.getByText('Train tickets to the customer workshop in Lyon').first()).toBeVisible();
  const facts = page.getByLabel('Facts');
  await expect(facts.getByRole('term')).toHaveText([
    'Amount',
    'Currency',
    'Purpose',
    'Cost centre',
    'Receipt',
  ]);
  await expect(facts).not.toContainText('Maya Silva');
  await expect(page.getByText(/^Due /)).toBeVisible();
  await expect(page.getByText('You', { exact: true })).toBeVisible();
  await expect(page.getByText('Approval', { exact: true })).toBeVisible();
  await expect(page.getByText(/^Waiting since/)).toBeVisible();
  // The raw context is there for who runs this computer, but folded away.
  await expect(page.getByText('"Maya Silva"')).toHaveCount(0);
  await page.getByRole('tab', { name: 'Context' }).click();
  const context = page.getByRole('tabpanel');
  await expect(context.getByLabel('Summary').getByRole('term').first()).toHaveText('Amount');
  await expect(context.getByText('"Maya Silva"')).toBeHidden();
  await context.getByText('Everything the process knows').click();
  await expect(context.getByText('"Maya Silva"')).toBeVisible();
});

test('[W18] each answer says what would follow from it', async ({ running }) => {
  const { window } = running;
  await runSample(window, 'Release gate');
  const outcomes = taskPage(window).getByRole('region', { name: 'What happens' });
  await expect(outcomes.getByRole('heading')).toHaveText(['If you ship', 'If you hold']);
  await expect(outcomes).toContainText('Wait five seconds before the roll-out');
  await expect(outcomes).toContainText('Hold api-gateway 4.12.0');
});

test('[H30] an ask that declares no context shows its plain values as facts', async ({ running }) => {
  const { window } = running;
  await start(running, { do: [{ ok: { ask: { prompt: 'Enough?' } } }] }, { secretSauce: 'basil' });
  await rows(window).click();
  await expect(taskPage(window).getByLabel('Facts')).toContainText('Secret sauce');
  await expect(taskPage(window).getByLabel('Facts')).toContainText('basil');
});

test('[H18 H24 H78 H79 H105 I11] an answered task leaves the inbox and can be read, not answered again', async ({
  running,
}) => {
  const { window } = running;
  await runSample(window, 'Expense approval');
  await answerBar(window).getByRole('textbox', { name: 'Comment' }).fill('Fine by me');
  await answerBar(window).getByRole('button', { name: 'Approve' }).click();
  await expect(window.getByText('Inbox zero')).toBeVisible();
  await go(window, 'Done');
  await rows(window).click();
  const page = taskPage(window);
  const answer = page.getByRole('region', { name: 'Answer', exact: true });
  await expect(answer).toContainText('Approve');
  await expect(answer).toContainText('Fine by me');
  await expect(page.getByText(/^Answered /)).toBeVisible();
  await expect(answerBar(window)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Reject' })).toHaveCount(0);
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByRole('tabpanel').getByRole('listitem')).toHaveText([
    /Assigned/,
    /Answered.*in the window/,
  ]);
});

test('[I3 I4 W43 K9] the timeline leads from the process to its task and back', async ({ running }) => {
  const { window } = running;
  await runSample(window, 'Expense approval');
  await taskPage(window).getByRole('button', { name: 'Open the process' }).click();
  const entry = processPage(window).getByRole('region', { name: 'Timeline' }).getByRole('listitem');
  await expect(entry).toHaveCount(1);
  await expect(entry).toContainText('Waits for you since');
  await entry.getByRole('button', { name: 'Approve 482.5 EUR for Maya Silva' }).click();
  await expect(titleOf(taskPage(window))).toHaveText('Approve 482.5 EUR for Maya Silva');
});

test('[H96] a task that does not exist says so and leads back', async ({ running }) => {
  const { window } = running;
  await runSample(window, 'Expense approval');
  await expect(titleOf(taskPage(window))).toHaveText('Approve 482.5 EUR for Maya Silva');
  await window.evaluate(() => (location.hash = '#/inbox/01900000-0000-7000-8000-000000000000'));
  await expect(taskPage(window).getByRole('alert')).toContainText('There is no such task');
  await taskPage(window).getByRole('button', { name: 'Back to the inbox' }).click();
  await expect(rows(window)).toHaveCount(1);
});
