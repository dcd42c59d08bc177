/** Child processes. */

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './paths.mjs';

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] quiet collects the output instead of
 *   showing it
 * @returns {Promise<{ code: number, output: string }>} code 127 when the command could not be started
 */
export function run(command, args, { cwd = root, env = process.env, quiet = false } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => done({ code: 127, output: output + error.message }));
    child.on('close', (code, signal) => done({ code: code ?? exitCodeOf(signal), output }));
  });
}

/**
 * Runs a command to its end, or to a limit at which it and all its children are killed: a test that loops forever can
 * be stopped in no other way.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env: NodeJS.ProcessEnv, limit: number }} options limit in milliseconds
 * @returns {Promise<{ code: number, timedOut: boolean }>}
 */
export function runLimited(command, args, { env, limit }) {
  return new Promise((done, failed) => {
    // A process group of its own can be killed as a whole.
    const detached = process.platform !== 'win32';
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], detached });
    let timedOut = false;
    const kill = () => {
      try {
        if (detached && child.pid) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has just ended by itself.
      }
    };
    /** @param {NodeJS.Signals} signal */
    const abort = (signal) => {
      kill();
      process.exit(exitCodeOf(signal));
    };
    for (const signal of forwarded) process.once(signal, abort);
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, limit);
    const settle = () => {
      clearTimeout(timer);
      for (const signal of forwarded) process.off(signal, abort);
    };
    child.on('error', (error) => {
      settle();
      failed(error);
    });
    child.on('close', (code, signal) => {
      settle();
      done({ code: code ?? exitCodeOf(signal), timedOut });
    });
  });
}

/**
 * Runs a command with this terminal; signals sent to this process reach it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} its exit code
 */
export function runForeground(command, args, { cwd = root, env = process.env } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => child.kill(signal);
    for (const signal of forwarded) process.on(signal, forward);
    const settle = () => {
      for (const signal of forwarded) process.off(signal, forward);
    };
    child.on('error', (error) => {
      settle();
      failed(error);
    });
    child.on('close', (code, signal) => {
      settle();
      done(code ?? exitCodeOf(signal));
    });
  });
}

/**
 * Runs npm: the one that runs this script if there is one, else the one on PATH.
 *
 * @param {string[]} args
 * @param {{ cwd?: string, quiet?: boolean }} [options]
 */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args], options);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}

/**
 * @param {string} name of a program
 * @returns {string | undefined} where it is on PATH
 */
export function findProgram(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder || '.', name);
    if (existsSync(file) && isExecutable(file)) return file;
  }
  return undefined;
}

/**
 * What a program prints, or undefined when it cannot be run.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeout?: number }} [options]
 * @returns {string | undefined}
 */
export function read(command, args, { env = process.env, timeout = 20_000 } = {}) {
  const result = spawnSync(command, args, { cwd: root, env, encoding: 'utf8', timeout });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** @type {NodeJS.Signals[]} */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @param {NodeJS.Signals | null} signal */
function exitCodeOf(signal) {
  const numbers = /** @type {Record<string, number>} */ ({
    SIGHUP: 1,
    SIGINT: 2,
    SIGABRT: 6,
    SIGKILL: 9,
    SIGSEGV: 11,
  });
  return signal ? 128 + (numbers[signal] ?? 15) : 1;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
