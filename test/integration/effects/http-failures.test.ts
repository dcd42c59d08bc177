import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Effects } from '../../../src/effects/effects.ts';
import type { EffectLimits } from '../../../src/effects/limits.ts';
import { httpEffect as get } from '../../support/http-effect.ts';
import { loopback, sendJson } from '../../support/loopback.ts';
import { effectContext, problemOf, programEffects } from '../../support/programs.ts';

const effects = programEffects();
afterAll(() => effects.close());

const communication = 'https://serverlessworkflow.io/spec/1.0.0/errors/communication';
const timeout = 'https://serverlessworkflow.io/spec/1.0.0/errors/timeout';

/** A server that writes bytes of its own on each connection. */
async function rawServer(write: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => write(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('how a call fails', () => {
  test('a server that repeats the credentials puts them into no error', async () => {
    const server = await loopback(({ headers, target }, response) =>
      response
        .writeHead(403, { 'content-type': 'text/plain' })
        .end(`not ${headers.authorization} at ${target}`),
    );
    const endpoint = {
      uri: server.origin,
      authentication: { basic: { username: 'me', password: 'a b/c1' } },
    };
    const problem = await problemOf(
      effects,
      get('', { endpoint, query: { key: 'a b/c1' } }),
      effectContext({ confidential: ['a b/c1'] }),
    );
    expect(problem.detail).toMatch(/not Basic \*\*\* at \/\?key=\*\*\*$/);
  });

  test('a status beyond success is a communication error with that status and the reason given', async () => {
    const server = await loopback(({ path }, response) => {
      if (path === '/problem') sendJson(response, { detail: 'no such pet' }, 404);
      else if (path === '/text')
        response.writeHead(503, { 'content-type': 'text/plain' }).end('down\n\nfor now');
      else response.writeHead(500, { 'content-type': 'text/html' }).end('<html>stack trace</html>');
    });
    expect(await problemOf(effects, get(`${server.origin}/problem`))).toEqual({
      type: communication,
      status: 404,
      title: 'Not Found',
      detail: `GET ${server.origin} answered 404 Not Found: no such pet`,
    });
    expect(await problemOf(effects, get(`${server.origin}/text`))).toMatchObject({
      status: 503,
      detail: `GET ${server.origin} answered 503 Service Unavailable: down for now`,
    });
    expect((await problemOf(effects, get(`${server.origin}/html`))).detail).not.toContain('stack');
  });

  test('a long reason is cut', async () => {
    const server = await loopback((_request, response) =>
      sendJson(response, { message: 'x'.repeat(9_000) }, 400),
    );
    expect((await problemOf(effects, get(server.origin))).detail?.length).toBeLessThan(700);
  });

  test('JSON that is none, or nested without end, is a communication error', async () => {
    const server = await loopback(({ path }, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(path === '/cut' ? '{"a":' : '['.repeat(5_000) + ']'.repeat(5_000)),
    );
    for (const path of ['/cut', '/deep']) {
      const problem = await problemOf(effects, get(server.origin + path));
      expect(problem).toMatchObject({ type: communication, status: 502, title: 'Malformed response' });
    }
  });

  test('a response beyond the limit is cut off, compressed or not', async () => {
    const small = programEffects({ limits: { responseBytes: 10_000 } });
    onTestFinished(() => small.close());
    const server = await loopback(({ path }, response) => {
      if (path === '/bomb') {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000)));
        return;
      }
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(1_000)));
      };
      response.on('drain', more);
      more();
    });
    for (const path of ['/endless', '/bomb']) {
      const problem = await problemOf(small, get(server.origin + path));
      expect(problem).toMatchObject({ type: communication, title: 'Response too large' });
    }
  });

  test('headers beyond the limit end the call', async () => {
    const small = programEffects({ limits: { headerBytes: 2_000 } });
    onTestFinished(() => small.close());
    const server = await loopback((_request, response) =>
      response.writeHead(200, { 'x-long': 'y'.repeat(4_000) }).end(),
    );
    expect(await problemOf(small, get(server.origin))).toMatchObject({
      type: communication,
      detail: `The headers of the response of ${server.host} are too large`,
    });
  });

  test.each<[string, Partial<EffectLimits>, (socket: Socket) => void]>([
    ['does not respond', { headersMs: 100 }, () => undefined],
    [
      'stops in the middle',
      { bodyMs: 100 },
      (socket: Socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'),
    ],
    [
      'sends a byte now and then',
      { requestMs: 300 },
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n');
        const drip = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => clearInterval(drip));
      },
    ],
  ])('a server that %s is a timeout', async (_what, limits, write) => {
    const impatient = programEffects({ limits });
    onTestFinished(() => impatient.close());
    const problem = await problemOf(impatient, get(await rawServer(write)));
    expect(problem).toMatchObject({ type: timeout, status: 408 });
  });

  test.each([
    ['closes without an answer', (socket: Socket) => void socket.destroy(), /was cut/],
    [
      'cuts its response',
      (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'),
      /was cut/,
    ],
    [
      'speaks something else',
      (socket: Socket) => void socket.end('220 mail.example ESMTP\r\n'),
      /is not HTTP/,
    ],
    [
      'sends broken compression',
      (socket: Socket) =>
        void socket.end('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nhalf'),
      /cannot be decompressed/,
    ],
    [
      'cuts compressed content',
      (socket: Socket) => {
        const half = gzipSync('a'.repeat(1_000)).subarray(0, 15);
        socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${half.length}\r\n\r\n`);
        socket.end(half);
      },
      /cannot be decompressed/,
    ],
  ])('a server that %s is a communication error', async (_what, write, detail) => {
    const problem = await problemOf(effects, get(await rawServer(write)));
    expect(problem).toMatchObject({ type: communication, status: 502 });
    expect(problem.detail).toMatch(detail);
  });

  test('https where there is none says that it is TLS', async () => {
    const server = await loopback((_request, response) => sendJson(response, {}));
    const problem = await problemOf(effects, get(server.origin.replace('http:', 'https:')));
    expect(problem).toMatchObject({ type: communication, status: 502 });
    expect(problem.detail).toMatch(/^No secure connection \(TLS\) to 127\.0\.0\.1:\d+: \w+/);
  });

  test.each([
    ['headers', { headers: 'text' as unknown as Record<string, string> }],
    ['query', { query: ['x'] as unknown as Record<string, string> }],
  ])('%s that an expression gave as something else are a validation error', async (what, change) => {
    const problem = await problemOf(effects, get('http://127.0.0.1:1', change));
    expect(problem).toMatchObject({ title: 'Validation error', detail: `The ${what} must be an object` });
  });

  test('a name that does not resolve and a port that nobody listens on say so', async () => {
    expect(await problemOf(effects, get('http://nowhere.invalid/a?b=secret'))).toMatchObject({
      type: communication,
      status: 503,
      detail: expect.stringMatching(/^The name nowhere\.invalid cannot be resolved/) as string,
    });
    expect(await problemOf(effects, get('http://127.0.0.1:1/'))).toMatchObject({
      type: communication,
      status: 503,
      detail: '127.0.0.1:1 accepts no connection (ECONNREFUSED)',
    });
  });

  test('the signal ends a call at once, before and in the middle of its response', async () => {
    const abort = new AbortController();
    const server = await loopback((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setImmediate(() => abort.abort());
    });
    const context = effectContext({ signal: abort.signal });
    await expect(effects.run(get(server.origin), context)).rejects.toThrow(/ended early/);
    await expect(effects.run(get(server.origin), context)).rejects.toThrow(/ended early/);
    expect(server.requests).toHaveLength(1);
  });

  test('closing ends what is under way', async () => {
    const closed: Effects = programEffects();
    const server = await loopback(() => {
      void closed.close();
    });
    await expect(closed.run(get(server.origin), effectContext())).rejects.toThrow(/was cut/);
    await closed.close();
  });
});

describe('errors show no secrets', () => {
  const secrets = [
    'pass-in-address',
    'bot-token-in-path',
    'tokén-in-query',
    'tok%C3%A9n-in-query',
    'bearer-token',
    'password-in-body',
    'from-a-secret',
  ];
  const full = (origin: string) =>
    get('', {
      method: 'post',
      endpoint: {
        uri: `${origin.replace('//', '//ann:pass-in-address@')}/bot-token-in-path?q=tok%C3%A9n-in-query`,
        authentication: { bearer: { token: 'bearer-token' } },
      },
      body: { password: 'password-in-body', note: 'from-a-secret' },
    });
  const context = effectContext({ confidential: ['tokén-in-query', 'from-a-secret', 'bot-token-in-path'] });

  test('in the reason of a server that repeats what it was sent', async () => {
    const server = await loopback((request, response) =>
      sendJson(
        response,
        { message: `${request.headers.authorization} ${request.target} ${request.body}` },
        400,
      ),
    );
    const text = JSON.stringify(await problemOf(effects, full(server.origin), context));
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).toContain('Bearer ***');
  });

  test('in the address of a server that is not there', async () => {
    const text = JSON.stringify(await problemOf(effects, full('http://127.0.0.1:1'), context));
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).toContain('127.0.0.1:1');
  });
});
