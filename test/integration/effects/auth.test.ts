import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Authentication, HttpEffect } from '../../../src/engine/effect.ts';
import type { EffectsOptions } from '../../../src/effects/effects.ts';
import type { Json } from '../../../src/shared/json.ts';
import { httpEffect } from '../../support/http-effect.ts';
import { loopback, sendJson } from '../../support/loopback.ts';
import type { Received } from '../../support/loopback.ts';
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

/** Lets in whoever brings this header. */
function guarded(expected: () => string) {
  return loopback((request, response) => {
    if (request.headers.authorization === expected()) sendJson(response, 'in');
    else sendJson(response, { message: 'who is there?' }, 401);
  });
}

describe('basic and bearer', () => {
  const basic = `Basic ${Buffer.from('ann:pässword:1').toString('base64')}`;

  test.each<[string, string, Authentication, Record<string, Json>]>([
    ['basic', basic, { basic: { username: 'ann', password: 'pässword:1' } }, {}],
    [
      'basic of a secret',
      basic,
      { basic: { use: 'login' } },
      { login: { username: 'ann', password: 'pässword:1' } },
    ],
    ['bearer', 'Bearer t0ken', { bearer: { token: 't0ken' } }, {}],
    ['bearer of a secret', 'Bearer t0ken', { bearer: { use: 'api' } }, { api: { token: 't0ken' } }],
  ])('%s lets in, anything else does not', async (_what, header, authentication, secrets) => {
    const server = await guarded(() => header);
    const context = effectContext({ secret: (name) => secrets[name] });
    expect(await effectsWith().run(get(server.origin, authentication), context)).toBe('in');
    const wrong: Authentication = { basic: { username: 'ann', password: 'wrong' } };
    expect(await problemOf(effectsWith(), get(server.origin, wrong), context)).toMatchObject({ status: 401 });
    expect(server.requests).toHaveLength(2);
  });

  test('user and password in the address are basic authentication', async () => {
    const server = await guarded(() => `Basic ${Buffer.from('ann:a/b').toString('base64')}`);
    const uri = server.origin.replace('//', '//ann:a%2Fb@');
    const { endpoint: _endpoint, ...rest } = get(uri, { bearer: { token: '' } });
    const effect: HttpEffect = { ...rest, endpoint: { uri }, output: 'response' };
    expect(await effectsWith().run(effect, effectContext())).toMatchObject({
      request: { uri: `${server.origin}/` },
      content: 'in',
    });
  });

  test.each<[string, Authentication, string, RegExp]>([
    ['a secret that is not set', { basic: { use: 'none' } }, 'authorization', /no secret named "none"/],
    [
      'a secret that lacks a field',
      { basic: { use: 'half' } },
      'configuration',
      /The secret "half" lacks.*: password/,
    ],
    ['a secret that is text', { bearer: { use: 'text' } }, 'configuration', /The secret "text" lacks/],
  ])('%s is an error that names it and shows nothing of it', async (_what, authentication, kind, detail) => {
    const secrets: Record<string, Json> = { half: { username: 'hidden-name' }, text: 'hidden-text' };
    const server = await guarded(() => '');
    const context = effectContext({ secret: (name) => secrets[name] });
    const problem = await problemOf(effectsWith(), get(server.origin, authentication), context);
    expect(problem.type).toBe(`${types}/${kind}`);
    expect(problem.detail).toMatch(detail);
    expect(problem.detail).not.toMatch(/hidden/);
    expect(server.requests).toEqual([]);
  });
});

describe('digest', () => {
  /** Checks a digest by itself, from the header alone. */
  function isRight(request: Received, nonce: string, hash: string): boolean {
    const header = request.headers.authorization ?? '';
    const field = (name: string) => new RegExp(`\\b${name}="?([^",]+)"?`).exec(header)?.[1] ?? '';
    const h = (text: string) => createHash(hash).update(text).digest('hex');
    const a1 = h('ann:the realm:secret');
    const a2 = h(`${request.method}:${request.target}`);
    const expected = h(`${a1}:${nonce}:${field('nc')}:${field('cnonce')}:auth:${a2}`);
    return field('nonce') === nonce && field('response') === expected && field('uri') === request.target;
  }

  function challenge(response: ServerResponse, nonce: string, more: string): void {
    const header = `Digest realm="the realm", nonce="${nonce}", qop="auth"${more}`;
    response.writeHead(401, { 'www-authenticate': header }).end();
  }

  const ann = { digest: { username: 'ann', password: 'secret' } };

  test.each([
    ['MD5', ', algorithm=MD5', 'md5'],
    ['SHA-256', ', algorithm=SHA-256', 'sha256'],
    ['what is left out, which is MD5', '', 'md5'],
  ])('answers the challenge with %s', async (_what, more, hash) => {
    const server = await loopback((request, response) => {
      if (isRight(request, 'n1', hash)) sendJson(response, 'in');
      else challenge(response, 'n1', more);
    });
    expect(await effectsWith().run(get(`${server.origin}/a?b=c d`, ann), effectContext())).toBe('in');
    expect(server.requests).toHaveLength(2);
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('renews an old nonce once, and gives up on a wrong password', async () => {
    const server = await loopback((request, response) => {
      if (isRight(request, 'new', 'md5')) sendJson(response, 'in');
      else if (request.headers.authorization === undefined) challenge(response, 'old', '');
      else challenge(response, 'new', ', stale=true');
    });
    expect(await effectsWith().run(get(server.origin, ann), effectContext())).toBe('in');
    expect(server.requests).toHaveLength(3);
    const wrong = { digest: { username: 'ann', password: 'wrong' } };
    expect(await problemOf(effectsWith(), get(server.origin, wrong))).toMatchObject({ status: 401 });
    expect(server.requests).toHaveLength(6);
    const strict = await loopback((_request, response) => challenge(response, 'always', ''));
    expect(await problemOf(effectsWith(), get(strict.origin, ann))).toMatchObject({ status: 401 });
    expect(strict.requests).toHaveLength(2);
  });

  test('signs what the server sees, where a rewrite changes the path', async () => {
    const server = await loopback((request, response) => {
      if (isRight(request, 'n', 'md5')) sendJson(response, 'in');
      else challenge(response, 'n', '');
    });
    const effects = effectsWith({ rewrites: [{ from: 'http://api.example', to: `${server.origin}/stub` }] });
    expect(await effects.run(get('http://api.example/a', ann), effectContext())).toBe('in');
  });

  test('a server that asks for something else is an authentication error', async () => {
    const server = await loopback((_request, response) =>
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(),
    );
    const problem = await problemOf(effectsWith(), get(server.origin, ann));
    expect(problem).toMatchObject({ type: `${types}/authentication`, status: 401 });
  });
});
