import { expect, test } from 'vitest';
import { parseArguments } from '../../../src/main/app/arguments.ts';

test('the app reads its own switches and leaves the others on the line to Chromium', () => {
  const given = parseArguments([
    '--no-sandbox',
    '/app',
    '--data-dir',
    '/data',
    '--screenshot=shot.png',
    '--hidden',
  ]);
  expect(given).toEqual({ dataDir: '/data', screenshot: 'shot.png', hidden: true, rest: ['/app'] });
});

test('without switches it shows its window on the usual data', () => {
  expect(parseArguments([])).toEqual({ hidden: false, rest: [] });
});

test('a switch without its value counts as not given', () => {
  expect(parseArguments(['--data-dir'])).toEqual({ hidden: false, rest: [] });
});
