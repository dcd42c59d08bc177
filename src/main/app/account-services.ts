import { createRouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain } from 'electron';
import type { Log } from '../../service/log.ts';
import { mapErrors } from '../../service/contract-error.ts';
import { openLocalAccount, type LocalAccount } from '../../local/local-account.ts';
import { openAccounts, type Accounts } from '../../local/accounts/accounts.ts';
import { createCombinedRouter, type CombinedRouter } from '../../local/accounts/combined/combined-router.ts';
import { combineFiles, type CombinedFiles } from '../../local/accounts/combined/combined-files.ts';
import { accountsRouter, outboxRouter } from '../../local/accounts/handlers/accounts.ts';
import { createLazyOidc } from '../../local/accounts/lazy-oidc.ts';
import type { DataPaths } from '../../local/data-folder.ts';
import type { CallContext } from '../../local/caller.ts';
import type { Clock, Timers } from '../../shared/clock.ts';
import { createSchemas } from '../../shared/json-schema/schemas.ts';
import { systemIds } from '../../shared/system-ids.ts';
import { systemRandom } from '../../shared/system-random.ts';
import { openTokenVault } from '../accounts/token-vault.ts';
import { electronNetwork } from '../net/electron-network.ts';
import { createSystemFetch } from '../net/system-fetch.ts';
import { createActingUser } from './acting-user.ts';
import { desktopRouter, type DesktopParts } from '../ipc/desktop-router.ts';
import type { AccountClient } from '../notify/asks.ts';
import { servePreview } from './file-previews.ts';
import { saveFile } from './save-file.ts';
import { isAdministrator } from '../../shared/human-task/actor.ts';
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
  /** What this machine is called. */
  readonly deviceName: string;
  /** The system's browser, to sign in. */
  readonly openBrowser: (url: string) => Promise<void>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

export interface AccountServices {
  /** This computer's. */
  readonly account: LocalAccount;
  /** This computer's and those of servers. */
  readonly accounts: Accounts;
  /** All of them as one, for the other ways to call. */
  readonly router: CombinedRouter;
  readonly files: CombinedFiles;
  /** Each by itself, and their queues. */
  readonly extras: {
    readonly accounts: ReturnType<typeof accountsRouter>;
    readonly outbox: ReturnType<typeof outboxRouter>;
  };
  readonly settings: SettingsStore;
  /** Commands through it are recorded as made from a notification. */
  readonly notificationClient: AccountClient;
  /** Serves the window's half of the contract on a port. */
  servePort(desktop: Omit<DesktopParts, OwnParts> & SavingParts): (port: MessagePortMain) => void;
  /** Answers the window's requests for pictures of files. */
  preview(request: Request): Promise<Response>;
}

/** What the account's own services answer, not the desktop. */
type OwnParts =
  'settings' | 'changeSettings' | 'secrets' | 'mayAdminister' | 'actingUser' | 'actAs' | 'saveFile';

/** What saving a file needs of the desktop. */
interface SavingParts {
  /** Null: the person chose nothing. */
  chooseTarget(name: string): Promise<string | null>;
}

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
  const fetch = createSystemFetch({ network: electronNetwork, clock: options.clock, log });
  const accounts = openAccounts({
    ...options,
    local: account,
    registryFile: paths.accounts,
    folder: paths.replicas,
    vault: openTokenVault(paths.tokens, systemKeystore, log),
    oidc: createLazyOidc({ clock: options.clock, fetch }),
    fetch,
    schemas: createSchemas(),
    ids: systemIds,
    random: systemRandom,
  });
  const combined = createCombinedRouter({ ...accounts, local: account.router, log });
  const files = combineFiles(accounts.sources, account.files, account.actor.userId);
  const extras = { accounts: accountsRouter(accounts, log), outbox: outboxRouter(accounts, log) };
  const asUser = (userId: string | null): CallContext => ({
    actor: account.actor,
    source: 'window',
    actAs: () => userId,
  });
  const acting = createActingUser((userId) => void account.actorOf(asUser(userId)));
  account.onChange(({ topics }) => {
    if (topics.includes('people')) acting.check();
  });
  const context: CallContext = { ...asUser(null), actAs: () => acting.current() };
  const actor = () => account.actorOf(context);
  return {
    account,
    accounts,
    router: combined,
    files,
    extras,
    settings,
    preview: (request) => servePreview(files, actor, request),
    notificationClient: createRouterClient(combined, {
      context: { actor: account.actor, source: 'notification' },
    }),
    servePort(desktop) {
      const parts: DesktopParts = {
        ...desktop,
        secrets,
        mayAdminister: () => isAdministrator(actor()),
        actingUser: () => ({ userId: acting.current() }),
        actAs: (user) => acting.change(user),
        settings: () => settings.current(),
        changeSettings: (changes) => settings.change(changes),
        async saveFile(question) {
          const { name } = await createRouterClient(combined, { context }).files.get(question);
          const target = await desktop.chooseTarget(name);
          if (target === null) return false;
          const { bytes } = await files.read(actor(), question);
          await saveFile(bytes, target, question.fileId);
          return true;
        },
      };
      const router = { ...combined, ...extras, desktop: desktopRouter(parts, log) };
      const handler = new RPCHandler<CallContext>(router, { interceptors: [mapErrors(log)] });
      return (port) => handler.upgrade(port, { context });
    },
  };
}
