import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/server/config.ts';
import { createApp } from '../../../src/server/http/app.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';

/** As whom a caller counts that says this of itself, to a proxy at 10.0.0.2 which adds whom it was called by. */
async function seen(trust: string, forwarded: string): Promise<string> {
  const config = parseConfig({ TRUST_PROXY: trust, LOG_LEVEL: 'silent' }, '/data');
  const app = createApp(config, systemIds);
  app.get('/', ({ ip }) => ip);
  const answer = await app.inject({
    url: '/',
    remoteAddress: '10.0.0.2',
    headers: { 'x-forwarded-for': forwarded },
  });
  await app.close();
  return answer.body;
}

test.each([
  ['false', '203.0.113.7', '10.0.0.2'],
  ['true', '203.0.113.7', '203.0.113.7'],
  ['2', '203.0.113.7, 10.0.0.1', '203.0.113.7'],
])('with TRUST_PROXY=%s and %s it is %s', async (trust, forwarded, ip) => {
  expect(await seen(trust, forwarded)).toBe(ip);
});

test('[H4] nobody gets around a limit by what they say of where they come from', async () => {
  expect(await seen('true', '198.51.100.1, 203.0.113.7')).toBe('203.0.113.7');
  expect(await seen('2', '198.51.100.1, 203.0.113.7, 10.0.0.1')).toBe('203.0.113.7');
});

test('how many proxies there are is a small number', () => {
  expect(() => parseConfig({ TRUST_PROXY: '11' }, '/data')).toThrow(/TRUST_PROXY/);
  expect(() => parseConfig({ TRUST_PROXY: 'maybe' }, '/data')).toThrow(/TRUST_PROXY/);
});
