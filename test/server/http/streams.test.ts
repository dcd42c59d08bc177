import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServerNode } from '../../../src/server/node.ts';
import type { Timers } from '../../../src/shared/clock.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { call } from '../../support/server/call.ts';
import { deviceKey, headersOf } from '../../support/server/device-key.ts';
import { startIssuer, type TestIssuer } from '../../support/server/issuer.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';
import { startTestNode } from '../../support/server/test-node.ts';
import { until } from '../../support/until.ts';

const host = '0190c0de-0000-7000-8000-0000000000e7';
const scope = 'workflow.read workflow.write';
/** Waits are shorter here; the clock is everybody's. */
const hurried: Timers = {
  after: (milliseconds, callback) => systemTimers.after(milliseconds / 30, callback),
};

let database: TestDatabase;
let issuer: TestIssuer;
let node: ServerNode;

beforeAll(async () => {
  database = await openTestDatabase();
  issuer = await startIssuer(systemClock);
  node = await startTestNode({
    databaseUrl: database.url,
    issuer: issuer.url,
    timers: hurried,
    env: { CLOCK_SKEW_SECONDS: '0' },
  });
});
afterAll(async () => {
  await node.stop();
  await issuer.close();
  await database.close();
});

/** A stream of the contract, and whether it has ended. */
async function openStream(token: string, headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const response = await fetch(`${node.url}/api/changes`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: stop.signal,
  });
  expect(response.status).toBe(200);
  let isOver = false;
  void response
    .text()
    .catch(() => '')
    .then(() => (isOver = true));
  return { isOver: () => isOver, stop: () => stop.abort() };
}

test('[H4] a stream ends with its token', async () => {
  const exp = Math.floor(systemClock.now() / 1_000) + 2;
  const short = await openStream(await issuer.token({ sub: 'alice', host, scope, exp }));
  const long = await openStream(await issuer.token({ sub: 'alice', host, scope }));
  await until('it has ended', short.isOver);
  expect(systemClock.now()).toBeGreaterThanOrEqual(exp * 1_000);
  expect(long.isOver()).toBe(false);
  long.stop();
});

test('[H4] a stream ends when its device is revoked', async () => {
  const token = await issuer.token({ sub: 'bob', host, scope, client_id: 'countersign-desktop' });
  const deviceId = randomUUID();
  const publicKey = deviceKey();
  const headers = headersOf(publicKey, deviceId, token);
  const body = { name: 'Laptop', publicKey };
  const added = await call(`${node.url}/api/devices/${deviceId}`, { method: 'PUT', token, body, headers });
  expect(added.status).toBe(200);
  const stream = await openStream(token, headers);
  const revoked = await call(`${node.url}/api/devices/${deviceId}/revoke`, { token, body: {}, headers });
  expect(revoked.status).toBe(200);
  await until('it has ended', stream.isOver);
});

test('[H4] a stream ends when its user is deactivated', async () => {
  const admin = await issuer.token({ sub: 'root', host, scope, permissions: ['portal.admin'] });
  const stream = await openStream(await issuer.token({ sub: 'carol', host, scope }));
  const answer = await call(`${node.url}/scim/v2/Users/carol`, {
    method: 'PATCH',
    token: admin,
    body: { Operations: [{ op: 'replace', value: { active: false } }] },
  });
  expect(answer.status).toBe(200);
  await until('it has ended', stream.isOver);
});
