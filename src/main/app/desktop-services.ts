import { app } from 'electron';
import type { DataPaths } from '../../local/data-folder.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import type { Accounts } from '../../local/accounts/accounts.ts';
import type { Log } from '../../service/log.ts';
import type { Clock, Timers } from '../../shared/clock.ts';
import type { AppInfo, Navigation } from '../../shared/contract/desktop.ts';
import type { AccountClient } from '../notify/asks.ts';
import { openDesktop, type Desktop } from '../notify/desktop/open-desktop.ts';
import { Notifications } from '../notify/notifications.ts';
import { createWaitingCount } from '../notify/waiting-count.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { electronBadge, launcherBadge, type Badge } from './badge.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { AccountServices } from './account-services.ts';
import type { Icons } from './icons.ts';
import { openTray, type AppTray } from './tray.ts';

// Everything of the desktop around the window. It starts after the window has painted: nobody waits for any of it.

export interface DesktopServicesOptions {
  readonly account: LocalAccount;
  readonly accounts: Accounts;
  readonly router: AccountServices['router'];
  readonly files: AccountServices['files'];
  readonly extras: AccountServices['extras'];
  /** All accounts for commands that are given on the desktop. */
  readonly client: AccountClient;
  readonly settings: SettingsStore;
  readonly paths: DataPaths;
  readonly icons: Icons;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly open: (to: Navigation) => void;
  readonly quit: () => void;
}

export interface DesktopServices {
  delivery(): AppInfo['notificationDelivery'];
  /** Shows a notification that asks for nothing. @throws Error with the desktop's reason */
  testNotification(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the local API first, because the command line waits for it; then tray, badge and notifications. */
export async function startDesktopServices(options: DesktopServicesOptions): Promise<DesktopServices> {
  const { accounts, client, settings, timers, log, icons } = options;
  const closeApi = await openApi(options);
  const tray = openTrayIfPossible(options);
  const notifications: { current: Notifications | null } = { current: null };
  const desktop = await openDesktop({
    platform: process.platform,
    env: process.env,
    icon: icons.app,
    listener: (event) => void notifications.current?.heard(event),
    timers,
    log,
  });
  const badge = await openBadge(desktop);
  const count = createWaitingCount(
    client,
    (waiting) => {
      tray?.showCount(waiting);
      badge.show(waiting);
    },
    options,
  );
  const tell = new Notifications({
    client,
    desktop: desktop.notifier,
    setting: () => settings.current().notifications,
    open: options.open,
    timers,
    log,
  });
  notifications.current = tell;
  settings.onChange(() => void tell.settingChanged());
  const stopListening = accounts.onChange((change, accountId) => {
    void count();
    void tell.accountChanged(change, accountId);
  });
  await Promise.all([count(), tell.start()]);

  return {
    delivery: () => desktop.notifier.delivery(),
    testNotification: () => desktop.notifier.show(test),
    async close() {
      stopListening();
      badge.show(0);
      tray?.close();
      await Promise.all([closeApi(), desktop.close()]);
    },
  };
}

const test = {
  key: 'test',
  title: 'Notifications work',
  body: 'This is how Countersign tells you that a task waits.',
  actions: [],
  urgency: 'normal',
} as const;

/** An app without its local API still answers tasks; the log says why the command line does not reach it. */
async function openApi({
  account,
  router,
  files,
  extras,
  paths,
  log,
}: DesktopServicesOptions): Promise<() => Promise<void>> {
  try {
    const [{ serveApi }, { ensureToken }] = await Promise.all([
      import('../api/server.ts'),
      import('../api/token.ts'),
    ]);
    const { actor, actorOf } = account;
    const { list, signOut, syncNow } = extras.accounts;
    const api = await serveApi({
      account: { actor, files, actorOf, router },
      forCommandLine: { accounts: { list, signOut, syncNow }, outbox: extras.outbox },
      address: paths.apiSocket,
      token: ensureToken(paths.apiToken),
      platform: process.platform,
      document: async () => (await import('../api/local-openapi.ts')).localOpenApi(app.getVersion()),
      log,
    });
    return () => api.close();
  } catch (error) {
    log.error('The local API could not be opened', errorFields(error));
    return async () => {};
  }
}

function openTrayIfPossible({ icons, open, quit, log }: DesktopServicesOptions): AppTray | null {
  try {
    const openInbox = (): void => open({ to: 'inbox' });
    return openTray({ icon: icons.tray, platform: process.platform, openInbox, quit });
  } catch (error) {
    log.warn('There is no tray icon', errorFields(error));
    return null;
  }
}

/** The first version of Electron that sends the badge to Linux docks by itself. */
const badgesOnLinuxSince = 44;

async function openBadge({ bus }: Desktop): Promise<Badge> {
  const major = Number(process.versions.electron.split('.')[0]);
  if (bus === null || major >= badgesOnLinuxSince) return electronBadge((count) => app.setBadgeCount(count));
  const { Variant } = await import('dbus-native');
  return launcherBadge(bus, 'countersign.desktop', (value) => new Variant('x', value));
}
