import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTokenVerifier, type TokenVerifier } from '../../../src/server/auth/token-verifier.ts';
import { fakeTime, type FakeTime } from '../../support/fake-time.ts';
import { startIssuer, testAudience, type TestIssuer } from '../../support/server/issuer.ts';

const skewSeconds = 60;
let time: FakeTime;
let issuer: TestIssuer;
let verifier: TokenVerifier;

beforeEach(async () => {
  time = fakeTime();
  issuer = await startIssuer(time);
  verifier = verifierOf(issuer.url);
});
afterEach(async () => {
  vi.useRealTimers();
  await issuer.close();
});

function verifierOf(url: string): TokenVerifier {
  return createTokenVerifier({
    issuer: url,
    isAudience: (one) => [testAudience, 'https://tasks.example'].includes(one),
    jwksUrl: null,
    skewSeconds,
    clock: time,
  });
}

const unknownKey = Buffer.from(JSON.stringify({ alg: 'ES256', kid: 'nobody’s' })).toString('base64url');
const seconds = (after: number) => Math.floor(time.now() / 1_000) + after;

test('a token of the issuer for this audience says who its bearer is', async () => {
  const { claims, expiresAt } = await verifier.verify(await issuer.token({ sub: 'alice' }));
  expect(claims.sub).toBe('alice');
  expect(expiresAt).toBe((seconds(3_600) + skewSeconds) * 1_000);
});

test('a token for another audience is refused', async () => {
  const token = await issuer.token({ aud: 'urn:somebody:else' });
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED', message: /audience/ });
});

test('[H4] a token for the address of this server is taken, for which no other server can be given one', async () => {
  await expect(verifier.verify(await issuer.token({ aud: 'https://tasks.example' }))).resolves.toBeDefined();
  const token = await issuer.token({ aud: ['https://tasks.example.attacker.example'] });
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED', message: /audience/ });
});

test.each([[undefined], [[]], [[7]], [{ own: testAudience }]])('a token for %j is refused', async (aud) => {
  await expect(verifier.verify(await issuer.token({ aud }))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

test('a token that says another issuer is refused, also when the key is right', async () => {
  const token = await issuer.token({ iss: 'https://issuer.example' });
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED', message: /issuer/ });
});

test('a token of another issuer that claims to be this one is refused', async () => {
  const other = await startIssuer(time);
  try {
    const token = await other.token({ iss: issuer.url, sub: 'mallory' });
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  } finally {
    await other.close();
  }
});

test('a token without a signature is refused', async () => {
  const token = issuer.unsigned({ sub: 'mallory' });
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

test('a token that is signed with the public key as a shared secret is refused', async () => {
  const token = await issuer.signedWithPublicKey({ sub: 'mallory' });
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

test('a token whose content was changed is refused', async () => {
  const [header, , signature] = (await issuer.token({ sub: 'alice' })).split('.');
  const [, payload] = (await issuer.token({ sub: 'admin' })).split('.');
  const token = [header, payload, signature].join('.');
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

test.each([
  ['nothing', ''],
  ['a word', 'x'],
  ['three parts', 'a.b.c'],
  ['far too much', 'x'.repeat(20_000)],
])('what is no token is refused: %s', async (_, token) => {
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

describe('clocks that differ', () => {
  test('a token that ended a moment ago is still taken', async () => {
    const token = await issuer.token({ exp: seconds(-skewSeconds + 1) });
    await expect(verifier.verify(token)).resolves.toBeDefined();
  });

  test('a token that ended longer ago has expired', async () => {
    const token = await issuer.token({ exp: seconds(-skewSeconds - 1) });
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  test('a token that begins in a moment is taken, one that begins later is not', async () => {
    const soon = await issuer.token({ nbf: seconds(skewSeconds - 1) });
    const late = await issuer.token({ nbf: seconds(skewSeconds + 5) });
    await expect(verifier.verify(soon)).resolves.toBeDefined();
    await expect(verifier.verify(late)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  test('a token that never ends is refused', async () => {
    const token = await issuer.token({ exp: undefined });
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});

test('a token that was verified expires while it is remembered', async () => {
  const token = await issuer.token({ exp: seconds(10) });
  await verifier.verify(token);
  time.advance((10 + skewSeconds + 1) * 1_000);
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
});

describe('keys that change', () => {
  test('a token by a new key is taken without a restart', async () => {
    await verifier.verify(await issuer.token({ sub: 'alice' }));
    await issuer.rotate({ keepOld: true });
    const aWhileLater = Date.now() + 11_000;
    vi.useFakeTimers({ toFake: ['Date'], now: aWhileLater });
    await expect(verifier.verify(await issuer.token({ sub: 'bob' }))).resolves.toBeDefined();
    expect(issuer.keyRequests()).toBe(2);
  });

  test('tokens of both keys are taken while both are published', async () => {
    const old = await issuer.token({ sub: 'alice' });
    await issuer.rotate({ keepOld: true });
    const young = await issuer.token({ sub: 'alice' });
    await expect(verifier.verify(old)).resolves.toBeDefined();
    await expect(verifier.verify(young)).resolves.toBeDefined();
  });

  test('a token of a key that is not published any more is refused', async () => {
    const old = await issuer.token({ sub: 'alice' });
    await issuer.rotate({ keepOld: false });
    await expect(verifier.verify(old)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});

test('tokens of keys that nobody knows do not make the issuer be asked again and again', async () => {
  const options = {
    isAudience: (one: string) => one === testAudience,
    jwksUrl: null,
    skewSeconds,
    clock: time,
  };
  const patient = createTokenVerifier({ ...options, issuer: issuer.url });
  await patient.verify(await issuer.token({ sub: 'alice' }));
  const lost = await startIssuer(time);
  await lost.rotate({ keepOld: false });
  for (let call = 0; call < 5; call += 1) {
    const token = await lost.token({ iss: issuer.url, sub: `mallory-${call}` });
    await expect(patient.verify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  }
  await lost.close();
  expect(issuer.keyRequests()).toBe(1);
});

test('while the keys cannot be had it is not the token that is wrong, and it is tried again', async () => {
  const token = await issuer.token({ sub: 'alice' });
  issuer.setAway(true);
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
  issuer.setAway(false);
  time.advance(1_000);
  await expect(verifier.verify(token)).resolves.toBeDefined();
});

test('[H4] while the keys cannot be had, the issuer is not asked for every token that somebody makes up', async () => {
  issuer.setAway(true);
  const made = Array.from({ length: 20 }, (_, number) => issuer.unsigned({ sub: `mallory-${number}` }));
  for (const token of made) {
    const signed = token.replace(/\.$/, '.c2lnbmVk').replace(/^[^.]+/, unknownKey);
    await expect(verifier.verify(signed)).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
  }
  expect(issuer.requests()).toBeLessThanOrEqual(2);
  time.advance(1_000);
  issuer.setAway(false);
  await expect(verifier.verify(await issuer.token({ sub: 'alice' }))).resolves.toBeDefined();
});

test('many calls with one token ask for the keys once', async () => {
  const token = await issuer.token({ sub: 'alice' });
  for (let call = 0; call < 20; call += 1) await verifier.verify(token);
  expect(issuer.keyRequests()).toBe(1);
});
