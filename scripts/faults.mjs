/**
 * `npm run faults [-- --runs 5000 --seed 7]`: kills, cuts and lies to the app and checks what must hold. Without --runs
 * each test takes the number that suits CI; a failing test prints the seed that repeats it.
 */

import { buildIfStale } from './lib/build.mjs';
import { projectNode, tools } from './lib/node.mjs';
import { takeNumbers } from './lib/options.mjs';
import { runMain } from './lib/print.mjs';
import { runForeground } from './lib/run.mjs';
import { withTestSession } from './lib/test-session.mjs';

await runMain(async () => {
  const { values, rest } = takeNumbers(process.argv.slice(2), ['--runs', '--seed']);
  await buildIfStale();
  const args = [tools.vitest, 'run', '--project', 'faults', ...rest];
  return withTestSession((env) =>
    runForeground(projectNode(), args, { env: { ...env, ...faultEnv(values) } }),
  );
});

/** @param {Record<string, string>} values */
function faultEnv(values) {
  return {
    ...(values['--runs'] ? { COUNTERSIGN_FAULT_RUNS: values['--runs'] } : {}),
    ...(values['--seed'] ? { COUNTERSIGN_FAULT_SEED: values['--seed'] } : {}),
  };
}
