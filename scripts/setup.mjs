/**
 * Makes `npm start`, `npm test` and `npm run build` work in a fresh clone: npm packages, Debian packages, the Electron
 * runtime, the SQLite addon; for tests and for the team server also PostgreSQL and Restate. Needs nothing but Node; safe to run again; does nothing when everything is there.
 *
 *     node scripts/setup.mjs <start | test | build | server>
 */

import { join } from 'node:path';
import { ensurePackages } from './lib/debian.mjs';
import { dependenciesAreCurrent, ensureDependencies } from './lib/dependencies.mjs';
import { hasDisplay, hasSessionBus } from './lib/desktop-session.mjs';
import { getRuntime, standingRuntime } from './lib/get-runtime.mjs';
import { exclusively } from './lib/lock.mjs';
import { missingPackages, packagesFor } from './lib/packages.mjs';
import { cacheDir, root } from './lib/paths.mjs';
import { elapsed, Failure, runMain, say } from './lib/print.mjs';
import { ensureServerPrograms, serverProgramsAreThere } from './lib/server-programs.mjs';
import { addonInPlace, ensureAddon } from './lib/sqlite-addon.mjs';

const oldestNode = 20;

await runMain(async () => {
  const purpose = purposeFrom(process.argv[2]);
  checkNode();
  const systemPackages =
    process.platform === 'linux' ? packagesFor(purpose, { display: hasDisplay(), bus: hasSessionBus() }) : [];
  if (isReady(systemPackages)) return;

  say('Setting up Countersign.');
  await exclusively(root, join(cacheDir(), 'locks'), async () => {
    await ensurePackages(systemPackages, purpose === 'test' ? 'to run the tests' : 'to show a window');
    await ensureDependencies();
    if (purpose === 'server') await ensureServerPrograms(process.env);
    // Tests bring their own, whatever the environment names.
    if (purpose === 'test') await ensureServerPrograms();
    if (purpose === 'start' || purpose === 'test')
      await ensureAddon(standingRuntime() ?? (await getRuntime()));
  });
  say(`Set-up is complete (${elapsed()}).\n`);

  /** @param {import('./lib/packages.mjs').SystemPackage[]} wanted */
  function isReady(wanted) {
    if (missingPackages(wanted).length > 0 || !dependenciesAreCurrent()) return false;
    if (purpose === 'server') return serverProgramsAreThere(process.env);
    if (purpose === 'test' && !serverProgramsAreThere()) return false;
    if (purpose === 'build') return true;
    const runtime = standingRuntime();
    return runtime !== undefined && addonInPlace(runtime);
  }
});

/**
 * @param {string | undefined} word
 * @returns {'start' | 'test' | 'build' | 'server'}
 */
function purposeFrom(word) {
  if (word === 'start' || word === 'test' || word === 'build' || word === 'server') return word;
  throw new Failure(
    'setup.mjs needs to know what for.',
    'run: node scripts/setup.mjs start (or test, build, server)',
  );
}

function checkNode() {
  if (Number(process.versions.node.split('.')[0]) >= oldestNode) return;
  throw new Failure(
    `This is Node ${process.versions.node}; Countersign needs Node ${oldestNode} or newer.`,
    'install a current Node from https://nodejs.org, then try again',
  );
}
