import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { HttpEffect } from '../../../src/engine/effect.ts';
import { httpEffect as get } from '../../support/http-effect.ts';
import { loopback, sendJson } from '../../support/loopback.ts';
import { effectContext, problemOf, programEffects } from '../../support/programs.ts';

const effects = programEffects();
afterAll(() => effects.close());

const communication = 'https://serverlessworkflow.io/spec/1.0.0/errors/communication';

const call = (uri: string, change: Partial<HttpEffect> = {}) =>
  effects.run(get(uri, change), effectContext());

describe('what a call sends', () => {
  test('query parameters join those of the address, a list repeats its name, null is left out', async () => {
    const server = await loopback((_request, response) => sendJson(response, {}));
    await call(`${server.origin}/pets?sort=name`, {
      query: { tag: ['a b', 'c&d'], limit: 10, deep: { x: 1 }, none: null },
    });
    expect(server.only().target).toBe('/pets?sort=name&tag=a+b&tag=c%26d&limit=10&deep=%7B%22x%22%3A1%7D');
  });

  test.each([
    ['an object as JSON', { a: [1, null] }, {}, 'application/json', '{"a":[1,null]}'],
    ['text as it is', 'grüße', {}, 'text/plain; charset=utf-8', 'grüße'],
    ['a number as JSON', 7, {}, 'application/json', '7'],
    [
      'a form where the author says so',
      { a: 'x y', b: [1, 2] },
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      'application/x-www-form-urlencoded',
      'a=x+y&b=1&b=2',
    ],
    [
      'JSON of a type of its own',
      { a: 1 },
      { 'content-type': 'application/vnd.x+json' },
      'application/vnd.x+json',
      '{"a":1}',
    ],
  ])('a body: %s', async (_what, body, headers, type, sent) => {
    const server = await loopback((_request, response) => sendJson(response, {}));
    await call(server.origin, { method: 'post', body, headers });
    const request = server.only();
    expect([request.method, request.headers['content-type'], request.body]).toEqual(['POST', type, sent]);
  });

  test('whatever may change something carries the key of the effect, the same each time', async () => {
    const server = await loopback((_request, response) => sendJson(response, {}));
    const context = effectContext({ idempotencyKey: 'process-7/do/0/book' });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'POST', 'GET']) {
      await effects.run(get(server.origin, { method }), context);
    }
    expect(server.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
      ...Array.from({ length: 5 }, () => 'process-7/do/0/book'),
      undefined,
    ]);
  });

  test('an idempotency key of the author stays', async () => {
    const server = await loopback((_request, response) => sendJson(response, {}));
    await call(server.origin, { method: 'POST', headers: { 'Idempotency-Key': 'mine' } });
    expect(server.only().headers['idempotency-key']).toBe('mine');
  });

  test.each([
    ['a header that would end early', { headers: { 'x-a': 'b\r\nx-c: d' } }],
    ['a header without a name', { headers: { '': 'b' } }],
    ['a header of the connection', { headers: { 'Transfer-Encoding': 'chunked' } }],
    ['a method that is none', { method: 'GE T' }],
  ])('nothing leaves with %s', async (_what, change) => {
    const server = await loopback((_request, response) => sendJson(response, {}));
    const problem = await problemOf(effects, get(server.origin, change));
    expect(problem).toMatchObject({ status: 400, title: 'Validation error' });
    expect(server.requests).toEqual([]);
  });

  test.each(['ftp://example.com/', 'file:///etc/passwd', '/relative', ''])(
    '%j is refused as an endpoint',
    async (uri) => {
      expect(await problemOf(effects, get(uri))).toMatchObject({ title: 'Configuration error' });
    },
  );

  test('a rewrite sends every request elsewhere, and what is recorded keeps the address of the definition', async () => {
    const server = await loopback((request, response) =>
      request.path === '/stub/old'
        ? response.writeHead(307, { location: 'http://api.example/new?x=1' }).end()
        : sendJson(response, { at: request.target }),
    );
    const rewritten = programEffects({
      rewrites: [{ from: 'http://api.example', to: `${server.origin}/stub` }],
    });
    onTestFinished(() => rewritten.close());
    const output = await rewritten.run(
      get('http://api.example/old', { redirect: true, output: 'response' }),
      effectContext(),
    );
    expect(output).toMatchObject({
      request: { uri: 'http://api.example/new?x=1' },
      content: { at: '/stub/new?x=1' },
    });
    expect(server.requests.map(({ headers }) => headers.host)).toEqual([server.host, server.host]);
  });
});

