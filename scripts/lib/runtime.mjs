/** Which Electron this installation uses. Set-up writes it down; everything else reads it here. */

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root, stateDir } from './paths.mjs';
import { Failure } from './print.mjs';
import { read } from './run.mjs';

/**
 * @typedef {object} Runtime
 * @property {'official' | 'fallback' | 'custom'} kind official: the pinned Electron; fallback: the older one from the
 *   npm registry; custom: named by COUNTERSIGN_RUNTIME
 * @property {string} executable absolute path
 * @property {string} electronVersion for example "33.2.1"
 * @property {string} nodeVersion of the Node inside
 * @property {string} chromeVersion of the Chromium inside
 * @property {number} nodeApi highest Node-API version that it offers
 * @property {string} pinned the version of the electron package when the choice was made
 */

const file = join(stateDir, 'runtime.json');

/**
 * The runtime that set-up chose.
 *
 * @returns {Runtime}
 * @throws {Failure} when set-up has not run or the runtime is gone
 */
export function readRuntime() {
  const runtime = readRuntimeIfAny();
  if (runtime && existsSync(runtime.executable)) return runtime;
  throw new Failure(
    runtime
      ? `The Electron runtime ${runtime.executable} is gone.`
      : 'No Electron runtime has been chosen yet.',
    'run: node scripts/setup.mjs start',
  );
}

/** @returns {Runtime | undefined} what set-up wrote down, whether or not it is still there */
export function readRuntimeIfAny() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {Runtime} runtime */
export function writeRuntime(runtime) {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(runtime, null, 2)}\n`);
  renameSync(draft, file);
}

/**
 * Makes `require('electron')` in Node, and tools that look where it looks, find an executable.
 *
 * @param {string} executable
 */
export function pointElectronPackageAt(executable) {
  const home = join(root, 'node_modules', 'electron');
  // A path relative to `dist` instead of a link in its place, so that an installation of the official Electron cannot
  // write into the cache.
  writeFileSync(join(home, 'path.txt'), relative(join(home, 'dist'), executable));
}

/** @returns {string} the Electron version that package.json pins */
export function pinnedElectron() {
  return JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')).version;
}

/**
 * Asks an Electron executable what it is.
 *
 * @param {string} executable
 * @returns {Pick<Runtime, 'electronVersion' | 'nodeVersion' | 'chromeVersion' | 'nodeApi'> | undefined} undefined when
 *   it does not run, or is not Electron
 */
export function identify(executable) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const versions = JSON.parse(read(executable, ['-p', 'JSON.stringify(process.versions)'], { env }) ?? '{}');
  if (!versions.electron) return undefined;
  return {
    electronVersion: versions.electron,
    nodeVersion: versions.node,
    chromeVersion: versions.chrome,
    nodeApi: Number(versions.napi),
  };
}

/**
 * Chromium refuses to run its sandbox as root on Linux; everyone else keeps it.
 *
 * @returns {string[]} switches for the runtime's command line
 */
export function sandboxSwitches() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/**
 * @param {Runtime} runtime
 * @returns {Record<string, string>} what electron-vite must know when the runtime is not the pinned Electron
 */
export function buildToolEnv(runtime) {
  if (runtime.kind === 'official') return {};
  return {
    ELECTRON_EXEC_PATH: runtime.executable,
    ELECTRON_MAJOR_VER: runtime.electronVersion.split('.')[0] ?? '',
  };
}
