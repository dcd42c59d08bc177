import { expect, test } from 'vitest';
import { add, judge, playwrightCounts, summary, vitestCounts } from '../../../scripts/lib/counts.mjs';

test('a todo of Vitest counts as skipped', () => {
  const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };
  expect(vitestCounts(report)).toEqual({ passed: 5, failed: 1, skipped: 3 });
});

test('a flaky test of Playwright counts as failed', () => {
  const report = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 } };
  expect(playwrightCounts(report)).toEqual({ passed: 4, failed: 2, skipped: 2 });
});

test('a step without a report, without tests or with an error outside its tests fails', () => {
  expect(judge(undefined, 0).counts.failed).toBe(1);
  expect(judge({ passed: 0, failed: 0, skipped: 0 }, 0).counts.failed).toBe(1);
  expect(judge({ passed: 3, failed: 0, skipped: 0 }, 1).counts).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

test('a step keeps its counts when it went as it says', () => {
  expect(judge({ passed: 3, failed: 0, skipped: 0 }, 0)).toEqual({
    counts: { passed: 3, failed: 0, skipped: 0 },
  });
  expect(judge({ passed: 3, failed: 2, skipped: 0 }, 1).counts.failed).toBe(2);
});

test('skipped tests are told', () => {
  expect(judge({ passed: 3, failed: 0, skipped: 1 }, 0).problem).toContain('skipped');
  expect(summary({ passed: 3, failed: 0, skipped: 1 })).toBe('3 passed, 0 failed, 1 skipped');
});

test('the last line has the sums and names no skips when there are none', () => {
  const total = add([
    { passed: 3, failed: 0, skipped: 0 },
    { passed: 1, failed: 2, skipped: 0 },
  ]);
  expect(summary(total)).toBe('4 passed, 2 failed');
});
