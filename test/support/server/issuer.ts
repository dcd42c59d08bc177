import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import type { Clock } from '../../../src/shared/clock.ts';

export const testAudience = 'urn:countersign:test';

export interface TestIssuer {
  readonly url: string;
  /** How often its keys were asked for. */
  keyRequests(): number;
  /** How often anything was asked of it. */
  requests(): number;
  /** A token for an hour. `claims` go over what it says by itself; undefined ones are left out. */
  token(claims?: Record<string, unknown>): Promise<string>;
  unsigned(claims?: Record<string, unknown>): string;
  /** As `token`, signed with the text of the public key, as one does who confuses the algorithms. */
  signedWithPublicKey(claims?: Record<string, unknown>): Promise<string>;
  /** New tokens are signed by a new key; the one before is forgotten, or still published. */
  rotate(options: { readonly keepOld: boolean }): Promise<void>;
  /** From now on its keys cannot be had, or can again. */
  setAway(isAway: boolean): void;
  close(): Promise<void>;
}

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly published: object;
}

/** An identity provider of a test: it publishes keys and signs what it is told. Listens on loopback. */
export async function startIssuer(clock: Clock, { alg = 'ES256' } = {}): Promise<TestIssuer> {
  let made = 0;
  let away = false;
  let requests = 0;
  let asked = 0;
  const makeKey = async (): Promise<Key> => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    made += 1;
    const kid = `key-${made}`;
    return { kid, privateKey, published: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
  };
  let keys: [Key, ...Key[]] = [await makeKey()];
  const server = createServer((request, response) => {
    asked += 1;
    if (away) return void response.writeHead(503).end();
    const body =
      request.url === '/.well-known/openid-configuration'
        ? { issuer: url, jwks_uri: `${url}/keys` }
        : keySet();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const keySet = () => {
    requests += 1;
    return { keys: keys.map(({ published }) => published) };
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const payloadOf = (claims: Record<string, unknown>): JWTPayload => {
    const now = Math.floor(clock.now() / 1_000);
    const all = {
      iss: url,
      aud: testAudience,
      iat: now,
      exp: now + 3_600,
      client_id: 'a-program',
      ...claims,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  };
  return {
    url,
    keyRequests: () => requests,
    requests: () => asked,
    token: (claims = {}) => {
      const [{ kid, privateKey }] = keys;
      return new SignJWT(payloadOf(claims)).setProtectedHeader({ alg, kid, typ: 'at+jwt' }).sign(privateKey);
    },
    unsigned: (claims = {}) => new UnsecuredJWT(payloadOf(claims)).encode(),
    signedWithPublicKey: (claims = {}) => {
      const [{ kid, published }] = keys;
      return new SignJWT(payloadOf(claims))
        .setProtectedHeader({ alg: 'HS256', kid })
        .sign(new TextEncoder().encode(JSON.stringify(published)));
    },
    async rotate({ keepOld }) {
      const key = await makeKey();
      keys = keepOld ? [key, ...keys] : [key];
    },
    setAway: (isAway) => void (away = isAway),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
