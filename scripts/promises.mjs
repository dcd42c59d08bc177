/**
 * `npm run promises`: which of the promised behaviours the last `npm test` saw kept through a real interface: the window
 * (e2e) or the API and CLI (integration). Unit tests do not count.
 */

import { existsSync, readFileSync } from 'node:fs';
import { Failure, runMain, say } from './lib/print.mjs';
import { allIds, judgePromises, playwrightOutcomes, promised, vitestOutcomes } from './lib/promises.mjs';
import { reportFile } from './lib/steps.mjs';

await runMain(async () => {
  const tests = [...outcomes('integration', vitestOutcomes), ...outcomes('e2e', playwrightOutcomes)];
  const { kept, broken, unknown } = judgePromises(tests);
  for (const [letter, count] of Object.entries(promised)) {
    const ids = allIds().filter((id) => id.startsWith(letter) && kept.has(id));
    say(`${letter}  ${ids.length} of ${count}${ids.length > 0 ? `: ${ids.join(' ')}` : ''}`);
  }
  if (broken.size > 0) say(`Carried by a test that did not pass: ${[...broken].join(' ')}`);
  if (unknown.size > 0) say(`No promise has this id: ${[...unknown].join(' ')}`);
  say(`${kept.size} of ${allIds().length} promises kept`);
  return unknown.size > 0 ? 1 : 0;
});

/**
 * @param {string} step
 * @param {(report: any) => import('./lib/promises.mjs').TestOutcome[]} read
 */
function outcomes(step, read) {
  const file = reportFile(step);
  if (existsSync(file)) return read(JSON.parse(readFileSync(file, 'utf8')));
  throw new Failure(`The last test run left no report of ${step}.`, 'run: npm test');
}
