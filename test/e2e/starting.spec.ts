import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataPaths } from '../../src/local/data-folder.ts';
import { runCli, startApp } from '../support/app.ts';
import { endedProcess, startSample, waitingTask } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { rows, taskPage, titleOf, viewLink } from '../support/e2e/window.ts';

test('[K41 O44 H79] a restart keeps everything: what waits, what was answered, what runs', async ({
  running,
  launch,
}) => {
  await startSample(running, 'expense-approval');
  const { taskAsstId } = await waitingTask(running);
  await running.api.humanTasks.complete({
    taskAsstId,
    response: { value: 'REJECTED', comment: 'No budget' },
  });
  await endedProcess(running);
  await startSample(running, 'release-gate');
  await waitingTask(running);
  const before = await Promise.all([
    running.api.processes.list({}),
    running.api.humanTasks.list({}),
    running.api.humanTasks.list({ view: 'done' }),
    running.api.workflows.list(),
  ]);
  await running.close();

  const again = await launch();
  const after = await Promise.all([
    again.api.processes.list({}),
    again.api.humanTasks.list({}),
    again.api.humanTasks.list({ view: 'done' }),
    again.api.workflows.list(),
  ]);
  expect(after).toEqual(before);
  await expect(rows(again.window)).toContainText('Ship api-gateway 4.12.0 to production?');
});

test('a second start shows the window of the first and ends', async ({ running, bus }) => {
  const isVisible = () =>
    running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const second = startApp(running.dataFolder, { env: { DBUS_SESSION_BUS_ADDRESS: bus } });
  const [code] = (await once(second, 'exit')) as [number];
  expect(code).toBe(0);
  await expect.poll(isVisible).toBe(true);
});

test('[H11 H12] a deep link opens its task in the window that is there, and decides nothing', async ({
  running,
  bus,
}) => {
  await startSample(running, 'expense-approval');
  const { taskAsstId } = await waitingTask(running);
  await viewLink(running.window, 'Settings').click();
  const follow = async (link: string): Promise<void> => {
    const second = startApp(running.dataFolder, { args: [link], env: { DBUS_SESSION_BUS_ADDRESS: bus } });
    await once(second, 'exit');
  };
  await follow(`countersign://task?taskAsstId=${taskAsstId}&value=APPROVED`);
  await follow(`countersign://answer?taskAsstId=${taskAsstId}`);
  await expect(viewLink(running.window, 'Settings')).toHaveAttribute('aria-current', 'page');
  await follow(`countersign://task?taskAsstId=${taskAsstId}`);
  await expect(titleOf(taskPage(running.window))).toHaveText('Approve 482.5 EUR for Maya Silva');
  expect((await running.api.humanTasks.get({ taskAsstId })).answer).toBeNull();
});

test('a deep link on the first start opens its task too', async ({ running, launch }) => {
  await startSample(running, 'release-gate');
  await startSample(running, 'expense-approval');
  await expect.poll(async () => (await running.api.humanTasks.list({})).total).toBe(2);
  const { humanTasks } = await running.api.humanTasks.list({});
  const expense = humanTasks.find(({ title }) => title.startsWith('Approve'));
  await running.close();
  const again = await launch({ args: [`countersign://task?taskAsstId=${expense?.taskAsstId}`] });
  await expect(titleOf(taskPage(again.window))).toHaveText('Approve 482.5 EUR for Maya Silva');
});

test('--hidden starts without a window on the screen, and still notifies', async ({ launch, desktop }) => {
  const hidden = await launch({ args: ['--hidden'] });
  const isVisible = () =>
    hidden.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await startSample(hidden, 'expense-approval');
  const { id } = await desktop.notified('Approve 482.5 EUR for Maya Silva');
  expect(await isVisible()).toBe(false);
  desktop.click(id);
  await expect.poll(isVisible).toBe(true);
});

test('a damaged database is left as it is, the app says what to do; a backup brings everything back', async ({
  running,
  launch,
  folder,
  bus,
}) => {
  await startSample(running, 'expense-approval');
  await waitingTask(running);
  const backup = join(folder, 'backup.db');
  expect(await running.cli('backup', backup)).toMatchObject({ code: 0 });
  await running.close();
  const { database } = dataPaths(folder);
  const damaged = readFileSync(database).fill(0xa5, 0, 8192);
  writeFileSync(database, damaged);

  const app = startApp(folder, { env: { DBUS_SESSION_BUS_ADDRESS: bus } });
  const exited = once(app, 'exit');
  let stderr = '';
  app.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await expect.poll(() => stderr).toContain('is damaged, so it was left untouched');
  expect(stderr).toContain('countersign restore <file>');
  // A dialog says the same and waits for somebody to close it; here nobody does.
  app.kill('SIGKILL');
  await exited;
  expect(readFileSync(database).equals(damaged)).toBe(true);

  expect(await runCli(folder, ['restore', backup])).toMatchObject({ code: 0 });
  const again = await launch();
  await expect(rows(again.window)).toContainText('Approve 482.5 EUR for Maya Silva');
});
