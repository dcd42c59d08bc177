import { readFileSync } from 'node:fs';
import { dataPaths } from '../../src/local/data-folder.ts';
import { endedProcess, onlyProcess, startSample, waitingTask } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, rows, runSample, viewLink } from '../support/e2e/window.ts';

// The real app, killed as a power cut would. test/faults kills the account at every named point; this shows that the same
// holds for the app around it: what a person was told is so, is so.

test('[K41] killed right after the window has said that an answer is given: the answer counts, once', async ({
  running,
  launch,
}) => {
  const { window } = running;
  await runSample(window, 'Expense approval');
  const { taskAsstId } = await waitingTask(running);
  await answerBar(window).getByRole('textbox', { name: 'Comment' }).fill('Within budget');
  await answerBar(window).getByRole('button', { name: 'Approve' }).click();
  await expect(window.getByRole('status')).toContainText('Approve · ');
  await running.kill();

  const again = await launch();
  const process = await endedProcess(again);
  expect(process.output).toMatchObject({ status: 'booked' });
  expect(process.tasks.map(({ name, statusCode }) => [name, statusCode])).toEqual([
    ['decide', 'C'],
    ['route', 'C'],
    ['book', 'C'],
  ]);
  expect((await again.api.humanTasks.get({ taskAsstId })).answer).toMatchObject({ comment: 'Within budget' });
  const { transitions } = await again.api.humanTasks.history({ taskAsstId });
  expect(transitions.map(({ status }) => status)).toEqual(['ASSIGNED', 'COMPLETED']);
  await expect(viewLink(again.window, 'Done')).toHaveText(/1$/);
});

test('killed in the very moment in which the command line was told that its answer is given', async ({
  running,
  launch,
}) => {
  await startSample(running, 'document-review');
  const { taskAsstId } = await waitingTask(running);
  await running.api.humanTasks.complete({ taskAsstId, response: { value: ['none'] } });
  await running.kill();
  const again = await launch();
  expect((await endedProcess(again)).output).toMatchObject({ status: 'ready for signature' });
});

test('killed with answers in flight: each one is there or it is not, and every process goes on', async ({
  running,
  launch,
}) => {
  for (let count = 0; count < 8; count += 1) await startSample(running, 'expense-approval');
  await expect.poll(async () => (await running.api.humanTasks.list({})).total).toBe(8);
  const { humanTasks } = await running.api.humanTasks.list({});
  const acknowledged: string[] = [];
  const answers = humanTasks.map(async ({ taskAsstId }) => {
    await running.api.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
    acknowledged.push(taskAsstId);
  });
  await Promise.race(answers);
  await Promise.all([running.kill(), Promise.allSettled(answers)]);

  const again = await launch();
  const { humanTasks: done } = await again.api.humanTasks.list({ view: 'done' });
  const { humanTasks: waiting } = await again.api.humanTasks.list({});
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(done.map((row) => row.taskAsstId)).toEqual(expect.arrayContaining(acknowledged));
  expect([...done, ...waiting].map((row) => row.taskAsstId).sort()).toEqual(
    humanTasks.map((row) => row.taskAsstId).sort(),
  );
  for (const { taskAsstId } of waiting)
    await again.api.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
  await expect
    .poll(async () => (await again.api.processes.list({})).processes.map(({ statusCode }) => statusCode))
    .toEqual(Array.from({ length: 8 }, () => 'C'));
});

test('killed while a process sleeps: it wakes when its time has come', async ({ running, launch }) => {
  await startSample(running, 'release-gate');
  const { taskAsstId } = await waitingTask(running);
  await running.api.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
  await expect.poll(async () => (await running.api.account.info()).engine.waitingForTimers).toBe(1);
  await running.kill();
  const again = await launch();
  expect((await endedProcess(again)).output).toMatchObject({ status: 'rolled out' });
  expect((await onlyProcess(again)).tasks.filter(({ kind }) => kind === 'wait')).toHaveLength(1);
});

test('a page that dies is loaded again, and nothing is lost', async ({ running }) => {
  const { window, app } = running;
  await runSample(window, 'Expense approval');
  await expect(rows(window)).toHaveCount(1);
  const pid = await app.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
  );
  // Playwright gives a page up that has crashed, so the new one is looked at from the main process.
  const gone = window.waitForEvent('crash');
  process.kill(pid, 'SIGKILL');
  await gone;
  const text = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.body.innerText'),
    );
  await expect.poll(text).toContain('Approve 482.5 EUR for Maya Silva');
});

test('an error that nobody expected is told with where the log is, and the app goes on', async ({
  running,
}) => {
  const { app, window } = running;
  await app.evaluate(({ dialog }) => {
    const told: unknown[] = [];
    Object.assign(globalThis, { told });
    dialog.showMessageBox = async (...given: unknown[]) => {
      told.push(given.at(-1));
      return { response: 2, checkboxChecked: false };
    };
    setTimeout(() => {
      throw new Error('Something odd about Maya Silva');
    });
  });
  const told = () => app.evaluate(() => (globalThis as unknown as { told: Record<string, unknown>[] }).told);
  await expect.poll(told).toHaveLength(1);
  const [question] = await told();
  expect(question).toMatchObject({ buttons: ['Restart Countersign', 'Quit', 'Keep running'] });
  expect(question?.['detail']).toContain('Nothing is lost');
  expect(question?.['detail']).toContain('main.log');
  await runSample(window, 'Expense approval');
  await expect(rows(window)).toHaveCount(1);
});

test('the log names neither what a task says nor the token', async ({ running }) => {
  await startSample(running, 'expense-approval');
  const { taskAsstId } = await waitingTask(running);
  await running.api.humanTasks.complete({
    taskAsstId,
    response: { value: 'REJECTED', comment: 'Secret reason' },
  });
  await endedProcess(running);
  await running.cli('answer', taskAsstId, '--value', 'APPROVED');
  const token = readFileSync(dataPaths(running.dataFolder).apiToken, 'utf8').trim();
  await running.close();
  const log = running.log();
  expect(log).toContain('The window is shown');
  for (const content of ['Maya', '482', 'Secret reason', 'reimbursed', token])
    expect(log).not.toContain(content);
});
