import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Clock } from '../../../src/shared/clock.ts';
import { testAudience } from '../server/issuer.ts';

export interface SessionProvider extends AsyncDisposable {
  readonly issuer: string;
  /** Of each time that somebody was sent there, what the app asked to be prompted for. */
  readonly prompts: readonly (string | null)[];
  /** Whether it asks anew where it is told to; many do not. */
  heedsPrompt: boolean;
}

/**
 * An identity provider as most are: who has signed in once is signed in from then on without being asked, unless the app wants a new
 * sign-in. Its access tokens do not say when that was, its ID tokens do. One person, `alice`; it listens on loopback.
 */
export async function startSessionProvider(clock: Clock, claims: object): Promise<SessionProvider> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const published = { ...(await exportJWK(publicKey)), kid: 'key', alg: 'ES256', use: 'sig' };
  const seconds = () => Math.floor(clock.now() / 1_000);
  const codes = new Map<string, URLSearchParams>();
  const prompts: (string | null)[] = [];
  let signedInAt: number | null = null;

  const sign = (typ: string, payload: object) =>
    new SignJWT({ iss: issuer, sub: 'alice', iat: seconds(), exp: seconds() + 3_600, ...payload })
      .setProtectedHeader({ alg: 'ES256', kid: 'key', typ })
      .sign(privateKey);

  const authorize = (asked: URLSearchParams, response: ServerResponse): void => {
    const prompt = asked.get('prompt');
    prompts.push(prompt);
    if (signedInAt === null || (prompt === 'login' && provider.heedsPrompt)) signedInAt = seconds();
    const [code, back] = [randomUUID(), new URL(asked.get('redirect_uri') ?? '')];
    codes.set(code, asked);
    back.search = new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString();
    response.writeHead(302, { location: back.href }).end();
  };

  const tokens = async (form: URLSearchParams): Promise<object> => {
    const asked = codes.get(form.get('code') ?? '');
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '');
    if (asked?.get('code_challenge') !== challenge.digest('base64url')) return { error: 'invalid_grant' };
    codes.delete(form.get('code') ?? '');
    const client = asked.get('client_id');
    const scope = asked.get('scope');
    return {
      token_type: 'Bearer',
      expires_in: 3_600,
      refresh_token: randomUUID(),
      access_token: await sign('at+jwt', { aud: testAudience, client_id: client, scope, ...claims }),
      id_token: await sign('JWT', { aud: client, nonce: asked.get('nonce'), auth_time: signedInAt }),
    };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer);
    if (pathname === '/authorize') return authorize(searchParams, response);
    const endpoints = {
      issuer,
      jwks_uri: `${issuer}/keys`,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      id_token_signing_alg_values_supported: ['ES256'],
    };
    const body =
      pathname === '/token'
        ? await tokens(new URLSearchParams(await text(request)))
        : pathname === '/keys'
          ? { keys: [published] }
          : endpoints;
    const status = 'error' in body ? 400 : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = {
    issuer,
    prompts,
    heedsPrompt: true,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
}
