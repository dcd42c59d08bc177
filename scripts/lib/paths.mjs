/** Where the project and its cache are. */

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The project's folder. */
export const root = resolve(import.meta.dirname, '..', '..');

/** What the scripts remember about this installation; gone whenever node_modules is. */
export const stateDir = join(root, 'node_modules', '.countersign');

/** Where the last test run left its reports. */
export const resultsDir = join(root, 'test-results');

/**
 * Things that are costly to get and do not depend on the working copy.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export function cacheDir(env = process.env) {
  // The XDG specification says to ignore a relative path.
  const xdg = env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : undefined;
  return join(xdg ?? join(homedir(), '.cache'), 'countersign');
}
