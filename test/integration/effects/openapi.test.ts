import { describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import type { OpenApiEffect } from '../../../src/engine/effect.ts';
import type { EffectsOptions } from '../../../src/effects/effects.ts';
import type { Json, JsonObject } from '../../../src/shared/json.ts';
import { fakeTime } from '../../support/fake-time.ts';
import { loopback, sendJson } from '../../support/loopback.ts';
import type { Received } from '../../support/loopback.ts';
import { effectContext, problemOf, programEffects } from '../../support/programs.ts';

const types = 'https://serverlessworkflow.io/spec/1.0.0/errors';

function effectsWith(options: Partial<EffectsOptions> = {}) {
  const effects = programEffects(options);
  onTestFinished(() => effects.close());
  return effects;
}

/** A server that has the document at `/docs/api` and answers everything else with what it was asked. */
async function api(
  document: (origin: string) => JsonObject,
  write: (document: JsonObject) => string = JSON.stringify,
) {
  const server = await loopback((request, response) => {
    if (request.path === '/docs/api') response.writeHead(200).end(write(document(server.origin)));
    else sendJson(response, 'done');
  });
  const calls = () => server.requests.filter(({ path }) => path !== '/docs/api');
  return { ...server, calls, document: `${server.origin}/docs/api` };
}

function effect(uri: string, operationId: string, parameters: Record<string, Json> = {}): OpenApiEffect {
  return {
    kind: 'openapi',
    document: { endpoint: { uri } },
    operationId,
    parameters,
    output: 'content',
    redirect: false,
  };
}

/** Calls `op` of a document with one operation and returns what the server got. */
async function called(
  operation: JsonObject,
  parameters: Record<string, Json>,
  more: JsonObject = {},
): Promise<Received> {
  const { path = '/things', method = 'get', ...rest } = operation as { path?: string; method?: string };
  const server = await api(() => ({
    openapi: '3.0.3',
    paths: { [path]: { [method]: { operationId: 'op', ...rest } } },
    ...more,
  }));
  await effectsWith().run(effect(server.document, 'op', parameters), effectContext());
  const [call] = server.calls();
  if (call === undefined) throw new Error('Nothing was called');
  return call;
}

describe('documents', () => {
  const paths = { '/pet/{id}': { get: { operationId: 'getPet', parameters: [{ name: 'id', in: 'path' }] } } };

  test.each<[string, (origin: string) => JsonObject, string]>([
    [
      'Swagger 2.0 with host, base path and schemes',
      (origin) => ({ swagger: '2.0', host: new URL(origin).host, basePath: '/v2', schemes: ['http'], paths }),
      '/v2/pet/7',
    ],
    ['Swagger 2.0 without any', () => ({ swagger: '2.0', paths }), '/pet/7'],
    [
      'OpenAPI 3.0',
      (origin) => ({ openapi: '3.0.1', servers: [{ url: `${origin}/v3/` }], paths }),
      '/v3/pet/7',
    ],
    [
      'OpenAPI 3.1 with a relative server',
      () => ({ openapi: '3.1.0', servers: [{ url: 'v3' }], paths }),
      '/docs/v3/pet/7',
    ],
    ['OpenAPI 3.0 without servers', () => ({ openapi: '3.0.0', paths }), '/pet/7'],
    [
      'server variables',
      (origin) => ({
        openapi: '3.0.0',
        servers: [{ url: `${origin}/{area}`, variables: { area: { default: 'eu', enum: ['eu', 'us'] } } }],
        paths,
      }),
      '/eu/pet/7',
    ],
  ])('%s', async (_what, document, target) => {
    for (const write of [JSON.stringify, stringify]) {
      const server = await api(document, write);
      expect(await effectsWith().run(effect(server.document, 'getPet', { id: 7 }), effectContext())).toBe(
        'done',
      );
      expect(server.calls()[0]).toMatchObject({ method: 'GET', target });
    }
  });

  test('the servers of the operation come before those of the path and of the document', async () => {
    const call = await called({ servers: [{ url: '/own' }] }, {}, { servers: [{ url: '/all' }] });
    expect(call.target).toBe('/own/things');
  });

  test('one is read once for many calls, and again after a while', async () => {
    const server = await api(() => ({ openapi: '3.0.0', paths }));
    const time = fakeTime();
    const effects = effectsWith({ clock: time });
    const call = () => effects.run(effect(server.document, 'getPet', { id: 1 }), effectContext());
    await call();
    await call();
    expect(server.requests.filter(({ path }) => path === '/docs/api')).toHaveLength(1);
    time.advance(10 * 60_000);
    await call();
    expect(server.requests.filter(({ path }) => path === '/docs/api')).toHaveLength(2);
  });

  test('document and server are rewritten; each signs in its own way', async () => {
    const server = await api(() => ({ swagger: '2.0', host: 'api.example', schemes: ['https'], paths }));
    const effects = effectsWith({
      rewrites: [
        { from: 'https://docs.example', to: `${server.origin}/docs` },
        { from: 'https://api.example', to: `${server.origin}/api` },
      ],
    });
    const call: OpenApiEffect = {
      ...effect('', 'getPet', { id: 7 }),
      document: {
        endpoint: { uri: 'https://docs.example/api', authentication: { bearer: { token: 'docs' } } },
      },
      authentication: { bearer: { token: 'calls' } },
    };
    expect(await effects.run(call, effectContext())).toBe('done');
    expect(server.requests.map(({ target, headers }) => [target, headers.authorization])).toEqual([
      ['/docs/api', 'Bearer docs'],
      ['/api/pet/7', 'Bearer calls'],
    ]);
  });

  test.each<[string, string, RegExp]>([
    ['text', '"hello"', /no OpenAPI document/],
    ['broken YAML', 'a: [', /neither JSON nor YAML/],
    ['another version', '{"openapi":"4.0.0"}', /none of OpenAPI 2.0, 3.0 and 3.1/],
    ['no such operation', '{"openapi":"3.0.0","paths":{}}', /no operation "getPet"/],
    [
      'a reference that leads nowhere',
      '{"openapi":"3.0.0","paths":{"/p":{"get":{"operationId":"getPet","parameters":[{"$ref":"#/x"}]}}}}',
      /#\/x leads nowhere/,
    ],
    [
      'a reference to itself',
      '{"openapi":"3.0.0","paths":{"/p":{"get":{"operationId":"getPet","parameters":[{"$ref":"#/x"}]}}},"x":{"$ref":"#/x"}}',
      /refers to itself/,
    ],
    [
      'a reference to another document',
      '{"openapi":"3.0.0","paths":{"/p":{"$ref":"other.yaml#/p"}}}',
      /other documents are not supported/,
    ],
  ])('%s is a configuration error', async (_what, text, detail) => {
    const server = await loopback((_request, response) => response.writeHead(200).end(text));
    const problem = await problemOf(effectsWith(), effect(server.origin, 'getPet'));
    expect(problem.type).toBe(`${types}/configuration`);
    expect(problem.detail).toMatch(detail);
  });

  test('one that is not there is a communication error', async () => {
    const server = await loopback((_request, response) => sendJson(response, {}, 404));
    const problem = await problemOf(effectsWith(), effect(server.origin, 'getPet'));
    expect(problem).toMatchObject({ type: `${types}/communication`, status: 404 });
  });
});

describe('parameters', () => {
  test('in the path, the query, headers and cookies', async () => {
    const parameters = [
      { name: 'id', in: 'path', required: true },
      { name: 'tags', in: 'query' },
      { name: 'X-Flag', in: 'header' },
      { name: 'seen', in: 'cookie' },
      { name: 'not given', in: 'query' },
    ];
    const call = await called(
      { path: '/things/{id}', parameters },
      { id: 'a/b c', tags: ['x y', 'z'], 'X-Flag': true, seen: 'yes' },
    );
    expect(call.target).toBe('/things/a%2Fb%20c?tags=x%20y&tags=z');
    expect(call.headers).toMatchObject({ 'x-flag': 'true', cookie: 'seen=yes' });
  });

  test('those of the path hold too, where the operation has none of that name and place', async () => {
    const server = await api(() => ({
      openapi: '3.0.0',
      paths: {
        '/things': {
          parameters: [{ $ref: '#/components/parameters/lang' }, { name: 'a', in: 'query', required: true }],
          get: { operationId: 'op', parameters: [{ name: 'a', in: 'query', explode: false }] },
        },
      },
      components: {
        parameters: { lang: { name: 'lang', in: 'query', required: true, schema: { default: 'en' } } },
      },
    }));
    await effectsWith().run(effect(server.document, 'op', { a: [1, 2] }), effectContext());
    expect(server.calls()[0]?.target).toBe('/things?lang=en&a=1,2');
  });

  test.each<[string, JsonObject, Json, string]>([
    ['form', {}, ['a,b', 'c'], 'p=a%2Cb&p=c'],
    ['form, not exploded', { explode: false }, ['a,b', 'c'], 'p=a%2Cb,c'],
    ['form of an object', {}, { r: 1, g: 'x y' }, 'r=1&g=x%20y'],
    ['form of an object, not exploded', { explode: false }, { r: 1, g: 2 }, 'p=r,1,g,2'],
    ['space delimited', { style: 'spaceDelimited', explode: false }, [1, 2], 'p=1%202'],
    ['pipe delimited', { style: 'pipeDelimited', explode: false }, [1, 2], 'p=1%7C2'],
    [
      'deep object',
      { style: 'deepObject' },
      { a: 1, b: { c: ['x', 'y'] } },
      'p%5Ba%5D=1&p%5Bb%5D%5Bc%5D=x&p%5Bb%5D%5Bc%5D=y',
    ],
    ['JSON content', { content: { 'application/json': {} } }, { a: 1 }, 'p=%7B%22a%22%3A1%7D'],
    ['reserved characters allowed', { allowReserved: true }, 'a/b?c&d', 'p=a/b?c%26d'],
  ])('query style %s', async (_what, style, value, query) => {
    const call = await called({ parameters: [{ name: 'p', in: 'query', ...style }] }, { p: value });
    expect(call.target).toBe(`/things?${query}`);
  });

  test.each<[string, JsonObject, Json, string]>([
    ['simple', {}, ['a', 'b c'], 'a,b%20c'],
    ['simple of an object', {}, { r: 1, g: 2 }, 'r,1,g,2'],
    ['simple of an object, exploded', { explode: true }, { r: 1, g: 2 }, 'r=1,g=2'],
    ['label', { style: 'label' }, ['a', 'b'], '.a,b'],
    ['label, exploded', { style: 'label', explode: true }, ['a', 'b'], '.a.b'],
    ['matrix', { style: 'matrix' }, ['a', 'b'], ';p=a,b'],
    ['matrix, exploded', { style: 'matrix', explode: true }, ['a', 'b'], ';p=a;p=b'],
  ])('path style %s', async (_what, style, value, text) => {
    const parameters = [{ name: 'p', in: 'path', required: true, ...style }];
    const call = await called({ path: '/things/{p}/x', parameters }, { p: value });
    expect(call.target).toBe(`/things/${text}/x`);
  });

  test('half of a character is sent as its replacement', async () => {
    const call = await called({ parameters: [{ name: 'p', in: 'query' }] }, { p: 'a\ud800' });
    expect(call.target).toBe('/things?p=a%EF%BF%BD');
  });

  test.each([
    ['csv', '/things?p=1,2'],
    ['multi', '/things?p=1&p=2'],
    ['pipes', '/things?p=1%7C2'],
    ['tsv', '/things?p=1%092'],
  ])('Swagger collection format %s', async (collectionFormat, target) => {
    const server = await api(() => ({
      swagger: '2.0',
      paths: {
        '/things': { get: { operationId: 'op', parameters: [{ name: 'p', in: 'query', collectionFormat }] } },
      },
    }));
    await effectsWith().run(effect(server.document, 'op', { p: [1, 2] }), effectContext());
    expect(server.calls()[0]?.target).toBe(target);
  });

  test.each<[string, JsonObject, Record<string, Json>, RegExp]>([
    [
      'a required one that is missing',
      { parameters: [{ name: 'q', in: 'query', required: true }] },
      {},
      /^\/parameters\/q: .*required/,
    ],
    ['one that the operation has not', {}, { 'a/b': 1 }, /^\/parameters\/a~1b: .*no such parameter/],
    [
      'a required body that is missing',
      { method: 'post', requestBody: { required: true } },
      {},
      /^\/parameters\/body: /,
    ],
    [
      'a path value that leads elsewhere',
      { path: '/things/{id}/x', parameters: [{ name: 'id', in: 'path' }] },
      { id: '..' },
      /^\/parameters\/id: cannot stand in a path/,
    ],
  ])(
    '%s is a validation error with its pointer, before anything is called',
    async (_what, operation, parameters, detail) => {
      const { path = '/things', method = 'get', ...rest } = operation as { path?: string; method?: string };
      const server = await api(() => ({
        openapi: '3.0.0',
        paths: { [path]: { [method]: { operationId: 'op', ...rest } } },
      }));
      const problem = await problemOf(effectsWith(), effect(server.document, 'op', parameters));
      expect(problem.type).toBe(`${types}/validation`);
      expect(problem.detail).toMatch(detail);
      expect(server.calls()).toEqual([]);
    },
  );
});

describe('bodies', () => {
  const json = { requestBody: { content: { 'application/json': {} } }, method: 'post' };
  const idInQuery = { parameters: [{ name: 'id', in: 'query' }] };

  test.each<[string, JsonObject, Record<string, Json>, string, string]>([
    [
      'what is no parameter',
      { ...json, ...idInQuery },
      { id: 1, name: 'x', n: 2 },
      'application/json',
      '{"name":"x","n":2}',
    ],
    ['the value of `body`', json, { body: [1, 2] }, 'application/json', '[1,2]'],
    ['a text as JSON', json, { body: 'x' }, 'application/json', '"x"'],
    [
      'a form',
      { method: 'post', requestBody: { content: { 'application/x-www-form-urlencoded': {} } } },
      { a: 'x y', b: 1 },
      'application/x-www-form-urlencoded',
      'a=x+y&b=1',
    ],
    [
      'text',
      { method: 'post', requestBody: { content: { 'text/csv': {} } } },
      { body: 'a;b' },
      'text/csv',
      'a;b',
    ],
  ])('%s', async (_what, operation, parameters, type, body) => {
    const call = await called(operation, parameters);
    expect([call.headers['content-type'], call.body]).toEqual([type, body]);
  });

  test('of Swagger 2.0: by the name of its parameter, of all the rest, or as form fields', async () => {
    const server = await api(() => ({
      swagger: '2.0',
      consumes: ['application/json'],
      paths: {
        '/pet': { post: { operationId: 'add', parameters: [{ name: 'pet', in: 'body', schema: {} }] } },
        '/form': {
          post: {
            operationId: 'form',
            parameters: [{ name: 'tag', in: 'formData', collectionFormat: 'multi' }],
          },
        },
      },
    }));
    const effects = effectsWith();
    await effects.run(effect(server.document, 'add', { pet: { name: 'Rex' } }), effectContext());
    await effects.run(effect(server.document, 'add', { name: 'Rex' }), effectContext());
    await effects.run(effect(server.document, 'form', { tag: ['a', 'b'] }), effectContext());
    expect(server.calls().map(({ body }) => body)).toEqual([
      '{"name":"Rex"}',
      '{"name":"Rex"}',
      'tag=a&tag=b',
    ]);
  });

  test('of a type that cannot be written is a configuration error', async () => {
    const server = await api(() => ({
      openapi: '3.0.0',
      paths: { '/x': { post: { operationId: 'op', requestBody: { content: { 'application/xml': {} } } } } },
    }));
    const problem = await problemOf(effectsWith(), effect(server.document, 'op', { a: 1 }));
    expect(problem).toMatchObject({
      type: `${types}/configuration`,
      detail: 'A body of application/xml can only be given as text',
    });
  });
});
