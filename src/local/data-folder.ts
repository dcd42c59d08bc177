import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, posix, resolve, win32 } from 'node:path';
import { filesOf } from './store/blob-path.ts';

export interface DataFolderQuestion {
  /** `--data-dir`, if given. */
  readonly flag?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly homedir: string;
}

/** Everything that this machine keeps. One folder is one store, one running app and one account "This computer". */
export interface DataPaths {
  readonly folder: string;
  readonly database: string;
  /** What people uploaded, by digest. */
  readonly files: string;
  /** Held locked by the one process that writes the database. */
  readonly lock: string;
  readonly settings: string;
  /** Encrypted by the system's keystore. */
  readonly secrets: string;
  /** Who is signed in to which server; no secrets. */
  readonly accounts: string;
  /** What is kept of server accounts. */
  readonly replicas: string;
  /** Their tokens and device keys, encrypted by the system's keystore. */
  readonly tokens: string;
  readonly logs: string;
  /** Chromium's own profile: cache, window state. Nothing of value. */
  readonly window: string;
  readonly apiToken: string;
  readonly apiSocket: string;
}

/** A Unix socket's path must fit into `sockaddr_un`: 104 bytes on macOS, 108 on Linux. */
const longestSocketPath = 100;

/** The data folder: the flag, else COUNTERSIGN_DATA_DIR, else where the platform keeps an application's data. */
export function dataFolder({ flag, env, platform, homedir }: DataFolderQuestion): string {
  const chosen = flag ?? env['COUNTERSIGN_DATA_DIR'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  if (platform === 'win32') {
    return win32.join(env['APPDATA'] ?? win32.join(homedir, 'AppData', 'Roaming'), 'Countersign');
  }
  if (platform === 'darwin') return posix.join(homedir, 'Library', 'Application Support', 'Countersign');
  const data = env['XDG_DATA_HOME'];
  return posix.join(
    data === undefined || data === '' ? posix.join(homedir, '.local', 'share') : data,
    'countersign',
  );
}

export function dataPaths(folder: string, platform: NodeJS.Platform = process.platform): DataPaths {
  return {
    folder,
    database: join(folder, 'countersign.db'),
    files: filesOf(join(folder, 'countersign.db')),
    lock: join(folder, 'countersign.lock'),
    settings: join(folder, 'settings.json'),
    secrets: join(folder, 'secrets.json'),
    accounts: join(folder, 'accounts.json'),
    replicas: join(folder, 'accounts'),
    tokens: join(folder, 'tokens.json'),
    logs: join(folder, 'logs'),
    window: join(folder, 'window'),
    apiToken: join(folder, 'api-token'),
    apiSocket: apiSocket(folder, platform),
  };
}

/** The same for the app and the command line, so that one finds the other: derived from the folder alone. */
function apiSocket(folder: string, platform: NodeJS.Platform): string {
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16);
  if (platform === 'win32') return `\\\\.\\pipe\\countersign-${name}`;
  const inFolder = join(folder, 'run', 'api.sock');
  return Buffer.byteLength(inFolder) <= longestSocketPath
    ? inFolder
    : join(tmpdir(), `countersign-${name}`, 'api.sock');
}
