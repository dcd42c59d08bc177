import { expect, test } from 'vitest';
import {
  allIds,
  idsIn,
  judgePromises,
  playwrightOutcomes,
  vitestOutcomes,
} from '../../../scripts/lib/promises.mjs';

test('there are 300 promises', () => {
  expect(new Set(allIds()).size).toBe(300);
});

test.each([
  ['[H67] a losing submission gets 409', ['H67']],
  ['[H67 H68] both', ['H67', 'H68']],
  ['[H67, W1] both, [I2] and a third', ['H67', 'W1', 'I2']],
  ['H67 without brackets, [an aside] and [404]', []],
])('ids in "%s"', (title, ids) => {
  expect(idsIn(title)).toEqual(ids);
});

test('a promise is kept when every test that carries it passed', () => {
  const { kept, broken, unknown } = judgePromises([
    { title: '[W1] good', passed: true },
    { title: '[W2] good', passed: true },
    { title: '[W2] bad', passed: false },
    { title: '[W99] no such promise', passed: true },
  ]);
  expect([...kept]).toEqual(['W1']);
  expect([...broken]).toEqual(['W2']);
  expect([...unknown]).toEqual(['W99']);
});

test('outcomes are read from the report of Vitest', () => {
  const assertionResults = [
    { title: '[W1] a', status: 'passed' },
    { title: '[W2] b', status: 'failed' },
  ];
  expect(vitestOutcomes({ testResults: [{ assertionResults }] })).toEqual([
    { title: '[W1] a', passed: true },
    { title: '[W2] b', passed: false },
  ]);
});

test('outcomes are read from all levels of the report of Playwright, where a skipped test has not passed', () => {
  const spec = (title: string, status: string) => ({ title, ok: true, tests: [{ status }] });
  const inner = { specs: [spec('[W2] inner', 'expected')] };
  const report = { suites: [{ specs: [spec('[W1] outer', 'skipped')], suites: [inner] }] };
  expect(playwrightOutcomes(report)).toEqual([
    { title: '[W1] outer', passed: false },
    { title: '[W2] inner', passed: true },
  ]);
});
