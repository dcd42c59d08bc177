import { createHmac } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Authentication, HttpEffect, OAuth2 } from '../../../src/engine/effect.ts';
import type { EffectContext, EffectsOptions } from '../../../src/effects/effects.ts';
import type { Json } from '../../../src/shared/json.ts';
import { authorizationServer } from '../../support/authorization-server.ts';
import { httpEffect } from '../../support/http-effect.ts';
import { loopback, sendJson } from '../../support/loopback.ts';
import { effectContext, problemOf, programEffects } from '../../support/programs.ts';

const types = 'https://serverlessworkflow.io/spec/1.0.0/errors';

function effectsWith(options: Partial<EffectsOptions> = {}) {
  const effects = programEffects(options);
  onTestFinished(() => effects.close());
  return effects;
}

function get(uri: string, authentication: Authentication): HttpEffect {
  return httpEffect('', { endpoint: { uri, authentication } });
}

const client = { id: 'my-app', secret: 'client secret' };

describe('oauth2', () => {
  const run = (server: { origin: string }, oauth2: OAuth2, context?: Partial<EffectContext>) =>
    effectsWith().run(
      get(`${server.origin}/api`, { oauth2: { authority: `${server.origin}/realm`, ...oauth2 } }),
      effectContext(context),
    );

  test('client credentials: a form with scopes and audiences, at /oauth2/token below the authority', async () => {
    const server = await authorizationServer();
    expect(
      await run(server, {
        grant: 'client_credentials',
        client,
        scopes: ['read', 'write'],
        audiences: ['a', 'b'],
      }),
    ).toBe('in');
    const [request] = server.tokenRequests();
    expect(request).toMatchObject({ method: 'POST', path: '/realm/oauth2/token' });
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect([...server.form()]).toEqual([
      ['grant_type', 'client_credentials'],
      ['scope', 'read write'],
      ['audience', 'a'],
      ['audience', 'b'],
      ['client_id', 'my-app'],
      ['client_secret', 'client secret'],
    ]);
  });

  test('the same as JSON, at an endpoint of its own', async () => {
    const server = await authorizationServer();
    const endpoints = { token: 'protocol/token' };
    const request = { encoding: 'application/json' } as const;
    expect(await run(server, { grant: 'client_credentials', client, endpoints, request })).toBe('in');
    const [sent] = server.tokenRequests();
    expect(sent?.path).toBe('/realm/protocol/token');
    expect(sent?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      grant_type: 'client_credentials',
      client_id: 'my-app',
      client_secret: 'client secret',
    });
  });

  test.each<[string, OAuth2, Record<string, string>]>([
    [
      'password',
      { grant: 'password', username: 'ann', password: 'pw' },
      { grant_type: 'password', username: 'ann', password: 'pw' },
    ],
    [
      'refresh token',
      { grant: 'refresh_token', subject: { token: 'r-1', type: 'refresh' } },
      { grant_type: 'refresh_token', refresh_token: 'r-1' },
    ],
    [
      'token exchange',
      {
        grant: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject: { token: 's', type: 'urn:s' },
        actor: { token: 'a', type: 'urn:a' },
      },
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: 's',
        subject_token_type: 'urn:s',
        actor_token: 'a',
        actor_token_type: 'urn:a',
      },
    ],
  ])('%s', async (_what, oauth2, expected) => {
    const server = await authorizationServer();
    expect(await run(server, { client, ...oauth2 })).toBe('in');
    expect(Object.fromEntries(server.form())).toMatchObject(expected);
  });

  test('the client says who it is in the header', async () => {
    const server = await authorizationServer();
    const authentication = 'client_secret_basic';
    expect(await run(server, { grant: 'client_credentials', client: { ...client, authentication } })).toBe(
      'in',
    );
    const [request] = server.tokenRequests();
    const expected = Buffer.from('my-app:client+secret').toString('base64');
    expect(request?.headers.authorization).toBe(`Basic ${expected}`);
    expect([...server.form().keys()]).toEqual(['grant_type']);
  });

  test('the client signs an assertion with its secret', async () => {
    const server = await authorizationServer();
    const authentication = 'client_secret_jwt';
    expect(await run(server, { grant: 'client_credentials', client: { ...client, authentication } })).toBe(
      'in',
    );
    const form = server.form();
    expect(form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    expect(form.has('client_secret')).toBe(false);
    const [header = '', payload = '', signature] = (form.get('client_assertion') ?? '').split('.');
    expect(createHmac('sha256', client.secret).update(`${header}.${payload}`).digest('base64url')).toBe(
      signature,
    );
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Json;
    expect(claims).toMatchObject({ iss: 'my-app', sub: 'my-app', aud: `${server.origin}/realm` });
  });

  test('the client brings an assertion, or is public', async () => {
    const signed = await authorizationServer();
    const assertion = { id: 'my-app', assertion: 'a.b.c', authentication: 'private_key_jwt' } as const;
    expect(await run(signed, { grant: 'client_credentials', client: assertion })).toBe('in');
    expect(signed.form().get('client_assertion')).toBe('a.b.c');
    const open = await authorizationServer();
    const none = { id: 'my-app', authentication: 'none' } as const;
    expect(await run(open, { grant: 'password', client: none, username: 'a', password: 'b' })).toBe('in');
    expect(open.form().get('client_id')).toBe('my-app');
  });

  test('all of it from a secret, with scopes as text', async () => {
    const server = await authorizationServer();
    const secret = {
      authority: server.origin,
      grant: 'client_credentials',
      client: { id: 'from-secret', secret: 's' },
      scopes: 'a b',
    };
    const effect = get(`${server.origin}/api`, { oauth2: { use: 'sso' } });
    const context = effectContext({ secret: (name) => (name === 'sso' ? secret : undefined) });
    expect(await effectsWith().run(effect, context)).toBe('in');
    expect(server.form().get('scope')).toBe('a b');
    expect(server.form().get('client_id')).toBe('from-secret');
  });

  test.each<[string, OAuth2, RegExp]>([
    [
      'a grant that needs a person',
      { grant: 'authorization_code', client },
      /authorization_code needs a person/,
    ],
    ['a password grant without its name', { grant: 'password', client, password: 'x' }, /needs username/],
    [
      'an exchange without a subject',
      { grant: 'urn:ietf:params:oauth:grant-type:token-exchange', client },
      /subject/,
    ],
    [
      'a client without an assertion',
      { grant: 'client_credentials', client: { ...client, authentication: 'private_key_jwt' } },
      /private_key_jwt needs client.assertion/,
    ],
    ['nobody', { grant: 'client_credentials' }, /needs client.id/],
  ])('%s is a configuration error, before anything is sent', async (_what, oauth2, detail) => {
    const server = await authorizationServer();
    const authentication = { oauth2: { authority: server.origin, ...oauth2 } };
    const problem = await problemOf(effectsWith(), get(`${server.origin}/api`, authentication));
    expect(problem).toMatchObject({ type: `${types}/configuration` });
    expect(problem.detail).toMatch(detail);
    expect(server.requests).toEqual([]);
  });

  test('a refusal is an authentication error that says why and shows no secret', async () => {
    const server = await authorizationServer((form) => ({
      error: 'invalid_client',
      error_description: `not ${form.get('client_secret')}`,
    }));
    const oauth2 = { authority: server.origin, grant: 'client_credentials', client } as const;
    const problem = await problemOf(effectsWith(), get(`${server.origin}/api`, { oauth2 }));
    expect(problem).toEqual({
      type: `${types}/authentication`,
      status: 401,
      title: 'Authentication error',
      detail: `${server.host} issued no token (status 400): invalid_client, not ***`,
    });
  });

  test.each<[string, string, number]>([
    ['no JSON', 'hello', 502],
    ['JSON without a token', '{"token_type":"bearer"}', 502],
  ])('an answer of %s is a communication error', async (_what, body, status) => {
    const server = await loopback((_request, response) => response.writeHead(200).end(body));
    const oauth2 = { authority: server.origin, grant: 'client_credentials', client } as const;
    const problem = await problemOf(effectsWith(), get(`${server.origin}/api`, { oauth2 }));
    expect(problem).toMatchObject({ type: `${types}/communication`, status });
  });

  test('a token of an issuer that is not expected is not used', async () => {
    const jwt = `e30.${Buffer.from('{"iss":"https://evil.example"}').toString('base64url')}.x`;
    const server = await authorizationServer(() => ({ access_token: jwt }));
    const oauth2 = { authority: server.origin, client, issuers: ['https://good.example'] };
    const problem = await problemOf(effectsWith(), get(`${server.origin}/api`, { oauth2 }));
    expect(problem).toMatchObject({ type: `${types}/authentication` });
    expect(server.requests.some(({ path }) => path === '/api')).toBe(false);
  });

  test('the token endpoint is rewritten like everything else', async () => {
    const server = await authorizationServer();
    const effects = effectsWith({ rewrites: [{ from: 'https://sso.example', to: server.origin }] });
    const oauth2 = { authority: 'https://sso.example/realm', client };
    expect(await effects.run(get(`${server.origin}/api`, { oauth2 }), effectContext())).toBe('in');
    expect(server.tokenRequests()[0]?.path).toBe('/realm/oauth2/token');
  });
});

describe('oidc', () => {
  test.each([
    ['the issuer', '/realm', '/discovered'],
    ['its discovery document', '/realm/.well-known/openid-configuration', '/discovered'],
    ['its token endpoint', '/realm/protocol/token', '/realm/protocol/token'],
  ])('the authority may be %s; the scope has openid', async (_what, path, asked) => {
    const server = await authorizationServer();
    const oidc = {
      authority: server.origin + path,
      grant: 'client_credentials',
      client,
      scopes: ['x'],
    } as const;
    expect(await effectsWith().run(get(`${server.origin}/api`, { oidc }), effectContext())).toBe('in');
    expect(server.tokenRequests()[0]?.path).toBe(asked);
    expect(server.form().get('scope')).toBe('x openid');
  });

  test('an authority without a discovery document is a communication error', async () => {
    const server = await loopback((_request, response) => sendJson(response, { not: 'it' }));
    const problem = await problemOf(
      effectsWith(),
      get(server.origin, { oidc: { authority: `${server.origin}/realm`, client } }),
    );
    expect(problem).toMatchObject({ type: `${types}/communication`, status: 502 });
  });
});
