import { expect, test } from 'vitest';
import { ownValues } from '../../../src/renderer/forms/own-values.ts';

test('what a form said is its own when it comes back, also when it has said more meanwhile', () => {
  const own = ownValues({});
  own.said({ x: 1 });
  own.said({ x: 1, y: 2 });
  expect(own.hears({ x: 1 })).toBe(true);
  own.said({ x: 1, y: 25 });
  expect(own.hears({ x: 1, y: 25 })).toBe(true);
});

test('what it did not say is somebody else’s, and so is what it said before the last that it heard', () => {
  const own = ownValues(undefined);
  expect(own.hears(null)).toBe(true);
  own.said('one');
  own.said('two');
  expect(own.hears('two')).toBe(true);
  expect(own.hears('one')).toBe(false);
  expect(own.hears('one')).toBe(true);
  expect(own.hears('two')).toBe(false);
});