describe('what a call gives', () => {
  test('content: JSON parsed, text as text in its charset, bytes as base64, nothing as null', async () => {
    const bodies: Record<string, [string | undefined, Buffer | string]> = {
      '/json': ['application/problem+json; charset=utf-8', '{"a":1}'],
      '/text': ['text/plain; charset=iso-8859-1', Buffer.from([0x67, 0xfc])],
      '/bytes': ['image/png', Buffer.from([1, 2, 255])],
      '/empty': ['application/json', ''],
      '/untyped-json': [undefined, '{"b":2}'],
      '/untyped-text': [undefined, 'hello'],
    };
    const server = await loopback(({ path }, response) => {
      const [type, body] = bodies[path] ?? [undefined, ''];
      response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(body);
    });
    const contents = await Promise.all(Object.keys(bodies).map((path) => call(server.origin + path)));
    expect(contents).toEqual([{ a: 1 }, 'gü', 'AQL/', null, { b: 2 }, 'hello']);
  });

  test('raw: the bytes as base64, decompressed', async () => {
    const server = await loopback((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync('{"a":1}')),
    );
    expect(await call(server.origin, { output: 'raw' })).toBe(Buffer.from('{"a":1}').toString('base64'));
  });

  test('response: request, status, headers and content, without what signed the request in', async () => {
    const server = await loopback((_request, response) =>
      response.writeHead(201, { 'x-a': ['1', '2'], 'content-type': 'application/json' }).end('{"id":7}'),
    );
    const effect = get(`${server.origin}/pets?key=s3cret-key`, {
      method: 'post',
      headers: { 'X-Api-Key': 'hidden', 'X-Trace': 'has s3cret-key in it', Cookie: 'session=1' },
      output: 'response',
    });
    const output = await effects.run(effect, effectContext({ confidential: ['s3cret-key'] }));
    expect(output).toMatchObject({
      request: { method: 'POST', uri: `${server.origin}/pets?key=***` },
      statusCode: 201,
      headers: { 'x-a': '1, 2' },
      content: { id: 7 },
    });
    const { headers } = (output as { request: { headers: Record<string, string> } }).request;
    expect(headers).toMatchObject({ 'x-trace': 'has *** in it' });
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-api-key']));
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['cookie']));
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('%s is decompressed', async (coding, compress) => {
    const server = await loopback((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding })
        .end(compress('{"a":"compressed"}')),
    );
    expect(await call(server.origin)).toEqual({ a: 'compressed' });
  });
});

describe('codings', () => {
  test('deflate without its header is taken, and a HEAD that names a coding has no body', async () => {
    const server = await loopback(({ method }, response) =>
      response
        .writeHead(200, { 'content-encoding': method === 'HEAD' ? 'gzip' : 'deflate' })
        .end(method === 'HEAD' ? '' : deflateRawSync('"raw"')),
    );
    expect(await call(server.origin)).toBe('raw');
    expect(await call(server.origin, { method: 'head' })).toBeNull();
  });
});

describe('redirects', () => {
  test('without `redirect` a 3xx is an error and is not followed', async () => {
    const server = await loopback((_request, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end(),
    );
    expect(await problemOf(effects, get(server.origin))).toMatchObject({ type: communication, status: 302 });
    expect(server.requests).toHaveLength(1);
  });

  test('with `redirect` it is followed, and one that leads nowhere is a result', async () => {
    const server = await loopback(({ path }, response) => {
      if (path === '/a') response.writeHead(301, { location: 'b' }).end();
      else if (path === '/b') sendJson(response, 'there');
      else response.writeHead(304).end();
    });
    expect(await call(`${server.origin}/a`, { redirect: true })).toBe('there');
    expect(await call(`${server.origin}/same`, { redirect: true, output: 'response' })).toMatchObject({
      statusCode: 304,
      content: null,
    });
  });

  test.each([
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', '{"a":1}'],
    [308, 'POST', '{"a":1}'],
  ])('a POST that is answered with %i goes on as %s', async (status, method, body) => {
    const server = await loopback(({ path }, response) =>
      path === '/' ? response.writeHead(status, { location: '/next' }).end() : sendJson(response, {}),
    );
    await call(server.origin, { method: 'post', body: { a: 1 }, redirect: true });
    expect(server.requests[1]).toMatchObject({ method, body, path: '/next' });
    expect(server.requests[1]?.headers['content-type']).toBe(body === '' ? undefined : 'application/json');
  });

  test('a secret stays behind with its header, whatever that is called', async () => {
    const other = await loopback((_request, response) => sendJson(response, 'other'));
    const server = await loopback((_request, response) =>
      response.writeHead(307, { location: `${other.origin}/there` }).end(),
    );
    const headers = { 'X-Signed': 'v1 the-secret', 'X-Plain': 'stays' };
    await effects.run(
      get(server.origin, { headers, redirect: true }),
      effectContext({ confidential: ['the-secret'] }),
    );
    expect(server.only().headers).toMatchObject({ 'x-signed': 'v1 the-secret' });
    expect(other.only().headers).toMatchObject({ 'x-plain': 'stays' });
    expect(other.only().headers['x-signed']).toBeUndefined();
  });

  test('credentials stay behind when the redirect leads to another host', async () => {
    const other = await loopback((_request, response) => sendJson(response, 'other'));
    const server = await loopback(({ path }, response) =>
      response.writeHead(307, { location: path === '/here' ? '/again' : `${other.origin}/there` }).end(),
    );
    const headers = { 'X-Api-Key': 'k', Cookie: 'c=1', 'X-Plain': 'stays' };
    const endpoint = { uri: `${server.origin}/here`, authentication: { bearer: { token: 'the-token' } } };
    expect(await call('', { endpoint, headers, redirect: true })).toBe('other');
    expect(server.requests.map((request) => request.headers.authorization)).toEqual([
      'Bearer the-token',
      'Bearer the-token',
    ]);
    expect(other.only().headers).toMatchObject({ 'x-plain': 'stays' });
    for (const name of ['authorization', 'x-api-key', 'cookie']) {
      expect(other.only().headers[name]).toBeUndefined();
    }
  });

  test('a circle ends', async () => {
    const server = await loopback((_request, response) => response.writeHead(302, { location: '/' }).end());
    const problem = await problemOf(effects, get(server.origin, { redirect: true }));
    expect(problem).toMatchObject({ type: communication, title: 'Too many redirects' });
    expect(server.requests).toHaveLength(11);
  });
});
