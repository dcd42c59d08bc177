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

const kinds = [
  { file: 'ctk.test.ts', what: 'scenarios of the published conformance kit' },
  { file: 'examples.test.ts', what: 'tests of the published examples' },
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
  const scenarios = readScenarios(report);
  for (const { file, what } of kinds) say(summary(scenarios, file, what));
  return code;
});

/**
 * @typedef {{ file: string, status: string }} Scenario
 *
 * @param {string} report
 * @returns {Scenario[]} one for each test that stands for something of the language: below a title of its own
 */
function readScenarios(report) {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return testResults.flatMap((/** @type {any} */ { name, assertionResults }) =>
      assertionResults
        .filter((/** @type {any} */ { ancestorTitles }) => ancestorTitles.length > 1)
        .map((/** @type {any} */ { status }) => ({ file: name, status })),
    );
  } catch {
    throw new Failure('The run left no report.', 'read what is printed above.');
  }
}

/**
 * @param {Scenario[]} scenarios
 * @param {string} file
 * @param {string} what
 */
function summary(scenarios, file, what) {
  const own = scenarios.filter((scenario) => scenario.file.endsWith(`/${file}`));
  if (own.length === 0) return `none of the ${what} were run (see above)`;
  return `${own.filter(({ status }) => status === 'passed').length} of ${own.length} ${what}`;
}
