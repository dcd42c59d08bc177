/**
 * `npm run conformance [-- vitest options]`: how the engine does what the language says. Runs the published kit and
 * examples where they are found, and always the project's own scenarios; ends with how many of each passed.
 */

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { projectEnv, projectNode, tools } from './lib/node.mjs';
import { Failure, runMain, say } from './lib/print.mjs';
import { run } from './lib/run.mjs';
import { reportFile } from './lib/steps.mjs';

/** What stands for something of the language: tests of a file, below a title of their own. */
const kinds = [
  { file: 'ctk.test.ts', what: 'scenarios of the published conformance kit' },
  { file: 'examples.test.ts', group: 'without a network', what: 'published examples without a network' },
  { file: 'examples.test.ts', group: 'with services', what: 'published examples with services' },
  {
    file: 'examples.test.ts',
    group: 'of what is not built are refused',
    what: 'published examples of what is not built are refused',
  },
  { file: 'features.test.ts', what: 'scenarios of our own' },
];

await runMain(async () => {
  const report = reportFile('conformance');
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const { code } = await run(
    projectNode(),
    [
      tools.vitest,
      'run',
      '--project',
      'conformance',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ],
    { env: projectEnv() },
  );
  say('');
  const tests = readTests(report);
  for (const kind of kinds) say(summary(tests, kind));
  return code;
});

/**
 * @typedef {{ file: string, group: string, name: string, passed: boolean }} Test
 *
 * @param {string} report
 * @returns {Test[]}
 */
function readTests(report) {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return testResults.flatMap((/** @type {any} */ { name: file, assertionResults }) =>
      assertionResults
        .filter((/** @type {any} */ { ancestorTitles }) => ancestorTitles.length > 1)
        .map((/** @type {any} */ { ancestorTitles, title, status }) => ({
          file,
          group: ancestorTitles[1],
          name: `${ancestorTitles[1]} ${title}`,
          passed: status === 'passed',
        })),
    );
  } catch {
    throw new Failure('The run left no report.', 'read what is printed above.');
  }
}

/**
 * An example that is run in several ways counts once.
 *
 * @param {Test[]} tests
 * @param {{ file: string, group?: string, what: string }} kind
 */
function summary(tests, { file, group, what }) {
  /** @type {Map<string, boolean>} */
  const things = new Map();
  for (const test of tests) {
    if (!test.file.endsWith(`/${file}`) || (group !== undefined && test.group !== group)) continue;
    const thing = group === undefined ? test.name : (test.name.split(/[:,]/)[0] ?? '');
    things.set(thing, test.passed && things.get(thing) !== false);
  }
  if (things.size === 0) return `none of the ${what}: not run (see above)`;
  return `${[...things.values()].filter(Boolean).length} of ${things.size} ${what}`;
}
