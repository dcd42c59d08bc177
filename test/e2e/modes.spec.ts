import { onlyProcess, endedProcess, start, startSample } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, go, pressSoonAfter, rows, runSample, taskPage, titleOf } from '../support/e2e/window.ts';

// Every kind of ask of this version, answered in the window through workflows that use it.

test('[H2 H35 H37 H38 I24 I26 K3 K29] a document is reviewed: ticks, words, a no, a yes, to the end', async ({
  running,
}) => {
  const { window } = running;
  const bar = answerBar(window);
  await runSample(window, 'Document review');
  await expect(titleOf(taskPage(window))).toHaveText('Review “Framework contract with Northwind”');
  const findings = taskPage(window).getByRole('group', { name: 'Your answer' });
  await expect(findings.getByRole('checkbox')).toHaveCount(5);
  await findings.getByRole('checkbox', { name: 'Liability is not limited as agreed' }).check();
  // By its number, as the key cap beside it says.
  await window.keyboard.press('2');
  await expect(findings.getByRole('checkbox', { name: 'Parties or dates are wrong' })).toBeChecked();
  await bar.getByRole('button', { name: 'Send answer' }).click();

  await rows(window).filter({ hasText: 'What should O. Park change?' }).click();
  await bar.getByRole('textbox', { name: 'Answer' }).fill('Limit liability to the yearly fee.');
  await pressSoonAfter(window, 'Send answer');
  await rows(window).filter({ hasText: 'Are the changes in?' }).click();
  await expect(taskPage(window).getByRole('blockquote')).toHaveText('Limit liability to the yearly fee.');
  await pressSoonAfter(window, 'No');

  await rows(window).filter({ hasText: 'Review “Framework contract' }).click();
  await findings.getByRole('checkbox', { name: 'Nothing, it is ready' }).check();
  await pressSoonAfter(window, 'Send answer');
  const process = await endedProcess(running);
  expect(process.output).toEqual({
    status: 'ready for signature',
    document: 'Framework contract with Northwind',
  });
  const answers = process.tasks.filter(({ kind }) => kind === 'ask').map(({ result }) => result);
  expect(answers).toEqual([
    'Parties or dates are wrong, Liability is not limited as agreed',
    'Limit liability to the yearly fee.',
    'No',
    'Nothing, it is ready',
  ]);
});

test('[H36 H43 I20 I30 K32] a field is corrected: none of the choices, then the right value typed', async ({
  running,
}) => {
  const { window } = running;
  await runSample(window, 'Data correction');
  const choices = taskPage(window).getByRole('radiogroup', { name: 'Your answer' });
  await expect(choices.getByRole('radio')).toHaveCount(4);
  await expect(choices.getByText('You type it in the next step.')).toBeVisible();
  await choices.getByRole('radio', { name: '43 200.00' }).check();
  await choices.getByRole('radio', { name: 'None of these' }).check();
  await expect(choices.getByRole('radio', { checked: true })).toHaveCount(1);
  await answerBar(window).getByRole('button', { name: 'Send answer' }).click();
  await rows(window).filter({ hasText: 'Type the total amount of invoice NW-2026-1187' }).click();
  await answerBar(window).getByRole('textbox', { name: 'Answer' }).fill('48 020.00');
  await pressSoonAfter(window, 'Send answer');
  expect((await endedProcess(running)).output).toEqual({
    invoice: 'NW-2026-1187',
    field: 'total amount',
    value: '48 020.00',
  });
});

test('[H44 H58 H101 I28] nothing chosen is not an answer: the field says so and the task stays', async ({
  running,
}) => {
  const { window } = running;
  await runSample(window, 'Data correction');
  await answerBar(window).getByRole('button', { name: 'Send answer' }).click();
  await expect(taskPage(window).getByRole('alert')).toContainText('Choose one of');
  await expect(rows(window)).toHaveCount(1);
  expect((await onlyProcess(running)).statusCode).toBe('W');
  await taskPage(window).getByRole('radio', { name: '43 200.00' }).check();
  await expect(taskPage(window).getByRole('alert')).toHaveCount(0);
  await answerBar(window).getByRole('button', { name: 'Send answer' }).click();
  expect((await endedProcess(running)).output).toMatchObject({ value: '43 200.00' });
});

test('[H41 H45 H47 H48] an ask without a mode is text; comments are for approvals, and for others if they ask', async ({
  running,
}) => {
  const { window } = running;
  await start(running, { do: [{ say: { ask: { prompt: 'What is your favourite colour?' } } }] });
  await start(running, {
    document: { name: 'commented' },
    do: [
      { pick: { ask: { mode: 'choice', prompt: 'Which?', options: ['One', 'Two'], allowComment: true } } },
    ],
  });
  await start(running, {
    document: { name: 'confirmed' },
    do: [{ sure: { ask: { mode: 'confirm', prompt: 'Sure?' } } }],
  });
  const bar = answerBar(window);
  await rows(window).filter({ hasText: 'What is your favourite colour?' }).click();
  await expect(bar.getByRole('textbox', { name: 'Answer' })).toBeVisible();
  await expect(bar.getByRole('textbox', { name: 'Comment' })).toHaveCount(0);
  await rows(window).filter({ hasText: 'Which?' }).click();
  await expect(bar.getByRole('textbox', { name: 'Comment' })).toBeVisible();
  await rows(window).filter({ hasText: 'Sure?' }).click();
  await expect(bar.getByRole('button', { name: 'Yes' })).toBeVisible();
  await expect(bar.getByRole('textbox', { name: 'Comment' })).toBeVisible();
});

test('[H42] an approval without options offers to approve and to reject', async ({ running }) => {
  const { window } = running;
  await start(running, { do: [{ ok: { ask: { mode: 'approval', prompt: 'Good to go?' } } }] });
  await rows(window).click();
  await answerBar(window).getByRole('button', { name: 'Reject' }).click();
  expect((await endedProcess(running)).output).toMatchObject({ value: 'REJECTED' });
});

test('what was typed is kept while one looks at another task', async ({ running }) => {
  const { window } = running;
  await startSample(running, 'expense-approval');
  await startSample(running, 'release-gate');
  const comment = answerBar(window).getByRole('textbox', { name: 'Comment' });
  const expense = rows(window).filter({ hasText: 'Maya Silva' });
  await expense.click();
  await comment.fill('Half a thought');
  await rows(window).filter({ hasText: 'api-gateway' }).click();
  await expect(comment).toHaveValue('');
  await expect(expense.getByText('draft, not sent')).toBeAttached();
  await go(window, 'Settings');
  await go(window, 'Inbox');
  await expense.click();
  await expect(comment).toHaveValue('Half a thought');
});
