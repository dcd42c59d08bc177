/** How many tests passed, from the reports of Vitest and Playwright. */

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** @type {Readonly<Counts>} */
export const none = { passed: 0, failed: 0, skipped: 0 };

/**
 * @param {Counts[]} all
 * @returns {Counts}
 */
export function add(all) {
  return all.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    none,
  );
}

/**
 * @param {any} report of Vitest's "json" reporter
 * @returns {Counts} todo counts as skipped
 */
export function vitestCounts(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {any} report of Playwright's "json" reporter
 * @returns {Counts} a flaky test counts as failed
 */
export function playwrightCounts(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
}

/**
 * What a test step amounts to. A step that failed without a failed test (a file that does not load, an error outside any
 * test) and a step in which nothing ran count as one failure, so that neither can pass for success.
 *
 * @param {Counts | undefined} counts undefined when there is no report
 * @param {number} exitCode
 * @returns {{ counts: Counts, problem?: string }}
 */
export function judge(counts, exitCode) {
  if (!counts) return { counts: { ...none, failed: 1 }, problem: 'it left no report' };
  if (counts.passed + counts.failed === 0) {
    return { counts: { ...counts, failed: 1 }, problem: 'not a single test ran' };
  }
  if (exitCode !== 0 && counts.failed === 0) {
    return {
      counts: { ...counts, failed: 1 },
      problem: `it ended with exit code ${exitCode}, though no test failed`,
    };
  }
  return counts.skipped === 0 ? { counts } : { counts, problem: `${counts.skipped} tests were skipped` };
}

/**
 * @param {Counts} counts
 * @returns {string} for example "12 passed, 0 failed"
 */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
