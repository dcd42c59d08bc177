import type { Page } from 'playwright/test';
import { aWorkingDay, openTask } from '../support/e2e/a-working-day.ts';
import { startEveryWait, startSilentService } from '../support/e2e/every-wait.ts';
import { correction, nightly, orders } from '../support/e2e/nested.ts';
import { picture, resize } from '../support/e2e/pictures.ts';
import { start, startSample, waitingTask } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, go, processPage, rows, runSample, taskPage, titleOf } from '../support/e2e/window.ts';

// Pictures of the window in the states that matter, for eyes and for the documentation: `npm run screens` takes them over.

async function choose(window: Page, ...labels: string[]): Promise<void> {
  await go(window, 'Settings');
  for (const label of labels) await window.getByText(label, { exact: true }).click();
}

test('pictures of an inbox at work, in every appearance', async ({ running }) => {
  const { window } = running;
  await resize(running, 1360, 860);
  await choose(window, 'Light', 'Normal');
  await aWorkingDay(running);
  const open = async () => {
    await go(window, 'Inbox');
    await rows(window).filter({ hasText: openTask }).click();
    await expect(taskPage(window).getByRole('region', { name: 'What happens' })).toBeVisible();
    await expect(rows(window).filter({ hasText: openTask })).not.toContainText('unread');
  };
  await open();
  await picture(window, 'inbox-light');
  await answerBar(window).getByRole('button', { name: 'Reject' }).click();
  await expect(answerBar(window).getByText('needs a comment')).toBeVisible();
  await picture(window, 'comment-missing');
  await answerBar(window).getByRole('textbox', { name: 'Comment' }).fill('Annex C allows');
  await rows(window).filter({ hasText: 'Choose reviewers' }).click();
  await expect(taskPage(window).getByRole('checkbox')).toHaveCount(3);
  await picture(window, 'choices-and-a-draft');
  await window.keyboard.press('?');
  await expect(window.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await picture(window, 'keys');
  await window.keyboard.press('Escape');

  await choose(window, 'Dark');
  await picture(window, 'settings-dark');
  await open();
  await picture(window, 'inbox-dark');
  await choose(window, 'High');
  await open();
  await picture(window, 'inbox-high-contrast-dark');
  await choose(window, 'Light');
  await picture(window, 'settings-high-contrast-light');
  await open();
  await picture(window, 'inbox-high-contrast-light');
  await choose(window, 'Normal');
  await go(window, 'Inbox');
  await resize(running, 400, 800);
  await picture(window, 'inbox-400px');
  await rows(window).filter({ hasText: openTask }).click();
  await expect(titleOf(taskPage(window))).toHaveText(openTask);
  await picture(window, 'task-400px');
});

test('pictures of the first start, of processes and of workflows', async ({ running }) => {
  const { window } = running;
  await resize(running, 1360, 860);
  await choose(window, 'Light', 'Normal');
  await picture(window, 'settings-light');
  await go(window, 'Inbox');
  await expect(window.getByText('Nothing asks for you yet')).toBeVisible();
  await picture(window, 'first-start');
  await runSample(window, 'Document review');
  await taskPage(window).getByRole('checkbox', { name: 'Wording is unclear' }).check();
  await answerBar(window).getByRole('button', { name: 'Send answer' }).click();
  await startSample(running, 'release-gate');
  const highRisk = async () =>
    (await running.api.humanTasks.list({})).humanTasks.find(({ risk }) => risk === 'high');
  await expect.poll(highRisk).toBeDefined();
  const gate = await highRisk();
  await running.cli(
    'answer',
    gate?.taskAsstId ?? '',
    '--value',
    'REJECTED',
    '--comment',
    'Two regressions are open',
  );
  await go(window, 'Processes');
  await window.getByRole('option').filter({ hasText: 'Document review' }).click();
  await expect(window.getByRole('region', { name: 'Timeline' }).getByRole('listitem')).toHaveCount(3);
  await picture(window, 'process-waiting');
  await window.getByRole('option').filter({ hasText: 'Failed' }).click();
  await expect(window.getByText('The release is held').first()).toBeVisible();
  await picture(window, 'process-failed');
  await go(window, 'Workflows');
  await window.getByRole('option').first().click();
  await expect(window.getByRole('region', { name: 'Definition' })).toBeVisible();
  await picture(window, 'workflow');
  await window.getByRole('button', { name: 'Add workflow' }).click();
  await picture(window, 'add-workflow');
  await window.getByRole('textbox', { name: 'Workflow file' }).fill(broken);
  await window.getByRole('button', { name: 'Check and add' }).click();
  await expect(window.getByRole('alert')).toBeVisible();
  await picture(window, 'workflow-problems');
});

test('pictures of processes that wait, repeat, stand still and are cancelled', async ({ running }) => {
  const { window, api } = running;
  await resize(running, 1360, 860);
  await choose(window, 'Light', 'Normal');
  await using service = await startSilentService();
  const waiting = await startEveryWait(running, service);
  const looping = await start(running, nightly, orders(120));
  await expect.poll(() => service.calls()).toBe(1);
  await expect.poll(async () => (await api.processes.get({ processId: looping })).statusCode).toBe('W');
  const show = async (title: string) => {
    await go(window, 'Processes');
    await window.getByRole('option').filter({ hasText: title }).click();
    await expect(titleOf(processPage(window))).toHaveText(title);
  };
  await show('Ship the order');
  await picture(window, 'process-waits-light');
  await processPage(window).getByRole('region', { name: 'Timeline' }).scrollIntoViewIfNeeded();
  await picture(window, 'process-timeline-light');
  await show('Nightly clean-up');
  await picture(window, 'process-loop-light');
  await choose(window, 'Dark');
  await show('Ship the order');
  await picture(window, 'process-waits-dark');
  await window.keyboard.press('x');
  await window.getByRole('textbox', { name: 'Reason' }).fill('The customer has withdrawn the order');
  await picture(window, 'process-cancel-dark');
  await choose(window, 'Light');
  await show('Nightly clean-up');
  await resize(running, 400, 800);
  await picture(window, 'process-400px');
  await processPage(window).getByRole('button', { name: 'Show 120 iterations' }).click();
  const timeline = processPage(window).getByRole('region', { name: 'Timeline' });
  await timeline.getByRole('button', { name: 'Show what is in Iteration 4', exact: true }).click();
  await expect(timeline.getByText('Check A-4')).toBeVisible();
  await picture(window, 'process-timeline-400px');
  await resize(running, 1360, 860);
  await api.processes.suspend({ processId: looping });
  await expect(processPage(window).getByText('The process is suspended')).toBeVisible();
  await picture(window, 'process-suspended');
  await api.processes.cancel({ processId: waiting, reason: 'The customer has withdrawn the order' });
  await show('Ship the order');
  await expect(processPage(window).getByText('The process was cancelled', { exact: true })).toBeVisible();
  await picture(window, 'process-cancelled');
});

test('pictures of a form and of a schedule', async ({ running }) => {
  const { window, api } = running;
  await resize(running, 1360, 860);
  await choose(window, 'Light', 'Normal');
  await start(running, correction);
  await go(window, 'Inbox');
  await rows(window).first().click();
  await expect(taskPage(window).getByRole('textbox', { name: 'Claimant' })).toHaveValue('R. Okafor');
  await picture(window, 'form-light');
  await answerBar(window).getByRole('button', { name: 'Send answer' }).click();
  await expect(taskPage(window).getByText('Is required.').first()).toBeVisible();
  await picture(window, 'form-problems');
  await resize(running, 400, 800);
  await picture(window, 'form-400px');
  await resize(running, 1360, 860);
  await api.workflows.add({
    source: JSON.stringify({
      document: {
        dsl: '1.0.3',
        namespace: 'shop',
        name: 'sweep',
        version: '1.0.0',
        title: 'Sweep the floor',
      },
      schedule: { cron: '0 18 * * 1-5' },
      do: [{ sweep: { set: { swept: true } } }],
    }),
  });
  await go(window, 'Workflows');
  await window.getByRole('option').filter({ hasText: 'Sweep' }).click();
  await expect(window.getByRole('region', { name: 'Schedule' })).toBeVisible();
  await picture(window, 'workflow-schedule');
  await choose(window, 'Dark');
  await window.getByRole('region', { name: 'Secrets' }).scrollIntoViewIfNeeded();
  await picture(window, 'settings-policy-dark');
});

test('pictures of a lost race, an answered task and an empty inbox', async ({ running }) => {
  const { window } = running;
  await resize(running, 1360, 860);
  await choose(window, 'Light', 'Normal');
  await go(window, 'Inbox');
  await runSample(window, 'Expense approval');
  await startSample(running, 'data-correction');
  await expect(rows(window)).toHaveCount(2);
  await window.clock.install();
  const now = await window.evaluate(() => Date.now());
  await window.clock.pauseAt(now + 1000);
  const { humanTasks } = await running.api.humanTasks.list({});
  const expense = humanTasks.find(({ title }) => title.startsWith('Approve'));
  const answered = await running.cli(
    'answer',
    expense?.taskAsstId ?? '',
    '--value',
    'APPROVED',
    '--comment',
    'Fine',
  );
  expect(answered.code).toBe(0);
  await answerBar(window)
    .getByRole('textbox', { name: 'Comment' })
    .fill('Please use the travel budget instead');
  await answerBar(window).getByRole('button', { name: 'Reject' }).click();
  const notice = answerBar(window).getByRole('alert');
  await expect
    .poll(async () => {
      await window.clock.runFor(1);
      return notice.isVisible();
    })
    .toBe(true);
  await window.clock.resume();
  await expect(rows(window)).toHaveCount(1);
  await picture(window, 'answered-before-you');
  await notice.getByRole('button', { name: 'Back to the inbox' }).click();
  const { taskAsstId } = await waitingTask(running);
  await running.cli('answer', taskAsstId, '--value', '43 200.00');
  await expect(window.getByText('Inbox zero')).toBeVisible();
  await picture(window, 'inbox-zero');
  await go(window, 'Done');
  await rows(window).filter({ hasText: 'Approve 482.5' }).click();
  await expect(taskPage(window).getByRole('region', { name: 'Answer', exact: true })).toBeVisible();
  await picture(window, 'answered');
});

const broken = `document:
  dsl: 1.0.3
  namespace: kitchen
  name: order-coffee
  version: one
do:
  - order:
      ask:
        mode: guess
        prompt: Order coffee?
  - brew:
      run:
        shell:
          command: brew
`;
