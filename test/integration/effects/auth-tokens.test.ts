import { describe, expect, onTestFinished, test } from 'vitest';
import type { Authentication, HttpEffect } from '../../../src/engine/effect.ts';
import type { EffectsOptions } from '../../../src/effects/effects.ts';
import { authorizationServer } from '../../support/authorization-server.ts';
import { fakeTime } from '../../support/fake-time.ts';
import { httpEffect } from '../../support/http-effect.ts';
import { loopback, sendJson } from '../../support/loopback.ts';
import { effectContext, problemOf, programEffects } from '../../support/programs.ts';

const client = { id: 'my-app', secret: 'client secret' };

function effectsWith(options: Partial<EffectsOptions> = {}) {
  const effects = programEffects(options);
  onTestFinished(() => effects.close());
  return effects;
}

function get(uri: string, authentication: Authentication): HttpEffect {
  return httpEffect('', { endpoint: { uri, authentication } });
}

describe('tokens', () => {
  test('one is used until shortly before it expires', async () => {
    const time = fakeTime();
    const server = await authorizationServer(() => ({ expires_in: 100 }));
    const effects = effectsWith({ clock: time });
    const effect = get(`${server.origin}/api`, { oauth2: { authority: server.origin, client } });
    await effects.run(effect, effectContext());
    time.advance(69_000);
    await effects.run(effect, effectContext());
    expect(server.tokenRequests()).toHaveLength(1);
    time.advance(2_000);
    await effects.run(effect, effectContext());
    expect(server.tokenRequests()).toHaveLength(2);
  });

  test('many that need one at the same time ask once; another scope is another token', async () => {
    const server = await authorizationServer();
    const effects = effectsWith();
    const effect = get(`${server.origin}/api`, { oauth2: { authority: server.origin, client } });
    await Promise.all(Array.from({ length: 20 }, () => effects.run(effect, effectContext())));
    expect(server.tokenRequests()).toHaveLength(1);
    const other = { oauth2: { authority: server.origin, client, scopes: ['other'] } };
    await effects.run(get(`${server.origin}/api`, other), effectContext());
    expect(server.tokenRequests()).toHaveLength(2);
  });

  test('one that is refused is fetched anew once', async () => {
    const server = await authorizationServer();
    const effects = effectsWith();
    const effect = get(`${server.origin}/api`, { oauth2: { authority: server.origin, client } });
    await effects.run(effect, effectContext());
    server.invalidate();
    expect(await effects.run(effect, effectContext())).toBe('in');
    expect(server.tokenRequests()).toHaveLength(2);
  });

  test('nothing is asked for a task that has ended', async () => {
    const server = await authorizationServer();
    const effect = get(`${server.origin}/api`, { oauth2: { authority: server.origin, client } });
    const context = effectContext({ signal: AbortSignal.abort() });
    expect(await problemOf(effectsWith(), effect, context)).toMatchObject({
      title: 'Runtime error',
      detail: 'The effect was ended with its task',
    });
    expect(server.requests).toEqual([]);
  });

  test('no token is shown to another host that a redirect led to, though it asks for one', async () => {
    const other = await loopback((_request, response) => sendJson(response, {}, 401));
    const server = await authorizationServer();
    const entry = await loopback((_request, response) =>
      response.writeHead(307, { location: `${other.origin}/api` }).end(),
    );
    const effect = {
      ...get(entry.origin, { oauth2: { authority: server.origin, client } }),
      redirect: true,
    };
    expect(await problemOf(effectsWith(), effect)).toMatchObject({ status: 401 });
    expect(entry.only().headers.authorization).toBe('Bearer token-1');
    expect(other.only().headers.authorization).toBeUndefined();
    expect(server.tokenRequests()).toHaveLength(1);
  });

  test('a failure is not kept, and an effect that ends does not take the others with it', async () => {
    let held: (() => void) | undefined;
    const server = await loopback(({ path }, response) => {
      if (path === '/api') sendJson(response, 'in');
      else held = () => sendJson(response, { access_token: 't' });
      abort.abort();
    });
    const abort = new AbortController();
    const effects = effectsWith();
    const effect = get(`${server.origin}/api`, { oauth2: { authority: server.origin, client } });
    const first = effects.run(effect, effectContext({ signal: abort.signal }));
    const second = effects.run(effect, effectContext());
    await expect(first).rejects.toThrow(/was ended with its task/);
    held?.();
    expect(await second).toBe('in');

    const failing = await authorizationServer((_form) => ({ error: 'temporarily_unavailable' }));
    const refused = get(`${failing.origin}/api`, { oauth2: { authority: failing.origin, client } });
    await problemOf(effects, refused);
    await problemOf(effects, refused);
    expect(failing.tokenRequests()).toHaveLength(2);
  });
});
