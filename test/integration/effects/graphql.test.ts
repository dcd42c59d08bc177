import { afterAll, expect, test } from 'vitest';
import type { GraphqlEffect } from '../../../src/engine/effect.ts';
import type { Json } from '../../../src/shared/json.ts';
import { loopback, sendJson } from '../../support/loopback.ts';
import { effectContext, problemOf, programEffects } from '../../support/programs.ts';

const effects = programEffects();
afterAll(() => effects.close());

function query(uri: string, change: Partial<GraphqlEffect> = {}): GraphqlEffect {
  return {
    kind: 'graphql',
    endpoint: { uri },
    query: '{ pets { id } }',
    variables: {},
    headers: {},
    ...change,
  };
}

test('a query goes out with its variables and operation, and its data comes back', async () => {
  const server = await loopback((_request, response) => sendJson(response, { data: { pets: [{ id: 1 }] } }));
  const change: Partial<GraphqlEffect> = {
    query: 'query A($n: Int) { pets(n: $n) { id } }',
    variables: { n: 2 },
    operationName: 'A',
    headers: { 'X-Api': 'k' },
  };
  const effect = query(server.origin, {
    ...change,
    endpoint: { uri: server.origin, authentication: { bearer: { token: 't' } } },
  });
  expect(await effects.run(effect, effectContext())).toEqual({ pets: [{ id: 1 }] });
  const request = server.only();
  expect(JSON.parse(request.body)).toEqual({ query: change.query, variables: { n: 2 }, operationName: 'A' });
  expect(request).toMatchObject({
    method: 'POST',
    headers: { authorization: 'Bearer t', 'x-api': 'k', 'content-type': 'application/json' },
  });
});

test.each<[string, Json, string]>([
  ['errors without data', { errors: [{ message: 'no such field' }], data: null }, 'no such field'],
  ['errors beside data', { errors: [{ message: 'half of it' }], data: { a: 1 } }, 'half of it'],
  ['an error that says nothing', { errors: [{}] }, 'no message'],
  ['something else', ['x'], 'The endpoint did not answer as GraphQL does'],
])('%s is a communication error', async (_what, answer, detail) => {
  const server = await loopback((_request, response) => sendJson(response, answer));
  expect(await problemOf(effects, query(server.origin))).toEqual({
    type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication',
    status: 502,
    title: 'GraphQL error',
    detail,
  });
});

test('an answer without errors and data is null', async () => {
  const server = await loopback((_request, response) => sendJson(response, { data: null, errors: [] }));
  expect(await effects.run(query(server.origin), effectContext())).toBeNull();
});
