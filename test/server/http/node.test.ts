import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerNode } from '../../../src/server/node.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { call } from '../../support/server/call.ts';
import { startIssuer, testAudience, type TestIssuer } from '../../support/server/issuer.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';
import { startTestNode } from '../../support/server/test-node.ts';

const host = '0190c0de-0000-7000-8000-0000000000a1';
const scope = 'workflow.read workflow.write';
let database: TestDatabase;
let issuer: TestIssuer;
let node: ServerNode;
let token: string;

beforeAll(async () => {
  database = await openTestDatabase();
  issuer = await startIssuer(systemClock);
  node = await startTestNode({
    databaseUrl: database.url,
    issuer: issuer.url,
    env: { SERVER_NAME: 'Acme', REQUEST_SECONDS: '1' },
  });
  token = await issuer.token({ sub: 'alice', name: 'Alice', host, scope });
});
afterAll(async () => {
  await node.stop();
  await issuer.close();
  await database.close();
});

const at = (path: string) => `${node.url}${path}`;

describe('who has not signed in', () => {
  test('is told who the server is and where one signs in, as REST and as RPC', async () => {
    const said = {
      contractVersion: 1,
      oldestContractVersion: 1,
      serverVersion: '0.0.0-test',
      issuer: issuer.url,
      clientId: 'countersign-desktop',
      audience: testAudience,
      scopes: ['workflow.read', 'workflow.write', 'workflow.task.override'],
      serverName: 'Acme',
    };
    expect(await call(at('/api/sync/handshake'))).toMatchObject({ status: 200, json: said });
    expect(await call(at('/rpc/sync/handshake'), { body: {} })).toMatchObject({
      status: 200,
      json: { json: said },
    });
  });

  test('is told the scopes as the identity provider names them', async () => {
    const env = { OIDC_SCOPE_PREFIX: 'https://acme.example/' };
    const named = await startTestNode({ databaseUrl: database.url, issuer: issuer.url, env });
    const { json } = await call(`${named.url}/api/sync/handshake`);
    await named.stop();
    expect(json.scopes).toEqual(
      ['workflow.read', 'workflow.write', 'workflow.task.override'].map(
        (scope) => `https://acme.example/${scope}`,
      ),
    );
  });

  test('is refused everything else in the shape of the contract', async () => {
    const refusal = { defined: true, code: 'UNAUTHORIZED', status: 401, data: { next: expect.any(String) } };
    const rest = await call(at('/api/account'));
    expect(rest).toMatchObject({ status: 401, json: refusal });
    expect(rest.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await call(at('/rpc/account/info'), { body: {} })).toMatchObject({
      status: 401,
      json: { json: refusal },
    });
  });
});

test('who signs in for the first time is a user of their host at once', async () => {
  const me = await call(at('/api/sync/me'), { token });
  expect(me.json).toEqual({
    hostId: host,
    hostName: host,
    userId: 'alice',
    userName: 'Alice',
    permissions: [],
    scopes: ['workflow.read', 'workflow.write'],
  });
  const { json } = await call(at('/api/users'), { token });
  expect(json.users).toMatchObject([{ userId: 'alice', name: 'Alice', active: true }]);
});

