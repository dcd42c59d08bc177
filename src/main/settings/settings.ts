import { readFileSync, renameSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import type { Log } from '../../service/log.ts';
import { Settings } from '../../shared/contract/desktop.ts';

export const defaultSettings: Settings = {
  colorScheme: 'system',
  contrast: 'system',
  notifications: 'all',
  closeToTray: false,
  policy: { allowShell: false },
};

/** What is missing or undefined stays as it is. */
export type SettingsChanges = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

export interface SettingsStore {
  current(): Settings;
  /** Written to disk when the promise resolves. */
  change(changes: SettingsChanges): Promise<Settings>;
  onChange(listener: (settings: Settings) => void): void;
}

/** How settings get to disk; the app passes electron-store, a test a function. */
export type WriteSettings = (settings: Settings) => Promise<void>;

/** Reads the file once; from then on this object is the truth and the file its copy. */
export function openSettings(file: string, write: WriteSettings, log: Log): SettingsStore {
  let settings = readSettings(file, log);
  const listeners = new Set<(settings: Settings) => void>();
  return {
    current: () => settings,
    async change(changes) {
      settings = Settings.parse({ ...settings, ...withoutUndefined(changes) });
      await write(settings);
      for (const listener of listeners) listener(settings);
      return settings;
    },
    onChange: (listener) => void listeners.add(listener),
  };
}

/** The settings of the file, with defaults for what is missing. A file that cannot be understood is set aside, not lost. */
export function readSettings(file: string, log: Log): Settings {
  const text = readIfThere(file);
  if (text === null) return defaultSettings;
  try {
    return Settings.parse({ ...defaultSettings, ...(JSON.parse(text) as object) });
  } catch {
    const aside = `${file}.damaged`;
    renameSync(file, aside);
    log.warn('The settings could not be read; they were set aside and the defaults are used', { aside });
    return defaultSettings;
  }
}

/**
 * electron-store writes the file atomically. It is loaded with the first change only: loading it costs more than a tenth of
 * the whole start, and reading needs nothing of it.
 */
export function writeWithElectronStore(file: string): WriteSettings {
  let opening: Promise<{ set(settings: Settings): void }> | null = null;
  return async (settings) => {
    opening ??= openElectronStore(file);
    (await opening).set(settings);
  };
}

async function openElectronStore(file: string): Promise<{ set(settings: Settings): void }> {
  const [{ default: ElectronStore }, { ipcMain }] = await Promise.all([
    import('electron-store'),
    import('electron'),
  ]);
  const extension = extname(file);
  const store = new ElectronStore<Settings>({
    cwd: dirname(file),
    name: basename(file, extension),
    fileExtension: extension.slice(1),
    clearInvalidConfig: true,
    configFileMode: 0o600,
  });
  // It opens a channel of its own to every renderer, which the page has no use for.
  ipcMain.removeAllListeners('electron-store-get-data');
  return store;
}

function withoutUndefined(changes: SettingsChanges): object {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
