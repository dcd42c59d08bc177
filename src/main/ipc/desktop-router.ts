import { implement } from '@orpc/server';
import { desktop, type AppInfo, type Navigation, type Settings } from '../../shared/contract/desktop.ts';
import { externalUrl } from '../app/origin.ts';
import type { SettingsChanges } from '../settings/settings.ts';

/** What the desktop half of the window contract is answered from. */
export interface DesktopParts {
  settings(): Settings;
  changeSettings(changes: SettingsChanges): Promise<Settings>;
  info(): AppInfo;
  navigations(signal: AbortSignal | undefined): AsyncGenerator<Navigation>;
  /** `url` has passed `externalUrl`. */
  openExternal(url: string): Promise<void>;
  revealDataFolder(): Promise<void>;
  testNotification(): Promise<{ shown: boolean; problem: string | null }>;
}

/** The desktop around the account, as the window may ask for it. */
export function desktopRouter(parts: DesktopParts) {
  const os = implement(desktop);
  return os.router({
    settings: {
      get: os.settings.get.handler(() => parts.settings()),
      change: os.settings.change.handler(({ input }) => parts.changeSettings(input)),
    },
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
    testNotification: os.testNotification.handler(() => parts.testNotification()),
  });
}
