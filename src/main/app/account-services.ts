import { createRouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain } from 'electron';
import type { Log } from '../../local/log.ts';
import { mapErrors } from '../../local/contract-error.ts';
import { openLocalAccount, type LocalAccount } from '../../local/local-account.ts';
import type { DataPaths } from '../../local/data-folder.ts';
import type { CallContext } from '../../local/handlers/base.ts';
import type { Clock, Timers } from '../../shared/clock.ts';
import { systemIds } from '../../shared/system-ids.ts';
import { desktopRouter, type DesktopParts } from '../ipc/desktop-router.ts';
import type { AccountClient } from '../notify/asks.ts';
import { isAdministrator } from '../../shared/human-task/settle.ts';
import { openSecrets } from '../secrets/secret-store.ts';
import { systemKeystore } from '../secrets/system-keystore.ts';
import { openSettings, writeWithElectronStore, type SettingsStore } from '../settings/settings.ts';

// Everything that needs the contract and the database, in one module that is loaded while the window paints.

export interface AccountServicesOptions {
  readonly paths: DataPaths;
  readonly jqWorkerUrl: URL;
  readonly scriptWorkerUrl: URL;
  readonly samplesFolder: string;
  readonly userName: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

export interface AccountServices {
  readonly account: LocalAccount;
  readonly settings: SettingsStore;
  /** Commands through it are recorded as made from a notification. */
  readonly notificationClient: AccountClient;
  /** Serves the window's half of the contract on a port. */
  servePort(desktop: Omit<DesktopParts, OwnParts>): (port: MessagePortMain) => void;
}

/** What the account's own services answer, not the desktop. */
type OwnParts = 'settings' | 'changeSettings' | 'secrets' | 'mayAdminister';

/** @throws StoreError when the database cannot be opened; its message is for the person */
export function openAccountServices(options: AccountServicesOptions): AccountServices {
  const { paths, log } = options;
  const settings = openSettings(paths.settings, writeWithElectronStore(paths.settings), log);
  const secrets = openSecrets(paths.secrets, systemKeystore, log);
  const account = openLocalAccount({
    ...options,
    dataFolder: paths.folder,
    ids: systemIds,
    secret: (name) => secrets.lookup(name),
    effects: { policy: { allows: () => settings.current().policy.allowShell } },
  });
  return {
    account,
    settings,
    notificationClient: createRouterClient(account.router, {
      context: { actor: account.actor, source: 'notification' },
    }),
    servePort(desktop) {
      const parts: DesktopParts = {
        ...desktop,
        secrets,
        mayAdminister: () => isAdministrator(account.actor),
        settings: () => settings.current(),
        changeSettings: (changes) => settings.change(changes),
      };
      const router = { ...account.router, desktop: desktopRouter(parts) };
      const handler = new RPCHandler<CallContext>(router, { interceptors: [mapErrors(log)] });
      const context: CallContext = { actor: account.actor, source: 'window' };
      return (port) => handler.upgrade(port, { context });
    },
  };
}
