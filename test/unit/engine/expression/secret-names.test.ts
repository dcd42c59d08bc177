import { describe, expect, it } from 'vitest';
import { readsAnySecret, secretNames } from '../../../../src/engine/expression/secret-names.ts';

describe('the secrets that an expression reads', () => {
  it.each([
    ['$secrets.token', ['token']],
    ['$secret["api-key"] + $secrets.a', ['api-key', 'a']],
    [`$secrets['api-key']`, ['api-key']],
    ['$secrets . ["x"]', ['x']],
  ])('are those that %s names', (code, names) => {
    expect([...secretNames(code)]).toEqual(names);
    expect(readsAnySecret(code)).toBe(false);
  });

  it.each(['$secrets | .token', '$secrets as $s | $s.token', '$secrets[.which]', '$secrets'])(
    'may be any where it says %s',
    (code) => {
      expect([...secretNames(code)]).toEqual([]);
      expect(readsAnySecret(code)).toBe(true);
    },
  );

  it('are found at once, however many blanks there are', () => {
    const blanks = ' '.repeat(200_000);
    const began = performance.now();
    expect([...secretNames(`$secret${blanks}| 1`)]).toEqual([]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
