import { expect, test } from 'vitest';
import { absolutePaths, takeNumbers } from '../../../scripts/lib/options.mjs';

test('paths become absolute where they were typed; everything else stays', () => {
  const args = ['--hidden', '--screenshot', 'a.png', '--data-dir=b', '--screenshot', '/c.png', 'd'];
  expect(absolutePaths(args, ['--screenshot', '--data-dir'], '/typed')).toEqual([
    '--hidden',
    '--screenshot',
    '/typed/a.png',
    '--data-dir=/typed/b',
    '--screenshot',
    '/c.png',
    'd',
  ]);
});

test('numbers are taken out of the arguments, in both spellings', () => {
  expect(takeNumbers(['--runs', '5', 'crash', '--seed=7'], ['--runs', '--seed'])).toEqual({
    values: { '--runs': '5', '--seed': '7' },
    rest: ['crash'],
  });
});

test('a number that is none is refused', () => {
  expect(() => takeNumbers(['--runs', 'many'], ['--runs'])).toThrow('--runs needs a whole number');
});
