/** The pinned Electron from its release host, by the electron package's own installer. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './run.mjs';

const electronPackage = join(root, 'node_modules', 'electron');

/**
 * @param {string} version
 * @returns {string | undefined} the executable, when exactly this version is installed
 */
export function installedOfficial(version) {
  try {
    if (
      readFileSync(join(electronPackage, 'dist', 'version'), 'utf8')
        .trim()
        .replace(/^v/, '') !== version
    )
      return;
  } catch {
    return undefined;
  }
  const executable = join(electronPackage, 'dist', executableName());
  return existsSync(executable) ? executable : undefined;
}

/**
 * @param {string} version
 * @returns {boolean} whether Electron's download cache holds it
 */
export function officialInDownloadCache(version) {
  const folder = downloadCache();
  if (!existsSync(folder)) return false;
  return readdirSync(folder).some((entry) => existsSync(join(folder, entry, archiveName(version))));
}

/**
 * Asks the release host (or the mirror that ELECTRON_MIRROR names) for the archive, for 5 seconds at most.
 *
 * @param {string} version
 * @returns {Promise<boolean>}
 */
export async function officialReachable(version) {
  try {
    const answer = await fetch(downloadUrl(version), { method: 'HEAD', signal: AbortSignal.timeout(5000) });
    return answer.ok;
  } catch {
    return false;
  }
}

/**
 * Downloads (or takes from the download cache), checks and unpacks the pinned Electron.
 *
 * @param {string} version
 * @returns {Promise<string | undefined>} the executable; undefined when it could not be installed
 */
export async function installOfficial(version) {
  const { ELECTRON_OVERRIDE_DIST_PATH: _, ...env } = process.env;
  const { code } = await run(process.execPath, [join(electronPackage, 'install.js')], { env });
  return code === 0 ? installedOfficial(version) : undefined;
}

/**
 * @param {string} version
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} where the archive is, by the rules of @electron/get
 */
export function downloadUrl(version, env = process.env) {
  const mirror = env.NPM_CONFIG_ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? env.ELECTRON_MIRROR;
  const folder = env.ELECTRON_CUSTOM_DIR?.replace('{{ version }}', version) ?? `v${version}`;
  const base = mirror ?? 'https://github.com/electron/electron/releases/download/';
  return `${base.replace(/\/*$/, '/')}${folder}/${archiveName(version)}`;
}

/** @param {string} version */
function archiveName(version) {
  return `electron-v${version}-${process.platform}-${process.arch}.zip`;
}

function downloadCache() {
  if (process.env.electron_config_cache) return process.env.electron_config_cache;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'electron');
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? homedir(), 'electron', 'Cache');
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'electron');
}

function executableName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
