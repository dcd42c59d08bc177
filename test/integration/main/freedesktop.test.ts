import { afterEach, expect, test } from 'vitest';
import { silentLog } from '../../../src/service/log.ts';
import type { DesktopEvent, DesktopNotification } from '../../../src/main/notify/desktop/desktop-notifier.ts';
import { openFreedesktop } from '../../../src/main/notify/desktop/freedesktop.ts';
import { openSessionBus } from '../../../src/main/notify/desktop/session-bus.ts';
import { createClient } from 'dbus-native';
import { Heard } from '../../support/desktop/heard.ts';
import {
  allCapabilities,
  startNotificationServer,
  type NotificationServer,
} from '../../support/desktop/notification-server.ts';
import { startSessionBus, type TestBus } from '../../support/desktop/session-bus.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

function later<Resource extends AsyncDisposable>(resource: Resource): Resource {
  cleanUp.push(async () => resource[Symbol.asyncDispose]());
  return resource;
}

const approval: DesktopNotification = {
  key: 'task-1',
  title: 'Approve the expense',
  body: 'Dinner <b>& more</b>',
  actions: [
    { id: 'answer-0', label: 'Approve' },
    { id: 'answer-1', label: 'Reject' },
  ],
  urgency: 'normal',
};

async function openOn(bus: TestBus) {
  const events = new Heard<DesktopEvent>();
  const connection = await openSessionBus(bus.address);
  const notifier = await openFreedesktop({
    bus: connection,
    icon: 'countersign',
    listener: (event) => events.add(event),
    log: silentLog,
  });
  cleanUp.push(async () => {
    await notifier.close();
    await connection.close();
  });
  return { notifier, events };
}

async function desktop(capabilities: readonly string[] = allCapabilities) {
  const bus = later(await startSessionBus());
  const server = later(await startNotificationServer(bus.address, capabilities));
  return { bus, server, ...(await openOn(bus)) };
}

test('a notification arrives with its text, its buttons and what the desktop needs to place it', async () => {
  const { server, notifier } = await desktop();
  await notifier.show(approval);
  const shown = await server.notified('Approve the expense');
  expect(shown).toMatchObject({
    appName: 'Countersign',
    body: 'Dinner &lt;b&gt;&amp; more&lt;/b&gt;',
    actions: [
      { key: 'default', label: 'Open' },
      { key: 'answer-0', label: 'Approve' },
      { key: 'answer-1', label: 'Reject' },
    ],
    hints: { urgency: 1, category: 'x-countersign.task', 'desktop-entry': 'countersign' },
    expireTimeout: 0,
  });
  expect(notifier.delivery()).toEqual({ kind: 'dbus', actions: true, problem: null });
});

test('a daemon without markup gets the text as it is, one without buttons gets none', async () => {
  const { server, notifier } = await desktop(['body']);
  await notifier.show(approval);
  const shown = await server.notified('Approve the expense');
  expect(shown.body).toBe('Dinner <b>& more</b>');
  expect(shown.actions).toEqual([]);
  expect(notifier.delivery().actions).toBe(false);
});

test('a pressed button, a click and a dismissal come back with the key of the notification', async () => {
  const { server, notifier, events } = await desktop();
  for (const key of ['pressed', 'clicked', 'dismissed'])
    await notifier.show({ ...approval, key, title: key });
  server.press((await server.notified('pressed')).id, 'answer-1');
  server.click((await server.notified('clicked')).id);
  server.dismiss((await server.notified('dismissed')).id);
  await events.first('the dismissal', (event) => event.kind === 'closed' && event.key === 'dismissed');
  expect(events.all).toEqual([
    { kind: 'action', key: 'pressed', action: 'answer-1' },
    { kind: 'closed', key: 'pressed' },
    { kind: 'clicked', key: 'clicked' },
    { kind: 'closed', key: 'clicked' },
    { kind: 'closed', key: 'dismissed' },
  ]);
});

