import type { Locator, Page } from 'playwright/test';
import type { RunningApp } from '../support/app.ts';
import { violations } from '../support/e2e/axe.ts';
import { picturesOf } from '../support/e2e/pictures.ts';
import { start, waitingTask } from '../support/e2e/processes.ts';
import { stopTime } from '../support/e2e/stopped-time.ts';
import { actAs, aTeam, changeDatabase, goTo } from '../support/e2e/team.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, go, processPage, rows, taskPage, titleOf } from '../support/e2e/window.ts';

// The ten error states of a human task, each reached as a person reaches it, looked at in light, dark and 400 px wide.

const title = 'Approve Q4 vendor payment to Northwind';

async function taskNamed({ api }: RunningApp, processId: string, name: string): Promise<string> {
  const tasks = async () => (await api.processes.get({ processId })).tasks;
  await expect.poll(async () => (await tasks()).some((task) => task.name === name)).toBe(true);
  return (await tasks()).find((task) => task.name === name)?.taskId ?? '';
}

async function openTask(window: Page): Promise<void> {
  await go(window, 'Inbox');
  await rows(window).first().click();
  await expect(titleOf(taskPage(window))).toHaveText(title);
}

/** Presses a button after `first`, before the window knows of that. @returns what it then says */
async function answerTooLate(window: Page, button: string, first: () => Promise<unknown>): Promise<Locator> {
  const time = await stopTime(window);
  await first();
  await answerBar(window).getByRole('button', { name: button }).click();
  const notice = answerBar(window).getByRole('alert');
  await time.passUntil(() => notice.isVisible());
  await time.goOn();
  return notice;
}

/** As a whole page: what it says, and the way back. */
async function shown(running: RunningApp, name: string, ...texts: string[]): Promise<void> {
  for (const text of texts) await expect(taskPage(running.window)).toContainText(text);
  await picturesOf(running, `error-${name}`);
  expect(await violations(running.window)).toEqual([]);
}

test('[H96] no such task', async ({ running }) => {
  const { window } = running;
  await goTo(window, '#/inbox/01900000-0000-7000-8000-000000000000');
  await shown(running, 'not-found', 'There is no such task');
  await taskPage(window).getByRole('button', { name: 'Back to the inbox' }).click();
  await expect(window.getByText('Nothing asks for you yet')).toBeVisible();
});

test('[H53 H97 H105 I47] a task that was given to somebody else is no longer active', async ({ running }) => {
  const { window } = running;
  const team = await aTeam(running);
  await team.ask({ assigneeId: team.me });
  await openTask(window);
  await window.keyboard.press('e');
  await window.getByRole('combobox', { name: 'Person or role' }).selectOption({ label: 'O. Park' });
  await window.getByRole('textbox', { name: 'Reason' }).fill('She knows the contract');
  await window.keyboard.press('Control+Enter');
  await shown(running, 'not-active', 'This task is no longer waiting for you', 'Somebody else is asked now.');
  await expect(answerBar(window)).toHaveCount(0);
  expect((await team.olga.task()).title).toBe(title);
  await taskPage(window).getByRole('tab', { name: 'History' }).click();
  await expect(taskPage(window).getByRole('tabpanel')).toContainText('She knows the contract');
});

test('[H98 H24] a task that was already completed is shown as it was answered', async ({ running }) => {
  const { window } = running;
  const team = await aTeam(running);
  await team.ask({ roleId: 'approvers' });
  const { taskAsstId } = await waitingTask(running);
  const theirs = await team.olga.task();
  const response = { value: 'APPROVED', comment: 'Annex C allows it.' };
  await team.olga.post(`/human-tasks/${theirs.taskAsstId}/complete`, { response });
  await goTo(window, `#/inbox/${taskAsstId}`);
  await shown(running, 'already-completed', 'Approve', 'Annex C allows it.', 'O. Park');
  await expect(answerBar(window)).toHaveCount(0);
});

test('[H99 I59] a task of the system cannot be answered by anybody, but looked at', async ({ running }) => {
  const { window } = running;
  const team = await aTeam(running);
  const processId = await team.ask({ assigneeId: team.me });
  await goTo(window, `#/task/${await taskNamed(running, processId, 'check')}`);
  await shown(running, 'not-an-ask', 'Nobody is asked here');
  await taskPage(window).getByRole('button', { name: 'Show what it does' }).click();
  const page = window.getByRole('region', { name: 'System task' });
  await expect(titleOf(page)).toHaveText('Check the supplier');
  await expect(page).toContainText('Runs by itself');
});

test('[H100] what is asked cannot be read', async ({ running }) => {
  const { window } = running;
  const team = await aTeam(running);
  const processId = await team.ask({ assigneeId: team.me }, { priority: '${ .nothing }' });
  await goTo(window, `#/task/${await taskNamed(running, processId, 'request-approval')}`);
  await shown(running, 'ask-invalid', 'What this task asks cannot be read');
});

