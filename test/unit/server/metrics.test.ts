import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../../src/server/http/app.ts';
import { registerMetrics, type MetricsAccess } from '../../../src/server/http/metrics.ts';
import type { ServerParts } from '../../../src/server/server-parts.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';

const token = 'a-token-of-prometheus';

/** What /metrics answers to whoever connects from an address. */
async function statusOf(
  access: Partial<MetricsAccess>,
  remoteAddress: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const config = { HOST: '127.0.0.1', TRUST_PROXY: 0, METRICS_TOKEN: undefined, ...access };
  const app = createApp({ ...config, LOG_LEVEL: 'silent', REQUEST_SECONDS: 5, CONNECTIONS: 10 }, systemIds);
  onTestFinished(() => app.close());
  const parts = {
    feed: { streams: 0, hears: true },
    engine: { health: async () => ({ ok: true, detail: '' }) },
  } as unknown as Pick<ServerParts, 'engine' | 'feed'>;
  registerMetrics(app, parts, config);
  return (await app.inject({ url: '/metrics', remoteAddress, headers })).statusCode;
}

describe('the metrics of a server without a token for them', () => {
  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('are read from this machine, %s', async (address) => {
    expect(await statusOf({}, address)).toBe(200);
  });

  it('are refused to any other machine', async () => {
    expect(await statusOf({}, '192.168.1.9')).toBe(401);
    expect(await statusOf({}, '::ffff:192.168.1.9')).toBe(401);
  });

  it('are refused to whoever says by a header that it is this machine', async () => {
    const forged = { 'x-forwarded-for': '127.0.0.1' };
    expect(await statusOf({ TRUST_PROXY: 1 }, '192.168.1.9', forged)).toBe(401);
    expect(await statusOf({}, '192.168.1.9', forged)).toBe(401);
  });

  it('are refused to whoever comes by a proxy on this machine', async () => {
    expect(await statusOf({ TRUST_PROXY: 1 }, '127.0.0.1')).toBe(401);
    expect(await statusOf({}, '127.0.0.1', { 'x-forwarded-for': '203.0.113.7' })).toBe(401);
    expect(await statusOf({}, '127.0.0.1', { forwarded: 'for=203.0.113.7' })).toBe(401);
  });

  it('are refused where the server listens for other machines', async () => {
    expect(await statusOf({ HOST: '0.0.0.0' }, '127.0.0.1')).toBe(401);
  });
});

describe('the metrics of a server with a token for them', () => {
  const access = { HOST: '0.0.0.0', METRICS_TOKEN: token };

  it('are read by whoever sends it, from anywhere', async () => {
    const headers = { authorization: `Bearer ${token}` };
    expect(await statusOf(access, '192.168.1.9', headers)).toBe(200);
  });

  it('are refused to everybody else, also on this machine', async () => {
    expect(await statusOf(access, '127.0.0.1')).toBe(401);
    expect(await statusOf(access, '127.0.0.1', { authorization: `Bearer ${token}x` })).toBe(401);
  });
});