test('showing the same key again replaces what stands there', async () => {
  const { server, notifier } = await desktop();
  await notifier.show(approval);
  await notifier.show({ ...approval, title: 'Already answered', actions: [] });
  expect(server.standing().map((shown) => shown.summary)).toEqual(['Already answered']);
});

test('a withdrawn notification leaves the desktop, and nobody hears that it was closed', async () => {
  const { server, notifier, events } = await desktop();
  await notifier.show(approval);
  await notifier.show({ ...approval, key: 'task-2', title: 'Another' });
  await notifier.withdraw('task-1');
  expect(server.standing().map((shown) => shown.summary)).toEqual(['Another']);
  server.dismiss((await server.notified('Another')).id);
  await events.first('the other dismissal', (event) => event.key === 'task-2');
  expect(events.all.map((event) => event.key)).toEqual(['task-2']);
});

test('a press that another program on the bus makes up counts for nothing', async () => {
  const { bus, server, notifier, events } = await desktop();
  await notifier.show(approval);
  const { id } = await server.notified('Approve the expense');
  const forger = createClient({ busAddress: bus.address });
  cleanUp.push(() => forger.close());
  await forger.getId();
  const path = '/org/freedesktop/Notifications';
  forger.sendSignal(path, 'org.freedesktop.Notifications', 'ActionInvoked', 'us', [id, 'answer-0']);
  // The bus delivers in order, so once this reply is there the forged signal has been delivered too.
  await forger.getId();
  server.press(id, 'answer-1');
  await events.first('the real press', (event) => event.kind === 'action');
  expect(events.all[0]).toEqual({ kind: 'action', key: 'task-1', action: 'answer-1' });
});

test('a press on a notification of another app is not ours', async () => {
  const { server, notifier, events } = await desktop();
  await notifier.show(approval);
  server.press(4711, 'answer-0');
  server.click((await server.notified('Approve the expense')).id);
  await events.first('the click', (event) => event.kind === 'clicked');
  expect(events.all[0]).toEqual({ kind: 'clicked', key: 'task-1' });
});

test('a daemon that takes over is shown what still stands, and its buttons work', async () => {
  const { bus, server: first, notifier, events } = await desktop();
  await notifier.show(approval);
  await first[Symbol.asyncDispose]();
  const second = later(await startNotificationServer(bus.address));
  const shown = await second.notified('Approve the expense');
  expect(shown.replacesId).toBe(0);
  await pressUntilHeard(second, shown.id, events);
  expect(notifier.delivery().kind).toBe('dbus');
});

test('after a logout of the bus it connects again and shows what still waits', async () => {
  const { bus, notifier, events } = await desktop();
  await notifier.show(approval);
  await bus.stop();
  const again = later(await startSessionBus(bus.address.replace(/,guid=.*$/, '')));
  const server = later(await startNotificationServer(again.address));
  const shown = await server.notified('Approve the expense');
  await pressUntilHeard(server, shown.id, events);
  expect(notifier.delivery().kind).toBe('dbus');
});

test('without a daemon it says so, refuses to show, and works as soon as there is one', async () => {
  const bus = later(await startSessionBus());
  const { notifier } = await openOn(bus);
  expect(notifier.delivery()).toMatchObject({ kind: 'none', actions: false });
  await expect(notifier.show(approval)).rejects.toThrow('org.freedesktop.Notifications');
  const server = later(await startNotificationServer(bus.address));
  await notifier.show(approval);
  expect(server.standing()).toHaveLength(1);
  expect(notifier.delivery().kind).toBe('dbus');
});

test('closing takes everything off the desktop', async () => {
  const { server, notifier } = await desktop();
  await notifier.show(approval);
  await notifier.close();
  expect(server.standing()).toEqual([]);
});

async function pressUntilHeard(
  server: NotificationServer,
  id: number,
  events: Heard<DesktopEvent>,
): Promise<void> {
  server.press(id, 'answer-0');
  const heard = await events.first('the press', (event) => event.kind === 'action');
  expect(heard).toEqual({ kind: 'action', key: 'task-1', action: 'answer-0' });
}
