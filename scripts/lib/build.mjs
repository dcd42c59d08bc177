/** Builds the app when its sources are newer than what was built from them. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectEnv, projectNode, tools } from './node.mjs';
import { root } from './paths.mjs';
import { during, Failure } from './print.mjs';
import { run } from './run.mjs';
import { buildToolEnv, readRuntime } from './runtime.mjs';

const outputs = ['out/main/index.js', 'out/main/cli.js', 'out/preload/index.cjs', 'out/renderer/index.html'];
const sources = [
  'src',
  'electron.vite.config.ts',
  'scripts/lib/pdf-data.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

/** Builds the app if need be. */
export async function buildIfStale() {
  if (!isStale()) return;
  const { code, output } = await during('Building the app', () => build(true));
  if (code === 0) return;
  console.error(output.trim());
  throw new Failure('The app could not be built (the reason is above).', 'mend that, then try again');
}

/**
 * @param {boolean} quiet whether to collect the output instead of showing it
 * @returns {Promise<{ code: number, output: string }>}
 */
export function build(quiet) {
  const env = { ...projectEnv(), ...buildToolEnv(readRuntime()) };
  return run(projectNode(), [tools.electronVite, 'build'], { env, quiet });
}

/** @returns {boolean} whether something was not built, or before its sources were last changed */
export function isStale() {
  const built = outputs.map((file) => join(root, file));
  if (!built.every((file) => existsSync(file))) return true;
  const oldest = Math.min(...built.map((file) => statSync(file).mtimeMs));
  return sources.some((path) => newestIn(join(root, path)) > oldest);
}

/**
 * @param {string} path
 * @returns {number} the latest change; a folder's own counts too, so that a deleted file is noticed
 */
function newestIn(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}
