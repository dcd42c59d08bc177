import { afterEach, expect, test } from 'vitest';
import { silentLog } from '../../../src/service/log.ts';
import { openFreedesktop } from '../../../src/main/notify/desktop/freedesktop.ts';
import { openSessionBus } from '../../../src/main/notify/desktop/session-bus.ts';
import { Notifications } from '../../../src/main/notify/notifications.ts';
import type { Navigation, Settings } from '../../../src/shared/contract/desktop.ts';
import { systemTimers } from '../../../src/shared/system-clock.ts';
import {
  approvalWorkflow,
  onlyTask,
  openTestAccount,
  startSource,
  temporaryFolder,
} from '../../support/account.ts';
import { Heard } from '../../support/desktop/heard.ts';
import { startNotificationServer } from '../../support/desktop/notification-server.ts';
import { startSessionBus } from '../../support/desktop/session-bus.ts';

// The account, the rules and the bus together, without a window: from a workflow file to a pressed button and back.

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

async function person(setting: Settings['notifications'] = 'all') {
  const folder = temporaryFolder();
  cleanUp.push(async () => folder[Symbol.dispose]());
  const account = openTestAccount(folder.path);
  cleanUp.push(() => account.account.close());
  const bus = await startSessionBus();
  cleanUp.push(() => bus.stop());
  const desktop = await startNotificationServer(bus.address);
  const connection = await openSessionBus(bus.address);
  cleanUp.push(() => connection.close());
  const places = new Heard<Navigation>();
  let told: Promise<void> = Promise.resolve();
  const notifier = await openFreedesktop({
    bus: connection,
    icon: 'countersign',
    listener: (event) => {
      told = notifications.heard(event);
    },
    log: silentLog,
  });
  const notifications = new Notifications({
    client: account.as('notification'),
    desktop: notifier,
    setting: () => setting,
    open: (to) => places.add(to),
    timers: systemTimers,
    log: silentLog,
  });
  const stop = account.account.onChange((change) => {
    told = notifications.accountChanged(change, 'local');
  });
  cleanUp.push(async () => stop());
  /** Everything that the account said has reached the desktop. */
  const settled = async (): Promise<void> => {
    await account.account.host.settled();
    await told;
  };
  return { account, desktop, notifications, places, settled };
}

/** The prompt of the workflow, which gives its task no other title. */
const title = 'Review the workflow request and choose a decision.';

/** The same approval, asking as `ask` says. */
function asking(ask: string): string {
  return approvalWorkflow.replace('mode: approval', `mode: approval\n        ${ask}`);
}

test('Approve pressed on the notification completes the process and takes the notification away', async () => {
  const { account, desktop, settled } = await person();
  const processId = await startSource(account, approvalWorkflow);
  const notification = await desktop.notified(title);
  expect(notification.body).toBe('Human approval');
  expect(notification.actions.map((action) => action.label)).toEqual(['Open', 'Approve', 'Reject']);
  const task = await onlyTask(account);

  desktop.press(notification.id, 'answer-0');
  await ends(account, processId);
  await settled();

  expect(await account.client.processes.get({ processId })).toMatchObject({
    statusCode: 'C',
    output: { outcome: 'continued' },
  });
  expect(desktop.standing()).toEqual([]);
  const { transitions } = await account.client.humanTasks.history({ taskAsstId: task.taskAsstId });
  expect(transitions.at(-1)).toMatchObject({ status: 'COMPLETED', source: 'notification' });
});

test('Reject takes the other branch', async () => {
  const { account, desktop } = await person();
  const processId = await startSource(account, approvalWorkflow);
  desktop.press((await desktop.notified(title)).id, 'answer-1');
  await ends(account, processId);
  expect(await account.client.processes.get({ processId })).toMatchObject({ output: { outcome: 'stopped' } });
});

