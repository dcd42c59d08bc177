import { Variant } from 'dbus-native';
import { expect, test } from 'vitest';
import type { DesktopNotification } from '../../../src/main/notify/desktop/desktop-notifier.ts';
import { escapeMarkup, notifyArguments } from '../../../src/main/notify/desktop/freedesktop-payload.ts';
import { sessionBusAddress } from '../../../src/main/notify/desktop/session-bus.ts';

const notification: DesktopNotification = {
  key: 'task-1',
  title: 'Is 1 < 2 & 2 > 1?',
  body: '<img src="https://example.org/pixel">',
  actions: [{ id: 'answer-0', label: 'Yes' }],
  urgency: 'critical',
};

function argumentsFor(...capabilities: string[]): unknown[] {
  return notifyArguments(notification, {
    icon: '/icon.png',
    replaces: 7,
    capabilities: new Set(capabilities),
  }).body;
}

test('text is only ever text where the daemon reads markup', () => {
  expect(escapeMarkup(`<a href='x'>"&amp;"</a>`)).toBe(
    '&lt;a href=&#39;x&#39;&gt;&quot;&amp;amp;&quot;&lt;/a&gt;',
  );
  expect(argumentsFor('body', 'body-markup')[4]).not.toContain('<');
  expect(argumentsFor('body')[4]).toBe(notification.body);
});

test('the title is plain text by the specification and stays as it is', () => {
  expect(argumentsFor('body', 'body-markup')[3]).toBe('Is 1 < 2 & 2 > 1?');
});

test('buttons and the click go to daemons that have buttons', () => {
  expect(argumentsFor('actions')[5]).toEqual(['default', 'Open', 'answer-0', 'Yes']);
  expect(argumentsFor('body')[5]).toEqual([]);
});

test('it replaces the one before, never expires by itself and says how urgent it is', () => {
  const body = argumentsFor('body', 'actions');
  expect(body[1]).toBe(7);
  expect(body[7]).toBe(0);
  expect(body[6]).toMatchObject({ urgency: new Variant('y', 2) });
});

test('the session bus is where the environment says, and nowhere without one', () => {
  expect(sessionBusAddress({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/bus' })).toBe('unix:path=/bus');
  expect(sessionBusAddress({ XDG_RUNTIME_DIR: '/nowhere' })).toBeNull();
  expect(sessionBusAddress({})).toBeNull();
});
