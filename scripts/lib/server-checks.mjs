/** What `npm run doctor` says of the programs that the team server brings. The app itself needs none of them. */

import { existsSync } from 'node:fs';
import { read } from './run.mjs';
import { pinnedPrograms } from './server-programs.mjs';

const means = 'npm start works; npm run server and its tests do not.';
const setUp = 'run: node scripts/setup.mjs server';
const longestStartMs = 10_000;

/**
 * @param {NodeJS.ProcessEnv} env may name others to use instead
 * @param {import('./server-programs.mjs').PinnedProgram[]} [programs]
 * @returns {import('./checks.mjs').Finding[]}
 */
export function serverFindings(env, programs = pinnedPrograms()) {
  return programs.map((program) => finding(program, env));
}

/**
 * @param {import('./server-programs.mjs').PinnedProgram} program
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('./checks.mjs').Finding}
 */
function finding({ what: name, version, size, setting, instead, folder, executable, isOffered }, env) {
  if (env[setting]) return { name, state: 'good', found: `another one, named by ${setting}` };
  if (!isOffered) {
    const found = `none for ${process.platform}-${process.arch}`;
    return { name, state: 'limited', found, means, todo: instead };
  }
  if (!existsSync(executable)) {
    const todo = `${setUp} (${size}), or ${instead}`;
    return { name, state: 'limited', found: `${version} has not been fetched`, means, todo };
  }
  const said = read(executable, ['--version'], { timeout: longestStartMs });
  if (said === undefined) {
    const todo = `delete ${folder}, then ${setUp}, or ${instead}`;
    return { name, state: 'limited', found: `${version} does not start here: ${executable}`, means, todo };
  }
  return { name, state: 'good', found: `${version}, starts (${said.trim().split('\n')[0]}), ${folder}` };
}
