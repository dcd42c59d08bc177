/** Which promises the tests keep: a passing test that carries a promise's id in its title, such as "[H67 H68]". */

/** How many promises each source document makes, by the letter of their ids. */
export const promised = { W: 43, I: 65, K: 42, O: 44, H: 106 };

/** @typedef {{ title: string, passed: boolean }} TestOutcome */

/**
 * @param {string} title
 * @returns {string[]} the ids in it, known or not
 */
export function idsIn(title) {
  return [...title.matchAll(/\[([A-Z]\d+(?:[\s,]+[A-Z]\d+)*)\]/g)].flatMap(([, ids = '']) =>
    ids.split(/[\s,]+/),
  );
}

/**
 * @param {TestOutcome[]} tests
 * @returns {{ kept: Set<string>, broken: Set<string>, unknown: Set<string> }} kept: carried by passing tests only;
 *   broken: carried by one that did not pass; unknown: no promise has this id
 */
export function judgePromises(tests) {
  const known = new Set(allIds());
  const carried = tests.flatMap(({ title, passed }) => idsIn(title).map((id) => ({ id, passed })));
  const broken = new Set(carried.filter(({ id, passed }) => known.has(id) && !passed).map(({ id }) => id));
  const kept = new Set(carried.map(({ id }) => id).filter((id) => known.has(id) && !broken.has(id)));
  const unknown = new Set(carried.map(({ id }) => id).filter((id) => !known.has(id)));
  return { kept, broken, unknown };
}

/** @returns {string[]} the ids of all promises, in order */
export function allIds() {
  return Object.entries(promised).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
  );
}

/**
 * @param {any} report of Vitest's "json" reporter
 * @returns {TestOutcome[]}
 */
export function vitestOutcomes(report) {
  return report.testResults.flatMap((/** @type {any} */ file) =>
    file.assertionResults.map((/** @type {any} */ test) => ({
      title: test.title,
      passed: test.status === 'passed',
    })),
  );
}

/**
 * @param {any} report of Playwright's "json" reporter, or one of its suites
 * @returns {TestOutcome[]}
 */
export function playwrightOutcomes(report) {
  const specs = (report.specs ?? []).map((/** @type {any} */ spec) => ({
    title: spec.title,
    passed: hasPassed(spec),
  }));
  return [...specs, ...(report.suites ?? []).flatMap(playwrightOutcomes)];
}

/** @param {any} spec Playwright calls a skipped one "ok" too */
function hasPassed(spec) {
  return spec.tests.length > 0 && spec.tests.every((/** @type {any} */ test) => test.status === 'expected');
}
