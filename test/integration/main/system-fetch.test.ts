import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSystemFetch, type SystemNetwork } from '../../../src/main/net/system-fetch.ts';
import { connectionFailure } from '../../../src/local/sync/transports/failures.ts';
import { silentLog } from '../../../src/service/log.ts';
import { fakeTime } from '../../support/fake-time.ts';
import { openConnectProxy, type ConnectProxy } from '../../support/net/connect-proxy.ts';
import { companyAuthority, companyServer } from '../../support/net/private-ca.ts';

let server: Server;
let proxy: ConnectProxy;
let port: number;
let url: string;
/** What goes on with the stream that is open. */
let say: (words: string) => void;
let isGone: Promise<void>;

beforeEach(async () => {
  server = createServer(companyServer, (request, response) => {
    if (request.url === '/away') return void response.writeHead(302, { location: '/' }).end();
    if (request.url !== '/stream') {
      return void text(request).then((body) => response.end(`${request.method} ${body}`));
    }
    isGone = new Promise((resolve) => response.once('close', resolve));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    say = (words) => response.write(words);
    say('first');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  url = `https://tasks.company.test:${port}`;
  proxy = await openConnectProxy(port);
});
afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
});

function fetchBy(rules: () => string, system: Partial<SystemNetwork> = {}, time = fakeTime()) {
  const network: SystemNetwork = {
    resolveProxy: async () => rules(),
    certificates: async () => [companyAuthority],
    ...system,
  };
  return createSystemFetch({ network, clock: time, log: silentLog });
}
const byProxy = (system?: Partial<SystemNetwork>) => fetchBy(() => proxy.rule, system);

describe('a server that is reached through the proxy of the system', () => {
  it('is given calls with what they carry', async () => {
    const fetch = byProxy();
    const request = new Request(`${url}/`, { method: 'POST', body: 'Yes' });
    expect(await (await fetch(request, { redirect: 'error' })).text()).toBe('POST Yes');
    expect(proxy.asked).toEqual([`tasks.company.test:${port}`]);
  });

  it('tells as it goes, until whoever listens stops', async () => {
    const stop = new AbortController();
    const response = await byProxy()(`${url}/stream`, { signal: stop.signal });
    const reader = response.body?.getReader();
    const heard = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await heard()).toBe('first');
    say('second');
    expect(await heard()).toBe('second');
    stop.abort(new Error('Enough'));
    await expect(heard()).rejects.toThrow('Enough');
    await isGone;
  });

  it('leads nowhere else by a redirect that is not wanted', async () => {
    await expect(byProxy()(`${url}/away`, { redirect: 'error' })).rejects.toThrow('fetch failed');
  });

  it('is not reached while the proxy lets nobody through, and the call has certainly not arrived', async () => {
    proxy.refuse(407);
    const failure = connectionFailure(await byProxy()(url).catch((error: unknown) => error));
    expect(failure).toMatchObject({
      code: 'SERVER_UNREACHABLE',
      uncertain: false,
      message: expect.stringMatching(/^The proxy 127\.0\.0\.1:\d+ does not let Countersign through$/),
    });
  });

  it('is reached by the next way that the system names while the proxy is away', async () => {
    const time = fakeTime();
    const gone = proxy.rule;
    await proxy.close();
    proxy = await openConnectProxy(port);
    const fetch = fetchBy(() => `${gone}; ${proxy.rule}; DIRECT`, {}, time);
    const failure = connectionFailure(await fetch(url).catch((error: unknown) => error));
    expect(failure).toMatchObject({ code: 'SERVER_UNREACHABLE', uncertain: false });
    expect((await fetch(url)).status).toBe(200);
    expect(proxy.asked).toHaveLength(1);
    time.advance(61_000);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('is reached by another one when the system names another', async () => {
    const time = fakeTime();
    let rules = 'SOCKS5 127.0.0.1:1';
    const fetch = fetchBy(() => rules, {}, time);
    await expect(fetch(url)).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
      message: expect.stringContaining('of a kind'),
    });
    rules = proxy.rule;
    time.advance(16_000);
    expect((await fetch(url)).status).toBe(200);
  });
});

describe('a server that the company vouches for', () => {
  const direct = (certificates: SystemNetwork['certificates']) => fetchBy(() => 'DIRECT', { certificates });

  it('is trusted where the system trusts the company', async () => {
    const fetch = direct(async () => [companyAuthority]);
    expect((await fetch(`https://localhost:${port}/`)).status).toBe(200);
    expect(proxy.asked).toEqual([]);
  });

  it.each([
    ['does not', async () => []],
    ['cannot say', () => Promise.reject(new Error('No keychain'))],
  ])('is not where the system %s', async (_, certificates) => {
    const failure = connectionFailure(
      await direct(certificates)(`https://localhost:${port}/`).catch((error: unknown) => error),
    );
    expect(failure).toMatchObject({ code: 'SERVER_UNREACHABLE', uncertain: false });
  });

  it('is nobody else: another name is not taken', async () => {
    const fetch = direct(async () => [companyAuthority]);
    await expect(fetch(`https://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
  });
});

it('the system is asked for its certificates once, and for the way at most every quarter of a minute', async () => {
  const time = fakeTime();
  let [ways, reads] = [0, 0];
  const resolveProxy = async () => ((ways += 1), 'DIRECT');
  const certificates = async () => ((reads += 1), [companyAuthority]);
  const fetch = fetchBy(() => '', { resolveProxy, certificates }, time);
  for (let call = 0; call < 5; call += 1) await (await fetch(`https://localhost:${port}/`)).text();
  expect([ways, reads]).toEqual([1, 1]);
  time.advance(15_001);
  await (await fetch(`https://localhost:${port}/`)).text();
  expect([ways, reads]).toEqual([2, 1]);
});
