import { EventEmitter } from 'node:events';
import type { NotificationConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import type { DesktopEvent, DesktopNotification } from '../../../src/main/notify/desktop/desktop-notifier.ts';
import {
  electronPayload,
  openElectronNotifier,
  type NativeNotification,
} from '../../../src/main/notify/desktop/electron-notifier.ts';
import { withFallback } from '../../../src/main/notify/desktop/fallback.ts';
import { silentLog } from '../../../src/service/log.ts';
import { fakeTime } from '../../support/fake-time.ts';

const approval: DesktopNotification = {
  key: 'task-1',
  title: 'Approve the expense',
  body: 'Dinner',
  actions: [
    { id: 'answer-0', label: 'Approve' },
    { id: 'answer-1', label: 'Reject' },
  ],
  urgency: 'critical',
};

/** Electron's Notification on a desktop that behaves as told. */
class FakeNative extends EventEmitter implements NativeNotification {
  readonly payload: NotificationConstructorOptions;
  readonly #desktop: 'shows' | 'fails' | 'is silent';
  closed = false;

  constructor(payload: NotificationConstructorOptions, desktop: 'shows' | 'fails' | 'is silent') {
    super();
    this.payload = payload;
    this.#desktop = desktop;
  }

  show(): void {
    if (this.#desktop === 'shows') this.emit('show');
    if (this.#desktop === 'fails') this.emit('failed', {}, 'no daemon');
  }

  close(): void {
    this.closed = true;
    this.emit('close');
  }
}

function desktopThat(behaves: 'shows' | 'fails' | 'is silent', platform: NodeJS.Platform = 'darwin') {
  const natives: FakeNative[] = [];
  const events: DesktopEvent[] = [];
  const time = fakeTime();
  const notifier = openElectronNotifier({
    platform,
    create(payload) {
      const native = new FakeNative(payload, behaves);
      natives.push(native);
      return native;
    },
    listener: (event) => void events.push(event),
    timers: time,
  });
  return { notifier, natives, events, time };
}

describe('what Electron is given', () => {
  test('macOS and Windows: a button per answer', () => {
    for (const platform of ['darwin', 'win32'] as const) {
      expect(electronPayload(approval, platform)).toEqual({
        title: 'Approve the expense',
        body: 'Dinner',
        timeoutType: 'never',
        actions: [
          { type: 'button', text: 'Approve' },
          { type: 'button', text: 'Reject' },
        ],
      });
    }
  });

  test('Linux: no buttons, because Electron would drop them, but the urgency', () => {
    expect(electronPayload(approval, 'linux')).toEqual({
      title: 'Approve the expense',
      body: 'Dinner',
      timeoutType: 'never',
      urgency: 'critical',
    });
  });
});

describe('what comes back', () => {
  test('the button that was pressed, in the old and in the new form of the event', async () => {
    const { notifier, natives, events } = desktopThat('shows');
    await notifier.show(approval);
    natives[0]?.emit('action', {}, 1);
    natives[0]?.emit('action', { actionIndex: 0 });
    natives[0]?.emit('action', { actionIndex: 9 });
    expect(events).toEqual([
      { kind: 'action', key: 'task-1', action: 'answer-1' },
      { kind: 'action', key: 'task-1', action: 'answer-0' },
    ]);
  });

  test('a click, and that the person closed it', async () => {
    const { notifier, natives, events } = desktopThat('shows');
    await notifier.show(approval);
    natives[0]?.emit('click');
    natives[0]?.emit('close');
    expect(events.map((event) => event.kind)).toEqual(['clicked', 'closed']);
  });

  test('nothing about one that was withdrawn or replaced', async () => {
    const { notifier, natives, events } = desktopThat('shows');
    await notifier.show(approval);
    await notifier.show({ ...approval, title: 'Already answered' });
    await notifier.withdraw('task-1');
    expect(natives.map((native) => native.closed)).toEqual([true, true]);
    expect(events).toEqual([]);
  });

  test('closing takes all of them away', async () => {
    const { notifier, natives } = desktopThat('shows');
    await notifier.show(approval);
    await notifier.close();
    expect(natives[0]?.closed).toBe(true);
  });
});

describe('a desktop that cannot show it', () => {
  test('is reported with its reason, and no longer claimed to work', async () => {
    const { notifier } = desktopThat('fails');
    await expect(notifier.show(approval)).rejects.toThrow('no daemon');
    expect(notifier.delivery()).toEqual({ kind: 'none', actions: false, problem: 'no daemon' });
  });

  test('that says nothing at all is believed after three seconds', async () => {
    const { notifier, time } = desktopThat('is silent');
    const shown = notifier.show(approval);
    await Promise.resolve();
    time.advance(3000);
    await shown;
    expect(notifier.delivery().kind).toBe('electron');
  });

  test('hands over to the second way, and gets the next one again', async () => {
    const broken = desktopThat('fails');
    const electron = desktopThat('shows', 'linux');
    const notifier = withFallback(broken.notifier, electron.notifier, silentLog);
    await notifier.show(approval);
    expect(notifier.delivery()).toEqual({ kind: 'electron', actions: false, problem: null });
    await notifier.show({ ...approval, key: 'task-2' });
    expect(broken.natives).toHaveLength(2);
    await notifier.withdraw('task-1');
    expect(electron.natives[0]?.closed).toBe(true);
  });
});
