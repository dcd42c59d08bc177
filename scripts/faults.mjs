/**
 * `npm run faults [-- [file…] --runs 20000 --seed 7]`: kills, cuts and lies to the app and checks what must hold. Without
 * --runs each test takes the number that suits CI; a failing test prints the seed that repeats it. With a part of a file's
 * name, such as `property`, only those tests run. `cluster` takes an engine of three nodes then, and kills one of them as well.
 */

import { buildIfStale } from './lib/build.mjs';
import { compileCache, projectNode, tools } from './lib/node.mjs';
import { takeNumbers } from './lib/options.mjs';
import { runMain } from './lib/print.mjs';
import { runForeground } from './lib/run.mjs';
import { withTestSession } from './lib/test-session.mjs';

/** A kill is a program that is started, ended and started again: most of a second. A simulated case takes milliseconds. */
const mostKills = 5_000;

await runMain(async () => {
  const { values, rest } = takeNumbers(process.argv.slice(2), ['--runs', '--seed']);
  await buildIfStale();
  const args = [tools.vitest, 'run', '--project', 'faults', ...rest];
  return withTestSession((env) =>
    runForeground(projectNode(), args, { env: { ...env, ...compileCache, ...faultEnv(values, rest) } }),
  );
});

/**
 * @param {Record<string, string>} values
 * @param {string[]} files
 */
function faultEnv(values, files) {
  const runs = values['--runs'];
  const kills = String(Math.min(Number(runs), mostKills));
  return {
    ...(runs ? { COUNTERSIGN_FAULT_CASES: runs, COUNTERSIGN_FAULT_RUNS: kills } : {}),
    ...(files.includes('cluster') ? { COUNTERSIGN_FAULT_ENGINES: '3' } : {}),
    ...(values['--seed'] ? { COUNTERSIGN_FAULT_SEED: values['--seed'] } : {}),
  };
}
