import { expect, it } from 'vitest';
import { asTheyEnd } from '../../../src/server/http/as-they-end.ts';
import { fakeTime } from '../../support/fake-time.ts';

it('outcomes are told as they end, together where they end together, and silence is never long', async () => {
  const time = fakeTime(0);
  const [first, second, third] = [later(), later(), later()];
  const lines = asTheyEnd([first.promise, second.promise, third.promise], time);
  const together = lines.next();
  third.resolve({ index: 2 });
  first.resolve({ index: 0 });
  expect((await together).value).toBe('{"index":2}\n{"index":0}\n');
  const silence = lines.next();
  time.advance(10_000);
  expect((await silence).value).toBe('\n');
  const last = lines.next();
  second.resolve({ index: 1 });
  expect((await last).value).toBe('{"index":1}\n');
  expect((await lines.next()).done).toBe(true);
});

function later(): { readonly promise: Promise<object>; resolve(outcome: object): void } {
  let resolve = (_outcome: object): void => {};
  const promise = new Promise<object>((settle) => (resolve = settle));
  return { promise, resolve: (outcome) => resolve(outcome) };
}
