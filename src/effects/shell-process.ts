import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Timers } from '../shared/clock.ts';
import type { EffectTools } from './effect-tools.ts';
import { fault } from './faults.ts';

/** A program to start: never through a shell, unless the program is one. */
export interface Program {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** On Windows only: the arguments are one command line already. */
  readonly isVerbatim?: boolean;
}

export interface StartedProgram {
  readonly child: ChildProcessWithoutNullStreams;
  /** Asks it and all that it started to end, and ends them when they do not; resolves when it is gone. */
  end(): Promise<void>;
}

/** What a program gets of our own environment: enough to be found and to find its files, nothing that may be a secret. */
const inherited =
  process.platform === 'win32'
    ? [
        'PATH',
        'PATHEXT',
        'SYSTEMROOT',
        'SYSTEMDRIVE',
        'COMSPEC',
        'TEMP',
        'TMP',
        'USERPROFILE',
        'APPDATA',
        'LOCALAPPDATA',
      ]
    : ['PATH', 'HOME', 'LANG'];

/** @throws WorkflowError (authorization) unless the policy allows programs */
export function requireShell({ options }: Pick<EffectTools, 'options'>, what: string): void {
  if (options.policy.allows('shell')) return;
  throw fault(
    'authorization',
    `${what} starts a program on this computer. Switch “Run shell commands” on in the settings, or run the workflow with --allow shell.`,
    { title: 'Programs are not allowed' },
  );
}

/** Runs `work` with a folder of its own, which is gone afterwards with all that is in it. */
export async function inOwnFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Starts a program as the leader of a process group, so that all that it starts can be ended with it.
 * @throws WorkflowError (configuration) when there is no such program
 */
export async function startProgram(
  program: Program,
  folder: string,
  timing: { readonly timers: Timers; readonly killMs: number },
): Promise<StartedProgram> {
  const child = spawn(program.file, program.arguments, {
    cwd: folder,
    env: { ...ownEnvironment(), ...program.environment },
    stdio: 'pipe',
    detached: process.platform !== 'win32',
    windowsHide: true,
    windowsVerbatimArguments: program.isVerbatim ?? false,
  });
  // A program that ends without reading what it is given is none of our errors.
  child.stdin.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'it was not found' : String(error.code);
      reject(fault('configuration', `${program.file} cannot be started: ${why}`, { cause: error }));
    });
  });
  child.on('error', () => undefined);
  return { child, end: () => endGroup(child, closed, timing) };
}

async function endGroup(
  child: ChildProcessWithoutNullStreams,
  closed: Promise<void>,
  { timers, killMs }: { readonly timers: Timers; readonly killMs: number },
): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const kill = timers.after(killMs, () => signalGroup(child, 'SIGKILL'));
  // What has left the group (`setsid`) holds the outputs open for as long as it likes: nobody waits for that.
  const letGo = timers.after(2 * killMs, () => {
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  });
  await closed;
  kill.cancel();
  letGo.cancel();
  // What it started and left behind when it ended.
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') {
      spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' }).on(
        'error',
        () => undefined,
      );
    } else {
      process.kill(-child.pid, signal);
    }
  } catch {
    // The group is gone: that is what was wanted.
  }
}

function ownEnvironment(): Record<string, string> {
  const own = inherited.flatMap((name): Array<[string, string]> => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(own);
}