test('an answer given in the window withdraws the notification', async () => {
  const { account, desktop, settled } = await person();
  await startSource(account, approvalWorkflow);
  const { id } = await desktop.notified(title);
  const { taskAsstId } = await onlyTask(account);
  await account.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
  await desktop.withdrawn.first('the withdrawal', (withdrawn) => withdrawn === id);
  await settled();
  expect(desktop.standing()).toEqual([]);
});

test('a click opens the task and decides nothing', async () => {
  const { account, desktop, places } = await person();
  await startSource(account, approvalWorkflow);
  const { taskAsstId } = await onlyTask(account);
  desktop.click((await desktop.notified(title)).id);
  expect(await places.first('the place', () => true)).toEqual({ to: 'task', taskAsstId });
  expect(await onlyTask(account)).toMatchObject({ taskStatusCode: 'W' });
});

test('the loser of two answers at once is told who decided, and can open the task', async () => {
  const { account, desktop, notifications, places } = await person();
  await startSource(account, approvalWorkflow);
  await desktop.notified(title);
  const { taskAsstId } = await onlyTask(account);
  // Both in one turn of the loop: the window's answer is committed before the account's change is looked at.
  const window = account.client.humanTasks.complete({ taskAsstId, response: { value: 'REJECTED' } });
  const pressed = notifications.heard({ kind: 'action', key: taskAsstId, action: 'answer-0' });
  await Promise.all([window, pressed]);

  const refusal = await desktop.notified('This task has already been answered');
  expect(refusal.body).toBe('maya answered: REJECTED');
  expect(refusal.actions.map((action) => action.label)).toContain('Open');
  desktop.press(refusal.id, 'open');
  expect(await places.first('the place', () => true)).toEqual({ to: 'task', taskAsstId });
});

test.each([
  ['a high risk', 'risk: high', 'ANSWER_ELSEWHERE'],
  ['a comment on every answer', 'commentRequired: true', 'ANSWER_INVALID'],
])('with %s only Open is offered, and a made-up answer is refused', async (_what, ask, code) => {
  const { account, desktop, places } = await person();
  await startSource(account, asking(ask));
  const notification = await desktop.notified(title);
  expect(notification.actions.map((action) => action.label)).toEqual(['Open', 'Open']);
  desktop.press(notification.id, 'answer-0');
  await places.first('the window', (to) => to.to === 'task');
  const { taskAsstId, taskStatusCode } = await onlyTask(account);
  expect(taskStatusCode).toBe('W');
  await expect(
    account.as('notification').humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } }),
  ).rejects.toMatchObject({ code });
});

test('four tasks that wait at the start are one summary, which opens the inbox', async () => {
  const { account, desktop, notifications, places } = await person('none');
  for (let index = 0; index < 4; index += 1) await startSource(account, approvalWorkflow);
  expect(desktop.standing()).toEqual([]);

  const loud = new Notifications({
    client: account.as('notification'),
    desktop: { ...silentDesktop, show: async (notification) => void shown.push(notification.title) },
    setting: () => 'all',
    open: (to) => places.add(to),
    timers: systemTimers,
    log: silentLog,
  });
  const shown: string[] = [];
  await loud.start();
  expect(shown).toEqual(['4 tasks wait for you']);
  await loud.heard({ kind: 'clicked', key: 'summary' });
  expect(places.all).toEqual([{ to: 'inbox' }]);
  await notifications.start();
  expect(desktop.standing()).toEqual([]);
});

const silentDesktop = {
  delivery: () => ({ kind: 'none', actions: false, problem: null }) as const,
  withdraw: async () => {},
  close: async () => {},
};

/** A press travels over the bus, so what it leads to is waited for by the account's own changes. */
async function ends(test: ReturnType<typeof openTestAccount>, processId: string): Promise<void> {
  const changes = new Heard<string>();
  const look = async (): Promise<void> => {
    const { statusCode } = await test.client.processes.get({ processId });
    changes.add(statusCode);
  };
  const stop = test.account.onChange(() => void look());
  await look();
  await changes.first('the end of the process', (statusCode) => statusCode === 'C' || statusCode === 'F');
  stop();
}
