import { endedProcess, onlyProcess, start, startSample, waitingTask } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { picturesOf } from '../support/e2e/pictures.ts';
import { announcement, answerBar, go, rows, runSample, taskPage } from '../support/e2e/window.ts';

// An approval that takes more than yes or no: the sample of it, through the window, the command line and a notification.

test('[I36 I35 I37 H33 H50] a request is granted in part: the form is checked beside its fields, and booked', async ({
  running,
}) => {
  const { window } = running;
  await runSample(window, 'Purchase request');
  const page = taskPage(window);
  const bar = answerBar(window);
  const amount = page.getByRole('textbox', { name: 'Amount granted' });
  await expect(page.getByText('To fill in for “Grant”')).toBeVisible();
  await expect(amount).toHaveValue(/1.?840/);
  await amount.fill('2000');
  await bar.getByRole('button', { name: 'Grant' }).click();
  const summary = page.getByRole('alert').filter({ hasText: '2 fields need another look' });
  await expect(summary).toBeVisible();
  await expect(amount).toHaveAttribute('aria-invalid', 'true');
  expect((await onlyProcess(running)).statusCode).toBe('W');

  await picturesOf(running, 'task-approval-fields');

  await amount.fill('1200.5');
  await page.getByRole('combobox', { name: 'Budget' }).selectOption('Safety 2026');
  await bar.getByRole('textbox', { name: 'Comment' }).fill('One sensor will do.');
  await bar.getByRole('button', { name: 'Grant' }).click();
  await expect(announcement(window)).toContainText('Grant · Amount granted: 1200.5, Budget: Safety 2026');
  const process = await endedProcess(running);
  expect(process.output).toMatchObject({ status: 'granted', amount: 1200.5, budget: 'Safety 2026' });
  await go(window, 'Done');
  await rows(window).first().click();
  const answer = page.getByRole('region', { name: 'Answer', exact: true });
  await expect(answer).toContainText('Grant');
  await expect(answer).toContainText('Safety 2026');
  await expect(answer).toContainText('One sensor will do.');
});

test('[I36 I38 H48] rejecting takes the comment that it needs, and no fields', async ({ running }) => {
  const { window } = running;
  await startSample(running, 'purchase-request');
  await rows(window).first().click();
  const bar = answerBar(window);
  await taskPage(window).getByRole('textbox', { name: 'Amount granted' }).fill('-1');
  await bar.getByRole('button', { name: 'Reject' }).click();
  await expect(bar.getByText('“Reject” needs a comment.')).toBeVisible();
  await bar.getByRole('textbox', { name: 'Comment' }).fill('Next year.');
  await window.keyboard.press('ControlOrMeta+Enter');
  const { output, tasks } = await endedProcess(running);
  expect(output).toMatchObject({ status: 'declined', reason: 'Next year.' });
  expect(tasks[0]).toMatchObject({ result: 'Reject', comment: 'Next year.' });
});

test('[I36] what was filled in is there again after the app was started again', async ({ launch }) => {
  const first = await launch();
  await startSample(first, 'purchase-request');
  const { taskAsstId } = await waitingTask(first);
  await rows(first.window).first().click();
  await taskPage(first.window).getByRole('combobox', { name: 'Budget' }).selectOption('Innovation 2026');
  await expect
    .poll(async () => (await first.api.drafts.get({ taskAsstId })).draft?.data)
    .toMatchObject({ fields: { grantedAmount: 1840, budget: 'Innovation 2026' } });
  await first.close();
  const { window } = await launch();
  await rows(window).first().click();
  const budget = taskPage(window).getByRole('combobox', { name: 'Budget' });
  await expect(budget.locator('option:checked')).toHaveText('Innovation 2026');
});

test('[I36] a choice shows its form for the options that it goes with', async ({ running }) => {
  const { window } = running;
  const ask = {
    mode: 'choice',
    prompt: 'How shall it be sent?',
    options: ['post', 'courier'],
    schema: {
      type: 'object',
      properties: { phone: { type: 'string', title: 'Phone' } },
      required: ['phone'],
    },
    fieldsFor: ['courier'],
  };
  await start(running, { do: [{ send: { ask } }] });
  await rows(window).first().click();
  const page = taskPage(window);
  const phone = page.getByRole('textbox', { name: 'Phone' });
  await page.getByRole('radio', { name: 'courier' }).check();
  await phone.fill('+47 123');
  await page.getByRole('radio', { name: 'post' }).check();
  await expect(phone).toBeHidden();
  await page.getByRole('radio', { name: 'courier' }).check();
  await expect(phone).toHaveValue('+47 123');
  await answerBar(window).getByRole('button', { name: 'Send answer' }).click();
  expect((await endedProcess(running)).output).toMatchObject({
    value: 'courier',
    fields: { phone: '+47 123' },
  });
});

test('[I36] a notification has no button for what needs the form', async ({ running, desktop }) => {
  await startSample(running, 'purchase-request');
  const { actions } = await desktop.notified('Grant 1840 EUR to Jonas Berg?');
  expect(actions.map(({ label }) => label)).toEqual(['Open', 'Open']);
});

test('[I36] the command line shows the form and takes its fields', async ({ running }) => {
  await startSample(running, 'purchase-request');
  const { taskAsstId } = await waitingTask(running);
  const shown = await running.cli('show', taskAsstId);
  expect(shown.stdout).toContain('With APPROVED: --fields');
  const refused = await running.cli(
    'answer',
    taskAsstId,
    '--value',
    'APPROVED',
    '--fields',
    '{"budget":"None"}',
  );
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain('/fields/grantedAmount');
  const fields = '{"grantedAmount":5,"budget":"Safety 2026"}';
  expect(await running.cli('answer', taskAsstId, '--value', 'Grant', '--fields', fields)).toMatchObject({
    code: 0,
  });
  expect((await endedProcess(running)).output).toMatchObject({ amount: 5 });
});