test('[H101 I28] an answer that does not fit says so beside what does not', async ({ running }) => {
  const { window } = running;
  await start(running, {
    document: { namespace: 'expenses', name: 'cost-centre' },
    do: [
      {
        book: {
          metadata: { title: 'Which cost centre?' },
          ask: {
            prompt: 'Four digits.',
            validate: { type: 'string', pattern: '^[0-9]{4}$', description: 'Four digits, such as 4410.' },
          },
        },
      },
    ],
  });
  await go(window, 'Inbox');
  await rows(window).first().click();
  await answerBar(window).getByRole('textbox', { name: 'Answer' }).fill('Logistics');
  await answerBar(window).getByRole('button', { name: 'Send answer' }).click();
  await expect(answerBar(window)).toContainText('Four digits, such as 4410.');
  await shown(running, 'validation-failed', 'Which cost centre?');
  await answerBar(window).getByRole('textbox', { name: 'Answer' }).fill('4410');
  await window.keyboard.press('Control+Enter');
  await expect(rows(window)).toHaveCount(0);
});

test('[H102 H103 H67 H69] who loses the race is told who won it, and goes back to the list', async ({
  running,
}) => {
  const { window } = running;
  const team = await aTeam(running);
  await team.ask({ roleId: 'approvers' });
  const theirs = await team.olga.task();
  await openTask(window);
  await answerBar(window).getByRole('textbox', { name: 'Comment' }).fill('Please use the travel budget');
  const notice = await answerTooLate(window, 'Reject', () =>
    team.olga.post(`/human-tasks/${theirs.taskAsstId}/complete`, { response: { value: 'APPROVED' } }),
  );
  await shown(running, 'conflict', 'This task was answered before you', 'O. Park answered “Approve”');
  await notice.getByRole('button', { name: 'Back to the inbox' }).click();
  await expect(window.getByText('Inbox zero')).toBeVisible();
});

test('[H98 H102] who has answered elsewhere is told that it was themselves', async ({ running }) => {
  const { window, api } = running;
  const team = await aTeam(running);
  await team.ask({ assigneeId: team.me });
  const { taskAsstId } = await waitingTask(running);
  await openTask(window);
  await answerTooLate(window, 'Reject', () =>
    api.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } }),
  );
  await shown(running, 'answered-oneself', 'You have answered this task already', 'You answered “Approve”');
  expect((await api.humanTasks.get({ taskAsstId })).answer).toMatchObject({ value: 'APPROVED' });
});

test('[H20 H57 H63 H97] a task that ended with its process says so, and not that somebody else is asked', async ({
  running,
}) => {
  const { window, api } = running;
  const team = await aTeam(running);
  const processId = await team.ask({ assigneeId: team.me });
  const { taskAsstId } = await waitingTask(running);
  await openTask(window);
  const notice = await answerTooLate(window, 'Approve', async () => {
    await api.processes.cancel({ processId });
    await expect.poll(async () => (await api.humanTasks.get({ taskAsstId })).taskStatusCode).toBe('X');
  });
  await expect(notice).toContainText('This task ended without an answer');
  await expect(notice).toContainText('Its process was cancelled.');
  await shown(running, 'process-ended', 'Your answer was not sent, and nothing was changed.');
  await expect(taskPage(window)).not.toContainText('Somebody else is asked now');
  await expect(answerBar(window).getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await notice.getByRole('button', { name: 'Back to the inbox' }).click();
  await expect(rows(window)).toHaveCount(0);
});

test('[H104] the answer is saved, and the workflow cannot go on', async ({ launch, folder }) => {
  {
    const before = await launch();
    const team = await aTeam(before);
    await team.ask({ assigneeId: team.me });
    await waitingTask(before);
    await before.close();
  }
  // A newer version may have accepted what this one cannot read.
  changeDatabase(folder, `UPDATE workflow SET source = 'document: {}'`);
  const running = await launch();
  const { window } = running;
  const { taskAsstId } = await waitingTask(running);
  await openTask(window);
  await answerBar(window).getByRole('button', { name: 'Approve' }).click();
  await goTo(window, `#/done/${taskAsstId}`);
  await shown(running, 'resume-failed', 'The answer is saved, but the workflow could not go on yet');
  await taskPage(window).getByRole('button', { name: 'Show the process' }).click();
  await expect(processPage(window)).toContainText('An answer is saved, but the process could not go on');
});

test('[H55 H80] a task of somebody else is not shown', async ({ running }) => {
  const { window } = running;
  const team = await aTeam(running);
  await team.ask({ assigneeId: team.me });
  const { taskAsstId } = await waitingTask(running);
  await actAs(window, 'M. Silva');
  await goTo(window, `#/inbox/${taskAsstId}`);
  await shown(running, 'forbidden', 'This task is not yours to see');
});

test('[H17 H54 H75 H76] a task that somebody else works on cannot be answered meanwhile', async ({
  running,
}) => {
  const { window } = running;
  const team = await aTeam(running);
  await team.ask({ roleId: 'approvers' });
  const theirs = await team.olga.task();
  await openTask(window);
  await expect(answerBar(window).getByRole('button', { name: 'Approve' })).toBeVisible();
  await team.olga.post(`/human-tasks/${theirs.taskAsstId}/claim`, {});
  await expect(rows(window).first()).toContainText('claimed by O. Park');
  await shown(running, 'claimed', 'O. Park is working on this task', 'Claimed by O. Park');
  await expect(taskPage(window).getByText(/Claimed by O\. Park · (29|30) min left/)).toBeVisible();
  await team.olga.post(`/human-tasks/${theirs.taskAsstId}/release`, {});
  await expect(answerBar(window).getByRole('button', { name: 'Approve' })).toBeVisible();
});
