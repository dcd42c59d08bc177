/** The Node that runs the project's tools: newer than what a machine may have, it comes as an npm package. */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root, stateDir } from './paths.mjs';

/** @returns {string} the Node of node_modules, or the present one before there is any */
export function projectNode() {
  const file = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(file) ? file : process.execPath;
}

/** @returns {NodeJS.ProcessEnv} the environment of an npm script, also for scripts that are called without npm */
export function projectEnv(env = process.env) {
  const programs = join(root, 'node_modules', '.bin');
  const path = env.PATH ?? '';
  return path.split(delimiter).includes(programs) ? env : { ...env, PATH: `${programs}${delimiter}${path}` };
}

/** For tests: hundreds of programs are started that read the same sources, and what Node made of them is kept for the next. */
export const compileCache = { NODE_COMPILE_CACHE: join(stateDir, 'compile-cache') };

/** Command line tools of npm packages that are run with the project's Node. */
export const tools = {
  electronVite: join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'),
  knip: join(root, 'node_modules', 'knip', 'bin', 'knip.js'),
  oxlint: join(root, 'node_modules', 'oxlint', 'bin', 'oxlint'),
  playwright: join(root, 'node_modules', 'playwright', 'cli.js'),
  prettier: join(root, 'node_modules', 'prettier', 'bin', 'prettier.cjs'),
  tsc: join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
  vitest: join(root, 'node_modules', 'vitest', 'vitest.mjs'),
};
