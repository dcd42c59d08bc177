import { picture, picturesOf } from '../support/e2e/pictures.ts';
import { start, waitingTask } from '../support/e2e/processes.ts';
import { aTeam, changeDatabase, goTo } from '../support/e2e/team.ts';
import { expect, test } from '../support/e2e/test.ts';
import { announcement, processPage, taskPage, titleOf } from '../support/e2e/window.ts';

test('[I60 I61] a process that ran out of time goes on from its page, and what waited is asked again', async ({
  running,
}) => {
  const { window, api } = running;
  const workflow = { timeout: { after: { seconds: 5 } }, do: [{ decide: { ask: { prompt: 'Well?' } } }] };
  const processId = await start(running, workflow);
  const status = async () => (await api.processes.get({ processId })).statusCode;
  await goTo(window, `#/processes/${processId}`);
  const failure = processPage(window).getByText('The process did not end in the time it has.');
  await expect(failure).toBeVisible({ timeout: 15_000 });
  await expect(processPage(window).getByRole('button', { name: 'Show the task' })).toHaveCount(0);
  await picturesOf(running, 'process-out-of-time');
  await processPage(window).getByRole('button', { name: 'Retry' }).click();
  await expect(announcement(window)).toContainText('Trying again');
  await expect.poll(status).toBe('W');
  const { taskAsstId } = await waitingTask(running);
  await api.humanTasks.complete({ taskAsstId, response: { value: 'Yes' } });
  await expect.poll(status).toBe('C');
  await expect(failure).toHaveCount(0);
});

test('[H100 I59 I60] an ask that could not be asked leads to its task, which says why and can be tried again', async ({
  running,
}) => {
  const { window, api } = running;
  const team = await aTeam(running);
  const processId = await team.ask({ assigneeId: team.me }, { priority: '${ .nothing }' });
  await expect.poll(async () => (await api.processes.get({ processId })).statusCode).toBe('F');
  const { failure } = await api.processes.get({ processId });
  await goTo(window, `#/task/${failure?.taskId}`);
  await taskPage(window).getByRole('button', { name: 'Show the task' }).click();
  const page = window.getByRole('region', { name: 'System task' });
  await expect(titleOf(page)).toBeVisible();
  await expect(page).toContainText('What is asked cannot be shown: priority');
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible();
  await goTo(window, `#/processes/${processId}`);
  await processPage(window).getByRole('button', { name: 'Show the task' }).click();
  await expect(page).toContainText('What is asked cannot be shown: priority');
});

test('[H100] an ask that something else has damaged leads to its task, which says so', async ({
  running,
}) => {
  const { window, api, dataFolder } = running;
  await start(running, { do: [{ decide: { ask: { prompt: 'Well?' } } }] });
  const { taskAsstId, taskId } = await waitingTask(running);
  changeDatabase(dataFolder, `UPDATE task SET ask_json = '{"prompt":7}' WHERE kind = 'ask'`);
  expect(await api.processes.task({ taskId })).toMatchObject({ askInvalid: true });
  await goTo(window, `#/inbox/${taskAsstId}`);
  await taskPage(window).getByRole('button', { name: 'Show the task' }).click();
  const page = window.getByRole('region', { name: 'System task' });
  await expect(page).toContainText('What this task asks cannot be read');
  await expect(page.getByText('Runs by itself')).toHaveCount(0);
  await picture(window, 'task-damaged');
});
