/** The steps of `npm test`. */

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { judge, none, playwrightCounts, vitestCounts } from './counts.mjs';
import { compileCache, projectEnv, projectNode, tools } from './node.mjs';
import { resultsDir } from './paths.mjs';
import { npm, runLimited } from './run.mjs';
import { withTestSession } from './test-session.mjs';

const minute = 60_000;
/** For one step: the longest, the faults, takes some five minutes when nothing hangs. */
const limit = 12 * minute;

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {boolean} [needsBuild] whether it is pointless when the build failed
 * @property {() => Promise<{ counts: import('./counts.mjs').Counts, problem?: string }>} work
 */

/** @type {Step[]} */
export const steps = [
  check('format', () => tool(tools.prettier, ['--check', '--log-level=warn', '.'])),
  check('lint', () => tool(tools.oxlint, ['--type-aware', '--deny-warnings'])),
  check('types', () => npm(['run', '--silent', 'types'])),
  check('unused', () => tool(tools.knip, [])),
  check('build', () => build(false)),
  vitest('unit'),
  vitest('conformance'),
  vitest('server', { workers: 2 }),
  vitest('integration', { session: true }),
  vitest('faults', { session: true, workers: 2 }),
  playwright('e2e'),
];

/**
 * A check counts as one test.
 *
 * @param {string} name
 * @param {() => Promise<{ code: number }>} work
 * @returns {Step}
 */
function check(name, work) {
  return {
    name,
    work: async () => {
      const { code } = await work();
      return { counts: code === 0 ? { ...none, passed: 1 } : { ...none, failed: 1 } };
    },
  };
}

/**
 * @param {string} project of vitest.config.ts
 * @param {{ session?: boolean, workers?: number }} [options] session: whether it needs a display, a bus and the built app;
 *   workers: how many files run side by side, where they mostly wait for programs that are killed and started
 * @returns {Step}
 */
function vitest(project, { session = false, workers } = {}) {
  const report = reportFile(project);
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(workers ? [`--maxWorkers=${workers}`] : []),
  ];
  /** @param {NodeJS.ProcessEnv} env */
  const work = (env) => tool(tools.vitest, args, { ...env, ...compileCache });
  return {
    name: project,
    needsBuild: session,
    work: () =>
      withReport(report, vitestCounts, () => (session ? withTestSession(work) : work(projectEnv()))),
  };
}

/**
 * @param {string} name
 * @returns {Step}
 */
function playwright(name) {
  const report = reportFile(name);
  return {
    name,
    needsBuild: true,
    work: () =>
      withReport(report, playwrightCounts, () =>
        withTestSession((env) => tool(tools.playwright, ['test'], env)),
      ),
  };
}

/**
 * @param {string} report
 * @param {(report: any) => import('./counts.mjs').Counts} count
 * @param {() => Promise<{ code: number, timedOut: boolean }>} work
 */
async function withReport(report, count, work) {
  mkdirSync(resultsDir, { recursive: true });
  rmSync(report, { force: true });
  const { code, timedOut } = await work();
  const { counts, problem } = judge(readReport(report, count), code);
  if (!timedOut) return problem ? { counts, problem } : { counts };
  return { counts, problem: `it was stopped after ${limit / minute} minutes` };
}

/**
 * @param {string} report
 * @param {(report: any) => import('./counts.mjs').Counts} count
 */
function readReport(report, count) {
  try {
    return count(JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    return undefined;
  }
}

/** @param {string} name */
export function reportFile(name) {
  return join(resultsDir, `${name}.json`);
}

/**
 * @param {string} file
 * @param {string[]} args
 */
function tool(file, args, env = projectEnv()) {
  return runLimited(projectNode(), [file, ...args], { env, limit });
}
