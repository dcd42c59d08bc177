import { startSample, start, waitingTask, endedProcess } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { taskPage, titleOf, viewLink } from '../support/e2e/window.ts';

const expense = 'Approve 482.5 EUR for Maya Silva';
const release = 'Ship api-gateway 4.12.0 to production?';

test('a high-risk task can only be opened from its notification, and Open opens it', async ({
  running,
  desktop,
}) => {
  await startSample(running, 'release-gate');
  const notification = await desktop.notified(release);
  expect(notification.hints).toMatchObject({ urgency: 2 });
  const [click, ...buttons] = notification.actions;
  expect(click).toEqual({ key: 'default', label: 'Open' });
  expect(buttons).toEqual([{ key: 'open', label: 'Open' }]);
  desktop.press(notification.id, 'open');
  await expect(titleOf(taskPage(running.window))).toHaveText(release);
});

test('[H3 I18] a click on a notification opens its task', async ({ running, desktop }) => {
  await startSample(running, 'release-gate');
  await startSample(running, 'expense-approval');
  const { id } = await desktop.notified(expense);
  desktop.click(id);
  await expect(titleOf(taskPage(running.window))).toHaveText(expense);
});

test('a notification brings back a window that was hidden', async ({ running, desktop }) => {
  const isVisible = () =>
    running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  expect(await isVisible()).toBe(false);
  await startSample(running, 'expense-approval');
  desktop.click((await desktop.notified(expense)).id);
  await expect.poll(isVisible).toBe(true);
  await expect(titleOf(taskPage(running.window))).toHaveText(expense);
});

test('the answer is recorded as given from a notification', async ({ running, desktop }) => {
  await startSample(running, 'expense-approval');
  const { taskAsstId } = await waitingTask(running);
  const { id, actions } = await desktop.notified(expense);
  desktop.press(id, actions.find(({ label }) => label === 'Reject')?.key ?? '');
  expect((await endedProcess(running)).output).toMatchObject({ status: 'declined' });
  const { transitions } = await running.api.humanTasks.history({ taskAsstId });
  expect(transitions.at(-1)).toMatchObject({ status: 'COMPLETED', source: 'notification' });
});

test('a button that was pressed too late changes nothing', async ({ running, desktop }) => {
  await startSample(running, 'expense-approval');
  const { taskAsstId } = await waitingTask(running);
  const { id, actions } = await desktop.notified(expense);
  // Somebody else answers first; whether the app hears of the press before or after it withdraws, it is too late.
  await running.api.humanTasks.complete({ taskAsstId, response: { value: 'REJECTED' } });
  desktop.press(id, actions.find(({ label }) => label === 'Approve')?.key ?? '');
  expect((await endedProcess(running)).output).toMatchObject({ status: 'declined' });
  const { transitions } = await running.api.humanTasks.history({ taskAsstId });
  expect(transitions.map(({ status }) => status)).toEqual(['ASSIGNED', 'COMPLETED']);
});

test('an option that needs a comment is not offered; the others are, with the way to open', async ({
  running,
  desktop,
}) => {
  await start(running, {
    do: [{ sign: { ask: { mode: 'approval', prompt: 'Sign the lease?', commentRequired: ['REJECTED'] } } }],
  });
  const { actions } = await desktop.notified('Sign the lease?');
  expect(actions.map(({ label }) => label)).toEqual(['Open', 'Approve', 'Open']);
});

test('a sensitive task says nothing of itself on the desktop', async ({ running, desktop }) => {
  await start(running, {
    do: [
      { pay: { ask: { mode: 'approval', prompt: 'Raise the salary of Ada to 90 000?', sensitive: true } } },
    ],
  });
  const { body, actions } = await desktop.notified('A task waits for you');
  expect(body).toBe('');
  expect(actions.map(({ label }) => label)).toEqual(['Open', 'Open']);
  expect(JSON.stringify(desktop.received.all)).not.toContain('Ada');
});

test('many tasks at once are one notification, which leads to the inbox', async ({
  running,
  desktop,
  launch,
}) => {
  for (let count = 0; count < 5; count += 1) await startSample(running, 'expense-approval');
  await expect.poll(async () => (await running.api.humanTasks.list({})).total).toBe(5);
  await running.close();
  const again = await launch();
  const { id } = await desktop.notified('5 tasks wait for you');
  desktop.press(id, 'open');
  await expect(viewLink(again.window, 'Inbox')).toHaveAttribute('aria-current', 'page');
  await expect(viewLink(again.window, 'Inbox')).toHaveText(/5$/);
});

test('[W26] the tray counts what waits, and its icon leads to the inbox', async ({ running, panel }) => {
  const tray = await panel.item();
  await startSample(running, 'expense-approval');
  await startSample(running, 'release-gate');
  await expect.poll(() => tray.tooltip()).toBe('Countersign: 2 tasks wait for you');
  expect((await tray.iconSize()).width).toBeGreaterThan(0);
  await viewLink(running.window, 'Settings').click();
  await tray.choose(
    (await tray.menu()).find(({ label }) => label === 'Open Inbox (2)') ?? { id: -1, label: '' },
  );
  await expect(viewLink(running.window, 'Inbox')).toHaveAttribute('aria-current', 'page');
});
