/**
 * `npm run doctor [-- --json]`: what this machine offers, and what each lack means. Ends with 1 when `npm start` cannot
 * work.
 */

import { findings } from './lib/checks.mjs';
import { runMain, say } from './lib/print.mjs';

const marks = { good: '✓', limited: '!', missing: '✗' };

await runMain(async () => {
  const found = await findings();
  if (process.argv.includes('--json')) say(JSON.stringify(found, null, 2));
  else for (const finding of found) say(lines(finding).join('\n'));
  return found.some(({ state }) => state === 'missing') ? 1 : 0;
});

/** @param {import('./lib/checks.mjs').Finding} finding */
function lines({ name, state, found, means, todo }) {
  const indent = ' '.repeat(20);
  return [
    `${marks[state]} ${name.padEnd(17)} ${found}`,
    ...(means ? [`${indent}${means}`] : []),
    ...(todo ? [`${indent}What to do: ${todo}`] : []),
  ];
}
