import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { StartError } from '../start-error.ts';
import { childProgram, type ChildProgram } from './child-program.ts';
import { freePort } from './free-port.ts';
import { unprivilegedUser, type SystemUser } from './unprivileged-user.ts';

// P1: only this machine reaches it, over TCP and with a password that only the owner of the data folder can read.
// P2: a PostgreSQL that outlived a killed server is taken over, never started a second time on the same data.

/** Ends in order: connections are closed, everything is on disk. */
export interface EmbeddedPostgres extends ChildProgram {
  /** Of a superuser, to the database `postgres`. */
  readonly url: string;
}

export interface PostgresOptions {
  /** The program `postgres`; `initdb` lies beside it. */
  readonly executable: string;
  /** Holds the data and the password; made when it is not there. */
  readonly folder: string;
  /** Of postgresql.conf, besides those that this function decides. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether it has a process group of its own, so that Ctrl+C in a terminal does not end it before the server. */
  readonly ownGroup?: boolean;
}

const superuser = 'postgres';
const passwordBytes = 24;
const triesForAPort = 5;
const isReady = /database system is ready to accept connections/;

/** @throws StartError */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const owner = unprivilegedUser();
  const data = join(options.folder, 'data');
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  if (owner !== null) chownSync(options.folder, owner.uid, owner.gid);
  const password = passwordIn(options.folder);
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(options, data, password, owner);
  const running = await runningOn(data, password);
  if (running !== null) return adopt(running, password, data);
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    const child = launch(options, data, port, owner);
    const words = await readiness(child);
    if (words === null) return { ...childProgram(child, 'PostgreSQL', 'SIGINT'), url: urlOf(port, password) };
    if (tries === triesForAPort || !/could not bind/.test(words))
      throw new StartError(failureOf(data, words));
  }
}

function passwordIn(folder: string): string {
  const file = join(folder, 'password');
  if (!existsSync(file))
    writeFileSync(file, randomBytes(passwordBytes).toString('base64url'), { mode: 0o600 });
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8');
}

function initialise(
  { executable, folder }: PostgresOptions,
  data: string,
  password: string,
  owner: SystemUser | null,
): void {
  const passwordFile = join(folder, 'initdb-password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner !== null) chownSync(passwordFile, owner.uid, owner.gid);
  const { status, stderr, error } = spawnSync(
    join(dirname(executable), process.platform === 'win32' ? 'initdb.exe' : 'initdb'),
    [
      `--pgdata=${data}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-sync',
      // The same order of texts on every machine, whatever locales it has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    { ...owner, cwd: folder, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
  );
  rmSync(passwordFile, { force: true });
  if (status === 0) return;
  rmSync(data, { recursive: true, force: true });
  throw new StartError(
    `PostgreSQL could not make its data folder ${data}: ${(error?.message ?? stderr).trim()} ` +
      'Make sure that the disk has room and that the folders above it may be entered by everybody, or set DATABASE_URL.',
  );
}

function launch(
  { executable, folder, settings, ownGroup = false }: PostgresOptions,
  data: string,
  port: number,
  owner: SystemUser | null,
): ChildProcess {
  const decided = {
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    // What clients did wrong may quote what people wrote; it goes to the client only.
    log_min_messages: 'log',
    lc_messages: 'C',
  };
  const args = Object.entries(decided).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn(executable, ['-D', data, ...args], {
    ...owner,
    cwd: folder,
    detached: ownGroup,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
}

/** @returns what it said before it ended; null: it is ready */
function readiness(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    const said: string[] = [];
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(said.join('\n')));
    if (child.stderr === null) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (isReady.test(line)) resolve(null);
    });
  });
}

/** Whoever answers on the data folder with its password; null: nobody does. */
async function runningOn(
  data: string,
  password: string,
): Promise<{ readonly pid: number; readonly port: number } | null> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!(pid > 0) || !(port > 0)) return null;
  const client = new Client({ connectionString: urlOf(port, password), connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]?.data_directory === data ? { pid, port } : null;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => {});
  }
}

function adopt(
  { pid, port }: { pid: number; port: number },
  password: string,
  data: string,
): EmbeddedPostgres {
  return {
    url: urlOf(port, password),
    pid,
    onExit: () => {},
    // It is nobody's child here; its last act is to take its lock away.
    stop: () =>
      new Promise((resolve) => {
        const lock = join(data, 'postmaster.pid');
        const look = () => {
          if (existsSync(lock)) return;
          watcher.close();
          resolve();
        };
        const watcher = watch(data, look);
        process.kill(pid, 'SIGINT');
        look();
      }),
  };
}

function urlOf(port: number, password: string): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
}

function failureOf(data: string, words: string): string {
  const said = words.trim().split('\n').slice(-3).join(' ');
  return `PostgreSQL could not be started on ${data}: ${said} Mend what it says, or set DATABASE_URL.`;
}
