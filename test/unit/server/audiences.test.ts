import { describe, expect, test } from 'vitest';
import { audienceCheck } from '../../../src/server/auth/audiences.ts';
import { parseConfig } from '../../../src/server/config.ts';

const checkOf = (env: Record<string, string>, url = 'http://127.0.0.1:8787') =>
  audienceCheck(parseConfig({ OIDC_ISSUER: 'https://issuer.example', ...env }, '/data'), () => url);

describe('[H4] what a token may be for', () => {
  test.each([
    ['urn:countersign:server', true],
    ['https://tasks.example', true],
    ['https://tasks.example/', true],
    ['https://tasks.example/countersign', false],
    ['https://tasks.example.attacker.example', false],
    ['http://tasks.example', false],
    ['https://other.example', false],
    ['http://127.0.0.1:8787', false],
    ['', false],
  ])('for a server at https://tasks.example: %j is %s', (audience, isTaken) => {
    expect(checkOf({ PUBLIC_URL: 'https://tasks.example/countersign' })(audience)).toBe(isTaken);
  });

  test.each([
    ['http://127.0.0.1:8787', true],
    ['http://localhost:8787/', true],
    ['http://[::1]:8787', true],
    ['http://127.0.0.1:9999', false],
    ['https://localhost:8787', false],
  ])('for one that is reached on this computer only: %j is %s', (audience, isTaken) => {
    expect(checkOf({})(audience)).toBe(isTaken);
  });

  test('with the identity provider for development every address of this computer, and no other', () => {
    const isTaken = checkOf({ OIDC_ISSUER: '' });
    expect(isTaken('http://127.0.0.1:9999')).toBe(true);
    expect(isTaken('http://tasks.example:9999')).toBe(false);
    expect(checkOf({ OIDC_ISSUER: '', PUBLIC_URL: 'https://tasks.example' })('http://127.0.0.1:9999')).toBe(
      false,
    );
  });
});
