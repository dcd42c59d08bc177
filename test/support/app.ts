import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright/test';
import { readRuntime, sandboxSwitches } from '../../scripts/lib/runtime.mjs';
import { connect, type Api } from '../../src/cli/connect.ts';
import { dataPaths } from '../../src/local/data-folder.ts';
import { connectMainProcess, type Electron, type MainProcess } from './e2e/main-process.ts';
import { until } from './until.ts';

export const projectFolder = join(import.meta.dirname, '../..');

/** Milliseconds for each step of a start; a machine under load needs a few seconds, a hang needs an end. */
const patience = 20_000;

export interface LaunchOptions {
  /** Kept afterwards; without it the app gets a folder of its own that goes with it. */
  readonly dataFolder?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built app in a real window, and the two other ways in: its local API and its command line. */
export interface RunningApp extends AsyncDisposable {
  readonly app: MainProcess;
  readonly window: Page;
  readonly dataFolder: string;
  readonly api: Api;
  /** What the page threw and nobody caught. */
  readonly pageErrors: readonly Error[];
  cli(...args: string[]): Promise<CommandResult>;
  log(): string;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  /** Ends the app as quitting does. */
  close(): Promise<void>;
  /** Ends the app as a power cut does. */
  kill(): Promise<void>;
}

/** Starts the built app. Resolves when its page is there and its local API answers. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'countersign-e2e-'));
  const child = startApp(dataFolder, { ...options, args: [...debugging, ...(options.args ?? [])] });
  try {
    return await control(child, dataFolder, options.dataFolder === undefined);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`The app did not come up. Its log: ${readLog(dataFolder)}`, { cause: error });
  }
}

/**
 * Not with Playwright's own launcher: it attaches to the page while that is on its way from empty to loaded, and in one of a
 * hundred starts waits for ever for a navigation that has already been.
 */
async function control(child: ChildProcess, dataFolder: string, isTemporary: boolean): Promise<RunningApp> {
  const exited = once(child, 'exit');
  const addresses = await debuggerAddresses(child);
  const app = await connectMainProcess(addresses.node);
  await until('the page is loaded', () => app.evaluate(isPageLoaded), patience);
  const browser = await chromium.connectOverCDP(addresses.chromium, { timeout: patience });
  const window = browser.contexts()[0]?.pages()[0];
  if (window === undefined) throw new Error('There is no window');
  const pageErrors: Error[] = [];
  window.on('pageerror', (error) => pageErrors.push(error));
  await window.getByRole('navigation', { name: 'Views' }).waitFor({ state: 'attached', timeout: patience });
  await until('the local API answers', () => isAnswered(dataPaths(dataFolder).apiSocket), patience);
  const { client, close: closeClient } = connect(dataFolder);

  const end = async (how: () => unknown): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) await how();
    await exited;
    app.close();
    await Promise.allSettled([browser.close(), closeClient()]);
  };
  const running: RunningApp = {
    app,
    window,
    dataFolder,
    api: client,
    pageErrors,
    cli: (...args) => runCli(dataFolder, args),
    log: () => readLog(dataFolder),
    ended: exited,
    // What quitting answers is that the process ends.
    close: () => end(() => void app.evaluate(({ app }) => app.quit()).catch(() => {})),
    kill: () => end(() => child.kill('SIGKILL')),
    async [Symbol.asyncDispose]() {
      await running.close();
      if (isTemporary) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
  return running;
}

const debugging = ['--inspect=0', '--remote-debugging-port=0'];

/** Where both debuggers listen, as they say on stderr. */
async function debuggerAddresses(child: ChildProcess): Promise<{ node: string; chromium: string }> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const find = (name: string): string | undefined =>
    new RegExp(`^${name} listening on (ws://\\S+)$`, 'm').exec(said)?.[1];
  await until('both debuggers listen', () => {
    if (child.exitCode !== null) throw new Error(`The app ended with ${child.exitCode}: ${said}`);
    return find('Debugger') !== undefined && find('DevTools') !== undefined;
  });
  return { node: find('Debugger') ?? '', chromium: find('DevTools') ?? '' };
}

function isPageLoaded({ BrowserWindow }: Electron): boolean {
  const contents = BrowserWindow.getAllWindows()[0]?.webContents;
  return contents !== undefined && contents.getURL().startsWith('app:') && !contents.isLoading();
}

/** Starts the app without driving it: a second start, or one that is meant to fail. */
export function startApp(dataFolder: string, options: Omit<LaunchOptions, 'dataFolder'> = {}): ChildProcess {
  return spawn(readRuntime().executable, appArguments(dataFolder, options.args), {
    env: environment(options.env),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** The command line on a data folder, as a terminal would run it. */
export async function runCli(dataFolder: string, args: readonly string[]): Promise<CommandResult> {
  const bin = join(projectFolder, 'bin', 'countersign.mjs');
  const child = spawn(process.execPath, [bin, ...args, '--data-dir', dataFolder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

function readLog(dataFolder: string): string {
  const file = join(dataPaths(dataFolder).logs, 'main.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '(none)';
}

function appArguments(dataFolder: string, args: readonly string[] = []): string[] {
  return [projectFolder, '--data-dir', dataFolder, ...sandboxSwitches(), ...args];
}

function environment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(inherited), ...env };
}

function isAnswered(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
