import type { NotificationConstructorOptions } from 'electron';
import type { Timers } from '../../../shared/clock.ts';
import type { DesktopListener, DesktopNotification, DesktopNotifier } from './desktop-notifier.ts';

/** As much of Electron's Notification as is used here, so that tests need no Electron. */
export interface NativeNotification {
  on(event: 'show' | 'click' | 'close', listener: () => void): unknown;
  on(event: 'failed', listener: (event: unknown, error: string) => void): unknown;
  on(event: 'action', listener: (event: { readonly actionIndex?: number }, index?: number) => void): unknown;
  show(): void;
  close(): void;
}

export interface ElectronNotifierOptions {
  readonly platform: NodeJS.Platform;
  readonly create: (payload: NotificationConstructorOptions) => NativeNotification;
  readonly listener: DesktopListener;
  readonly timers: Timers;
}

/** Some desktops report neither success nor failure; then nothing speaks against its being shown. */
const reportsWithin = 3000;

/** macOS, Windows from Electron 42 on. Elsewhere Electron drops the buttons, so the click is all there is. */
export function showsActions(platform: NodeJS.Platform): boolean {
  return platform === 'darwin' || platform === 'win32';
}

/** What Electron is given. macOS shows the first action as the button, the others in its menu. */
export function electronPayload(
  notification: DesktopNotification,
  platform: NodeJS.Platform,
): NotificationConstructorOptions {
  return {
    title: notification.title,
    body: notification.body,
    timeoutType: 'never',
    ...(platform === 'linux' ? { urgency: notification.urgency } : {}),
    ...(showsActions(platform)
      ? { actions: notification.actions.map((action) => ({ type: 'button' as const, text: action.label })) }
      : {}),
  };
}

/** Electron's own notifications: the way on macOS and Windows, and the way out on a Linux without a daemon on the bus. */
export function openElectronNotifier({
  platform,
  create,
  listener,
  timers,
}: ElectronNotifierOptions): DesktopNotifier {
  // Electron forgets a notification that nobody holds, and with it its events.
  const standing = new Map<string, NativeNotification>();
  let problem: string | null = null;

  const withdraw = async (key: string): Promise<void> => {
    const native = standing.get(key);
    standing.delete(key);
    native?.close();
  };

  return {
    delivery: () => ({
      kind: problem === null ? 'electron' : 'none',
      actions: problem === null && showsActions(platform),
      problem,
    }),
    async show(notification) {
      await withdraw(notification.key);
      const native = create(electronPayload(notification, platform));
      standing.set(notification.key, native);
      // What was withdrawn or replaced closes too, but nobody closed it.
      forward(native, notification, listener, () => {
        return standing.get(notification.key) === native && standing.delete(notification.key);
      });
      problem = await shown(native, timers);
      if (problem !== null) throw new Error(problem);
    },
    withdraw,
    close: async () => {
      await Promise.all([...standing.keys()].map(withdraw));
    },
  };
}

function forward(
  native: NativeNotification,
  { key, actions }: DesktopNotification,
  listener: DesktopListener,
  gone: () => boolean,
): void {
  native.on('click', () => listener({ kind: 'clicked', key }));
  native.on('action', (event, index) => {
    // The index moved from an argument onto the event in newer versions of Electron.
    const action = actions[event.actionIndex ?? index ?? -1];
    if (action !== undefined) listener({ kind: 'action', key, action: action.id });
  });
  native.on('close', () => {
    if (gone()) listener({ kind: 'closed', key });
  });
}

/** Null when the desktop took it, otherwise why not. `isSupported()` says true even without a daemon; this knows. */
function shown(native: NativeNotification, timers: Timers): Promise<string | null> {
  return new Promise((resolve) => {
    const patience = timers.after(reportsWithin, () => resolve(null));
    const settle = (problem: string | null): void => {
      patience.cancel();
      resolve(problem);
    };
    native.on('show', () => settle(null));
    native.on('failed', (_event, error) => settle(error === '' ? 'The desktop refused it.' : error));
    native.show();
  });
}
