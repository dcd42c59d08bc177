/**
 * A display and a session bus: those of the user's desktop, or ones of our own where a machine has none. Ours belong to
 * the process that started them and end with it.
 */

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Failure } from './print.mjs';

const patience = 20_000;

/** @returns {boolean} whether there is a display to show a window on */
export function hasDisplay(env = process.env) {
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** @returns {boolean} whether there is a session bus, or the platform needs none */
export function hasSessionBus(env = process.env) {
  return process.platform !== 'linux' || Boolean(env.DBUS_SESSION_BUS_ADDRESS);
}

/**
 * Does work with a display and a session bus of our own, as far as asked for.
 *
 * @template T
 * @param {{ display: string | undefined, bus: boolean }} wanted display: the size of the screen, such as "1360x860x24"
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work gets the environment in which they are found
 * @returns {Promise<T>}
 */
export async function withDesktopSession(wanted, work) {
  /** @type {(() => void)[]} */
  const stops = [];
  const stopAll = () => {
    for (const stop of stops.splice(0).reverse()) stop();
  };
  // Also when someone ends this process before the work has ended.
  process.once('exit', stopAll);
  try {
    let env = { ...process.env };
    if (wanted.display) env = await startDisplay(wanted.display, env, stops);
    // After the display: services that the bus starts inherit the environment of the bus.
    if (wanted.bus) env = await startBus(env, stops);
    return await work(env);
  } finally {
    process.off('exit', stopAll);
    stopAll();
  }
}

/**
 * Starts Xvfb. Only those who have its cookie may look at it, as with a real display.
 *
 * @param {string} screen
 * @param {NodeJS.ProcessEnv} env
 * @param {(() => void)[]} stops
 */
async function startDisplay(screen, env, stops) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-display-'));
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  const authority = join(folder, 'Xauthority');
  writeFileSync(authority, authorityRecord(randomBytes(16)), { mode: 0o600 });
  const args = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-auth', authority];
  const number = await startService('Xvfb', args, env, stops);
  const { WAYLAND_DISPLAY: _, ...rest } = env;
  return { ...rest, DISPLAY: `:${number}`, XAUTHORITY: authority };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {(() => void)[]} stops
 */
async function startBus(env, stops) {
  const args = ['--session', '--nofork', '--nopidfile', '--print-address=3'];
  return { ...env, DBUS_SESSION_BUS_ADDRESS: await startService('dbus-daemon', args, env, stops) };
}

/**
 * Starts a service that writes where it can be reached to file descriptor 3 once it is ready.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {(() => void)[]} stops
 * @returns {Promise<string>} the line it wrote
 */
function startService(command, args, env, stops) {
  return new Promise((ready, failed) => {
    // A group of its own: Ctrl+C reaches the app first, and the app may still need its display to end in order.
    const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'], detached: true });
    let words = '';
    child.stderr?.on('data', (chunk) => (words += chunk));
    /** @param {string} why */
    const fail = (why) =>
      failed(
        new Failure(`${command} could not be started: ${why}`, 'run: npm run doctor, and mend what it names'),
      );
    const timer = setTimeout(
      () => fail(`it was not ready after ${patience / 1000} seconds. ${words}`),
      patience,
    );
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code) => fail(`it ended with code ${code}. ${words.trim()}`));
    createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdio[3]) }).once(
      'line',
      (line) => {
        clearTimeout(timer);
        ready(line);
      },
    );
    stops.push(() => {
      clearTimeout(timer);
      child.removeAllListeners('exit');
      child.kill();
      child.unref();
    });
  });
}

/**
 * The one record of an X authority file: a cookie that holds for any display of any host.
 *
 * @param {Buffer} cookie
 */
function authorityRecord(cookie) {
  const anyHost = Buffer.from([0xff, 0xff]);
  /** @param {Buffer} bytes */
  const counted = (bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
  const fields = [Buffer.alloc(0), Buffer.alloc(0), Buffer.from('MIT-MAGIC-COOKIE-1'), cookie];
  return Buffer.concat([anyHost, ...fields.map(counted)]);
}
