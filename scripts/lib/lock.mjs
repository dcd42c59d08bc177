/** One set-up at a time per folder: two `npm ci` at once would destroy each other's work. */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './print.mjs';

/**
 * Does work while no other process does it on the same folder.
 *
 * @template T
 * @param {string} folder what is protected
 * @param {string} locks the folder that holds lock files
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function exclusively(folder, locks, work) {
  mkdirSync(locks, { recursive: true });
  const file = join(locks, `${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.lock`);
  let told = false;
  while (!take(file)) {
    if (!told) say('Waiting for another set-up of this folder to end …');
    told = true;
    await sleep(500);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    // A set-up that was killed leaves its lock behind; its process is gone.
    if (ownerIsGone(file)) rmSync(file, { force: true });
    return false;
  }
}

/** @param {string} file */
function ownerIsGone(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (!pid) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
