import { implement } from '@orpc/server';
import {
  desktop,
  type ActingUser,
  type AppInfo,
  type Navigation,
  type SecretList,
  type Settings,
} from '../../shared/contract/desktop.ts';
import { mapErrors } from '../../service/contract-error.ts';
import type { Log } from '../../service/log.ts';
import { CountersignError } from '../../shared/errors.ts';
import { externalUrl } from '../app/origin.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { SettingsChanges } from '../settings/settings.ts';

/** What the desktop half of the window contract is answered from. */
export interface DesktopParts {
  /** Whether the caller may change the policy and the secrets. */
  mayAdminister(): boolean;
  actingUser(): ActingUser;
  /** @throws CountersignError FORBIDDEN, USER_NOT_FOUND, USER_INACTIVE */
  actAs(user: ActingUser): ActingUser;
  secrets: Pick<SecretStore, 'names' | 'problem' | 'set' | 'remove'>;
  settings(): Settings;
  changeSettings(changes: SettingsChanges): Promise<Settings>;
  info(): AppInfo;
  navigations(signal: AbortSignal | undefined): AsyncGenerator<Navigation>;
  /** `url` has passed `externalUrl`. */
  openExternal(url: string): Promise<void>;
  revealDataFolder(): Promise<void>;
  /** @returns whether it was saved; false: the person chose nothing */
  saveFile(question: { taskAsstId: string; fileId: string }): Promise<boolean>;
  testNotification(): Promise<{ shown: boolean; problem: string | null }>;
}

/** The desktop around the account, as the window may ask for it. */
export function desktopRouter(parts: DesktopParts, log: Log) {
  const os = contractWith(log);
  return os.router({
    settings: {
      get: os.settings.get.handler(() => parts.settings()),
      change: os.settings.change.handler(({ input }) => {
        if (input.policy !== undefined) mustAdminister(parts);
        return parts.changeSettings(input);
      }),
    },
    actingUser: {
      get: os.actingUser.get.handler(() => parts.actingUser()),
      set: os.actingUser.set.handler(({ input }) => parts.actAs(input)),
    },
    secrets: secretHandlers(os, parts),
    info: os.info.handler(() => parts.info()),
    navigations: os.navigations.handler(({ signal }) => parts.navigations(signal)),
    openExternal: os.openExternal.handler(async ({ input, errors }) => {
      const url = externalUrl(input.url);
      if (url === null) throw errors.INVALID_REQUEST({ message: 'Only https addresses can be opened' });
      await parts.openExternal(url);
      return {};
    }),
    revealDataFolder: os.revealDataFolder.handler(async () => {
      await parts.revealDataFolder();
      return {};
    }),
    saveFile: os.saveFile.handler(async ({ input }) => ({ saved: await parts.saveFile(input) })),
    testNotification: os.testNotification.handler(() => parts.testNotification()),
  });
}

/** What goes wrong in a handler leaves as an error of the contract's list, as it does for the account. */
function contractWith(log: Log) {
  return implement(desktop).use(({ next }) => mapErrors(log)({ next: async () => next({}) }));
}

function secretHandlers(os: ReturnType<typeof contractWith>, parts: DesktopParts) {
  const { secrets } = parts;
  const listed = (): SecretList => ({ names: secrets.names(), problem: secrets.problem() });
  return {
    list: os.secrets.list.handler(() => {
      mustAdminister(parts);
      return listed();
    }),
    set: os.secrets.set.handler(({ input }) => {
      mustAdminister(parts);
      secrets.set(input.name, input.value);
      return listed();
    }),
    remove: os.secrets.remove.handler(({ input }) => {
      mustAdminister(parts);
      secrets.remove(input.name);
      return listed();
    }),
  };
}

function mustAdminister(parts: DesktopParts): void {
  if (!parts.mayAdminister()) throw new CountersignError('FORBIDDEN');
}
