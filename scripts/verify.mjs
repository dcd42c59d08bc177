/**
 * `npm test`: every check of the project, in order; the last line has the counts. A skipped test fails the run, and so
 * does a step in which nothing ran.
 */

import { add, none, summary } from './lib/counts.mjs';
import { Failure, runMain, say, seconds } from './lib/print.mjs';
import { readRuntime } from './lib/runtime.mjs';
import { steps } from './lib/steps.mjs';

await runMain(async () => {
  const runtime = readRuntime();
  say(
    `Testing with Electron ${runtime.electronVersion} (${runtime.kind}) and Node ${process.versions.node}.`,
  );
  /** @type {string[]} */
  const report = [];
  /** @type {import('./lib/counts.mjs').Counts[]} */
  const all = [];
  let built = true;
  for (const step of steps) {
    say(`\n━━ ${step.name} ${'━'.repeat(60 - step.name.length)}`);
    const began = Date.now();
    const { counts, problem } = await outcome(step, built);
    const good = counts.failed === 0 && counts.skipped === 0;
    if (step.name === 'build') built = good;
    all.push(counts);
    const line = `${good ? '✓' : '✗'} ${step.name}: ${summary(counts)} (${seconds(Date.now() - began)})`;
    report.push(problem ? `${line}: ${problem}` : line);
    say(report.at(-1) ?? '');
  }
  const total = add(all);
  say(`\n━━ all ${'━'.repeat(57)}\n${report.join('\n')}\n`);
  say(summary(total));
  return total.failed === 0 && total.skipped === 0 ? 0 : 1;
});

/**
 * @param {import('./lib/steps.mjs').Step} step
 * @param {boolean} built
 */
async function outcome(step, built) {
  if (step.needsBuild && !built)
    return { counts: { ...none, failed: 1 }, problem: 'not run, because the build failed' };
  try {
    return await step.work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { counts: { ...none, failed: 1 }, problem: `${error.message} What to do: ${error.next}` };
  }
}
