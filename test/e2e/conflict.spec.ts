import { endedProcess, onlyProcess, waitingTask } from '../support/e2e/processes.ts';
import { stopTime } from '../support/e2e/stopped-time.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, runSample, taskPage, viewLink } from '../support/e2e/window.ts';

test('[H67 H68 H69 H98 H102 H103] who answers second in the window is told who decided what, and goes back to the inbox', async ({
  running,
}) => {
  const { window } = running;
  await runSample(window, 'Expense approval');
  const { taskAsstId } = await waitingTask(running);
  await answerBar(window).getByRole('textbox', { name: 'Comment' }).fill('I disagree');
  const time = await stopTime(window);
  const answered = await running.cli('answer', taskAsstId, '--value', 'APPROVED');
  expect(answered.code).toBe(0);
  await answerBar(window).getByRole('button', { name: 'Reject' }).click();
  const notice = answerBar(window).getByRole('alert');
  await time.passUntil(() => notice.isVisible());
  // The command line answered as the same person.
  await expect(notice).toContainText('You have answered this task already');
  await expect(notice).toContainText('You answered “Approve”');
  await expect(notice).toContainText('The one you sent now has changed nothing');
  await time.goOn();
  const process = await endedProcess(running);
  expect(process.output).toMatchObject({ status: 'booked' });
  // What was typed for nothing is not thrown away.
  await expect(taskPage(window)).toContainText('I disagree');
  await notice.getByRole('button', { name: 'Back to the inbox' }).click();
  await expect(viewLink(window, 'Inbox')).toHaveAttribute('aria-current', 'page');
  await expect(window.getByText('Inbox zero')).toBeVisible();
});

test('two answers at the same moment: one counts, the other changes nothing', async ({ running }) => {
  const { window } = running;
  await runSample(window, 'Expense approval');
  const { taskAsstId } = await waitingTask(running);
  const reject = answerBar(window).getByRole('button', { name: 'Reject' });
  const [answered] = await Promise.all([
    running.cli('answer', taskAsstId, '--value', 'APPROVED'),
    // Where the command line wins, the button may be gone before the mouse is there.
    reject.click({ timeout: 5000 }).catch(() => {}),
  ]);
  const process = await endedProcess(running);
  const cliWon = answered.code === 0;
  expect(process.output).toMatchObject({ status: cliWon ? 'booked' : 'declined' });
  if (!cliWon) expect(answered.stderr).toContain('This task has already been answered (STALE_TASK)');
  const { transitions } = await running.api.humanTasks.history({ taskAsstId });
  expect(transitions.map(({ status, source }) => [status, source])).toEqual([
    ['ASSIGNED', 'engine'],
    ['COMPLETED', cliWon ? 'cli' : 'window'],
  ]);
  expect((await onlyProcess(running)).tasks.filter(({ kind }) => kind === 'set')).toHaveLength(1);
});