describe('what a request may be', () => {
  test('a body above the limit is refused before it is read', async () => {
    const body = { text: 'x'.repeat(2 * 1024 * 1024) };
    expect(await call(at('/api/workflows'), { token, body })).toMatchObject({
      status: 413,
      json: { code: 'PAYLOAD_TOO_LARGE' },
    });
  });

  test.each([
    ['a body that is no JSON', '{"a":', 'application/json'],
    ['a body that would change what objects are', '{"__proto__":{"a":1}}', 'application/json'],
    ['a body of another type', 'a=1', 'application/x-www-form-urlencoded'],
  ])('%s is refused', async (_, body, type) => {
    const response = await fetch(at('/api/workflows'), {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('an address that there is not says so', async () => {
    for (const path of ['/api/nothing', '/nothing', '/rpc/nothing'])
      expect((await call(at(path), { token })).status).toBe(404);
  });

  test('headers that take too long to come end the connection, and others are served meanwhile', async () => {
    const { hostname, port } = new URL(node.url);
    const slow = connect(Number(port), hostname);
    await once(slow, 'connect');
    slow.write('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    let answer = '';
    slow.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    const ended = once(slow, 'close');
    expect((await call(at('/healthz'))).status).toBe(200);
    await ended;
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe('versions of the contract', () => {
  const headers = (version: string) => ({ 'x-countersign-contract': version });

  test.each(['0', '-1', 'x', '1.5'])('a client that speaks %s is told to update', async (version) => {
    const answer = await call(at('/api/account'), { token, headers: headers(version) });
    expect(answer).toMatchObject({ status: 426, json: { code: 'SERVER_INCOMPATIBLE' } });
    expect(answer.json.data.next).toMatch(/Update/);
  });

  test('one that speaks this or a newer version is served, and the handshake is for all', async () => {
    for (const version of ['1', '2'])
      expect((await call(at('/api/account'), { token, headers: headers(version) })).status).toBe(200);
    expect((await call(at('/api/sync/handshake'), { headers: headers('0') })).status).toBe(200);
  });
});

describe('what a browser makes of an answer', () => {
  test('nothing is guessed, framed, kept or loaded', async () => {
    const { headers } = await call(at('/api/account'), { token });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('pages of other sites may not call', async () => {
    const asked = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const preflight = await call(at('/api/account'), { method: 'OPTIONS', headers: asked });
    const answer = await call(at('/api/account'), { token, headers: asked });
    for (const { headers } of [preflight, answer])
      expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('a call has an id: the one that it brought, or a new one', async () => {
  const brought = await call(at('/healthz'), { headers: { 'x-request-id': 'trace-17' } });
  expect(brought.headers.get('x-request-id')).toBe('trace-17');
  const other = await call(at('/healthz'), { headers: { 'x-request-id': 'a b\\"' } });
  expect(other.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

describe('how the node is doing', () => {
  test('it lives, and is ready when the database and the engine are', async () => {
    expect(await call(at('/healthz'))).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(await call(at('/readyz'))).toMatchObject({ status: 200, json: { ready: true } });
  });

  test('Prometheus reads what was called, by procedure', async () => {
    await call(at('/api/account'), { token });
    const { text } = await call(at('/metrics'));
    expect(text).toMatch(
      /countersign_http_request_seconds_count\{method="GET",route="account\.info",status="200"\} \d+/,
    );
    expect(text).toContain('countersign_engine_up 1');
    expect(text).not.toContain('alice');
  });
});

test('where the database is away, calls say that they can be made again, and the node is not ready', async () => {
  const own = await openTestDatabase();
  const other = await startTestNode({ databaseUrl: own.url, issuer: issuer.url });
  try {
    expect((await call(`${other.url}/api/account`, { token })).status).toBe(200);
    await own.close();
    expect(await call(`${other.url}/api/account`, { token })).toMatchObject({
      status: 503,
      json: { code: 'STORE_UNAVAILABLE' },
    });
    expect(await call(`${other.url}/readyz`)).toMatchObject({ status: 503, json: { ready: false } });
    expect((await call(`${other.url}/healthz`)).status).toBe(200);
  } finally {
    await other.stop();
  }
});

describe('too many calls', () => {
  test('of one user are refused for a while; others are served', async () => {
    const env = { REQUESTS_PER_MINUTE: '5' };
    const other = await startTestNode({ databaseUrl: database.url, issuer: issuer.url, env });
    const bob = await issuer.token({ sub: 'bob', host, scope });
    try {
      for (let calls = 0; calls < 5; calls += 1)
        expect((await call(`${other.url}/api/account`, { token })).status).toBe(200);
      const refused = await call(`${other.url}/api/account`, { token });
      expect(refused).toMatchObject({ status: 429, json: { code: 'RATE_LIMITED' } });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await call(`${other.url}/api/account`, { token: bob })).status).toBe(200);
    } finally {
      await other.stop();
    }
  });

  test('without a token are refused for a while; those with one are served', async () => {
    const env = { REFUSALS_PER_MINUTE: '3' };
    const other = await startTestNode({ databaseUrl: database.url, issuer: issuer.url, env });
    try {
      const statuses = [];
      for (let calls = 0; calls < 5; calls += 1)
        statuses.push((await call(`${other.url}/api/account`)).status);
      expect(statuses).toEqual([401, 401, 401, 429, 429]);
      expect((await call(`${other.url}/api/account`, { token })).status).toBe(200);
    } finally {
      await other.stop();
    }
  });
});
