import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { signInByDevice, type DeviceCode } from '../../../../src/local/accounts/device-grant.ts';
import { fakeTime } from '../../../support/fake-time.ts';

const of = {
  issuer: 'https://portal.example/oauth2/p',
  clientId: 'c',
  audience: '',
  resource: 'https://portal.example',
  scopes: ['portal.r'],
};
const usual = {
  device_code: 'd',
  user_code: 'AB-CD',
  verification_uri: 'https://portal.example/device',
  expires_in: 600,
  interval: 5,
};

function begin(authorization: object, answer: (asked: number) => object) {
  const time = fakeTime();
  const forms: URLSearchParams[] = [];
  const codes: DeviceCode[] = [];
  let asked = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    forms.push(init?.body as URLSearchParams);
    const begins = String(input instanceof Request ? input.url : input).endsWith('/device_authorization');
    if (begins) return Response.json(authorization);
    const body = answer(asked++);
    return Response.json(body, { status: 'error' in body ? 400 : 200 });
  };
  const signIn = signInByDevice(
    { fetch, clock: time, timers: time },
    of,
    new AbortController().signal,
    (code) => codes.push(code),
  );
  signIn.catch(() => {});
  return {
    signIn,
    codes,
    forms,
    asked: () => asked,
    async pass(seconds: number) {
      time.advance(seconds * 1_000);
      for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    },
  };
}

const pending = () => ({ error: 'authorization_pending' });

describe('a sign-in by a code', () => {
  it('says in each request for which server the token is to be', async () => {
    const { signIn, forms, pass } = begin(usual, () => ({ access_token: 't', expires_in: 60 }));
    await pass(0);
    await pass(5);
    expect((await signIn).accessToken).toBe('t');
    expect(forms.map((form) => form.get('resource'))).toEqual([of.resource, of.resource]);
  });

  it('asks no faster than it is told to, and stays slow', async () => {
    const { asked, pass } = begin(usual, (number) => (number === 0 ? { error: 'slow_down' } : pending()));
    await pass(0);
    await pass(5);
    expect(asked()).toBe(1);
    await pass(9);
    expect(asked()).toBe(1);
    await pass(1);
    expect(asked()).toBe(2);
    await pass(9);
    expect(asked()).toBe(2);
  });

  it.each([0, -1])('is not asked for without a pause, where the server says %d', async (interval) => {
    const { asked, pass } = begin({ ...usual, interval }, pending);
    await pass(0);
    await pass(0.9);
    expect(asked()).toBe(0);
    await pass(0.1);
    expect(asked()).toBe(1);
  });

  it('is waited for an hour at most', async () => {
    const { signIn, codes, pass } = begin({ ...usual, expires_in: 1e12, interval: 1e12 }, pending);
    await pass(0);
    expect(codes).toHaveLength(1);
    await pass(3_600);
    await expect(signIn).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  it.each(['AB\u202ECD', 'A\nB', 'A\u0000'])(
    'is refused where its code is no text to read: %j',
    async (user_code) => {
      const { signIn, codes, pass } = begin({ ...usual, user_code }, pending);
      await pass(0);
      await expect(signIn).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
      expect(codes).toEqual([]);
    },
  );
});
