import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerNode } from '../../../src/server/node.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { deviceKey, headersOf, proofOf } from '../../support/server/device-key.ts';
import { call, type Answer } from '../../support/server/call.ts';
import { startIssuer, type TestIssuer } from '../../support/server/issuer.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';
import { startTestNode } from '../../support/server/test-node.ts';

const host = '0190c0de-0000-7000-8000-0000000000d1';
const scope = 'workflow.read workflow.write';
const desktop = 'countersign-desktop';
let database: TestDatabase;
let issuer: TestIssuer;
let node: ServerNode;
let other: ServerNode;

beforeAll(async () => {
  database = await openTestDatabase();
  issuer = await startIssuer(systemClock);
  const options = { databaseUrl: database.url, issuer: issuer.url };
  node = await startTestNode(options);
  other = await startTestNode(options);
});
afterAll(async () => {
  await node.stop();
  await other.stop();
  await issuer.close();
  await database.close();
});

/** A sign-in of the desktop app, so many seconds from now. */
const signIn = (user: string, seconds = 0) =>
  issuer.token({
    sub: user,
    client_id: desktop,
    host,
    scope,
    auth_time: Math.floor(systemClock.now() / 1_000) + seconds,
  });

interface Device {
  readonly deviceId: string;
  readonly publicKey: object;
}
const newDevice = (): Device => ({ deviceId: randomUUID(), publicKey: deviceKey() });

function register(
  token: string,
  { deviceId, publicKey }: Device,
  name = 'Laptop',
  headers: Record<string, string> = {},
): Promise<Answer> {
  return call(`${node.url}/api/devices/${deviceId}`, {
    method: 'PUT',
    token,
    body: { name, publicKey },
    headers: { ...headersOf(publicKey, deviceId, token), ...headers },
  });
}

function account(at: ServerNode, token: string, device?: Device): Promise<Answer> {
  const headers = device === undefined ? {} : headersOf(device.publicKey, device.deviceId, token);
  return call(`${at.url}/api/account`, { token, headers });
}

function revoke(token: string, { deviceId, publicKey }: Device): Promise<Answer> {
  return call(`${node.url}/api/devices/${deviceId}/revoke`, {
    token,
    body: {},
    headers: headersOf(publicKey, deviceId, token),
  });
}

const codeOf = ({ status, json }: Answer) => [status, json?.code];

describe('a device that signs in', () => {
  test('is registered before its token is of use for anything but that', async () => {
    const token = await signIn('ann');
    const device = newDevice();
    expect(codeOf(await account(node, token))).toEqual([401, 'UNAUTHORIZED']);
    expect(codeOf(await account(node, token, device))).toEqual([401, 'UNAUTHORIZED']);
    expect((await call(`${node.url}/api/sync/me`, { token })).status).toBe(200);
    expect(await register(token, device)).toMatchObject({
      status: 200,
      json: { deviceId: device.deviceId, userId: 'ann', name: 'Laptop', revokedTs: null },
    });
    expect((await account(node, token, device)).status).toBe(200);
    expect(codeOf(await account(node, token))).toEqual([401, 'UNAUTHORIZED']);
  });

  test('keeps its key: the same again changes the name, another one is refused', async () => {
    const token = await signIn('ben');
    const device = newDevice();
    await register(token, device);
    expect((await register(token, device, 'Desk')).json).toMatchObject({ name: 'Desk' });
    expect(codeOf(await register(token, { ...device, publicKey: deviceKey() }))).toEqual([
      409,
      'DEVICE_KEY_MISMATCH',
    ]);
  });

  test('is nobody else’s', async () => {
    const device = newDevice();
    await register(await signIn('cid'), device);
    const dan = await signIn('dan');
    expect(codeOf(await register(dan, device))).toEqual([409, 'DEVICE_KEY_MISMATCH']);
    expect(codeOf(await account(node, dan, device))).toEqual([401, 'UNAUTHORIZED']);
    expect(codeOf(await revoke(await issuer.token({ sub: 'dan', host, scope }), device))[0]).toBe(401);
  });

  test('[O9] proves that it has the key that it registers', async () => {
    const token = await signIn('kim');
    const device = newDevice();
    const [nothing, another] = [{}, proofOf(deviceKey(), device.deviceId, token)];
    for (const headers of [nothing, another]) {
      const answer = await call(`${node.url}/api/devices/${device.deviceId}`, {
        method: 'PUT',
        token,
        body: { name: 'Laptop', publicKey: device.publicKey },
        headers,
      });
      expect(codeOf(answer)).toEqual([401, 'UNAUTHORIZED']);
    }
  });

  test('[O9] is no other one: each call is signed by its key, for its token', async () => {
    const token = await signIn('lea');
    const device = newDevice();
    await register(token, device);
    const named = { 'x-countersign-device': device.deviceId };
    const ofAnotherToken = headersOf(device.publicKey, device.deviceId, await signIn('lea', 1));
    const ofAnotherKey = headersOf(deviceKey(), device.deviceId, token);
    for (const headers of [named, ofAnotherToken, ofAnotherKey]) {
      expect(codeOf(await call(`${node.url}/api/account`, { token, headers }))).toEqual([
        401,
        'UNAUTHORIZED',
      ]);
    }
    expect((await account(node, token, device)).status).toBe(200);
  });

  test('[O9] is needed also where a token does not say which client it was given to', async () => {
    const token = await issuer.token({ sub: 'mia', host, scope, client_id: undefined });
    expect(codeOf(await account(node, token))).toEqual([401, 'UNAUTHORIZED']);
  });

  test('needs a key that is one', async () => {
    const token = await signIn('eve');
    const publicKey = { kty: 'OKP', crv: 'Ed25519', x: 'short' };
    const url = `${node.url}/api/devices/${randomUUID()}`;
    const answer = await call(url, { method: 'PUT', token, body: { name: 'Laptop', publicKey } });
    expect(codeOf(answer)).toEqual([400, 'INVALID_REQUEST']);
  });

  test('is listed with when it was last seen, the one that asks marked', async () => {
    const token = await signIn('fay');
    const [first, second] = [newDevice(), newDevice()];
    await register(token, first, 'First');
    await register(token, second, 'Second');
    const headers = headersOf(first.publicKey, first.deviceId, token);
    const { json } = await call(`${node.url}/api/devices`, { token, headers });
    const listed = json.devices.map((each: { name: string; current: boolean }) => [each.name, each.current]);
    expect(listed.toSorted()).toEqual([
      ['First', true],
      ['Second', false],
    ]);
  });
});

describe('a device that was revoked', () => {
  test('is refused at once, on every node', async () => {
    const token = await signIn('gus');
    const device = newDevice();
    await register(token, device);
    for (const each of [node, other]) expect((await account(each, token, device)).status).toBe(200);
    expect(await revoke(token, device)).toMatchObject({ status: 200, json: { revokedBy: 'gus' } });
    expect(codeOf(await account(node, token, device))).toEqual([401, 'DEVICE_REVOKED']);
    await expect
      .poll(async () => codeOf(await account(other, token, device)), { interval: 10, timeout: 500 })
      .toEqual([401, 'DEVICE_REVOKED']);
  });

  test('comes back neither without its name nor under another, not even with a refreshed token', async () => {
    const device = newDevice();
    await register(await signIn('hal'), device);
    await revoke(await signIn('hal'), device);
    const refreshed = await issuer.token({
      sub: 'hal',
      client_id: desktop,
      host,
      scope,
      iat: Math.floor(systemClock.now() / 1_000) + 5,
      auth_time: Math.floor(systemClock.now() / 1_000) - 60,
    });
    expect(codeOf(await account(node, refreshed))).toEqual([401, 'UNAUTHORIZED']);
    expect(codeOf(await register(refreshed, device))).toEqual([401, 'DEVICE_REVOKED']);
    expect(codeOf(await register(refreshed, newDevice()))).toEqual([401, 'DEVICE_REVOKED']);
  });

  test('[O9] does not go on in the name of another of its user’s, whose id it may know', async () => {
    const [lost, kept] = [newDevice(), newDevice()];
    const token = await signIn('ned');
    await register(token, lost);
    await register(token, kept);
    await revoke(token, lost);
    const refreshed = await issuer.token({ sub: 'ned', client_id: desktop, host, scope, jti: 'refreshed' });
    const asKept = { 'x-countersign-device': kept.deviceId };
    const withOwnKey = { ...headersOf(lost.publicKey, kept.deviceId, refreshed) };
    for (const headers of [asKept, withOwnKey]) {
      const answer = await call(`${node.url}/api/account`, { token: refreshed, headers });
      expect(codeOf(answer)).toEqual([401, 'UNAUTHORIZED']);
    }
    expect((await account(node, refreshed, kept)).status).toBe(200);
  });

  describe('[O9] where access tokens do not say when somebody signed in', () => {
    const later = () => Math.floor(systemClock.now() / 1_000) + 5;
    const untold = (user: string) =>
      issuer.token({ sub: user, client_id: desktop, host, scope, iat: later() });
    const idToken = (user: string, seconds: number) =>
      issuer.token({ sub: user, aud: desktop, auth_time: Math.floor(systemClock.now() / 1_000) + seconds });
    const withIdToken = async (user: string, token: string, device: Device) =>
      register(token, device, 'Laptop', { 'x-countersign-id-token': await idToken(user, 5) });

    test('a renewed one registers nothing, however young it is', async () => {
      const device = newDevice();
      const token = await untold('oda');
      expect((await register(token, device)).status).toBe(200);
      await revoke(token, device);
      const refreshed = await untold('oda');
      const old = { 'x-countersign-id-token': await idToken('oda', -60) };
      const ofAnother = { 'x-countersign-id-token': await idToken('mallory', 5) };
      const noIdToken = { 'x-countersign-id-token': await issuer.token({ sub: 'oda', auth_time: later() }) };
      for (const headers of [{}, old, ofAnother, noIdToken]) {
        expect(codeOf(await register(refreshed, device, 'Laptop', headers))).toEqual([401, 'DEVICE_REVOKED']);
        const another = await register(refreshed, newDevice(), 'Laptop', headers);
        expect(codeOf(another)).toEqual([401, 'DEVICE_REVOKED']);
      }
    });

    test('the ID token of a new sign-in says it', async () => {
      const device = newDevice();
      const token = await untold('pam');
      await register(token, device);
      await revoke(token, device);
      expect(await withIdToken('pam', await untold('pam'), device)).toMatchObject({
        status: 200,
        json: { revokedTs: null },
      });
    });
  });

  test('is registered anew by a sign-in after that; others of the user go on', async () => {
    const [lost, kept] = [newDevice(), newDevice()];
    const token = await signIn('ida');
    await register(token, lost);
    await register(token, kept);
    await revoke(token, lost);
    expect((await account(node, token, kept)).status).toBe(200);
    const again = await signIn('ida', 5);
    expect(codeOf(await account(node, again, lost))).toEqual([401, 'UNAUTHORIZED']);
    expect((await register(again, lost)).json).toMatchObject({ revokedTs: null });
    expect((await account(node, again, lost)).status).toBe(200);
  });

  test('is revoked also by an administrator, who sees whose it is', async () => {
    const device = newDevice();
    await register(await signIn('joe'), device);
    const admin = await issuer.token({ sub: 'root', host, scope, permissions: ['portal.admin'] });
    const { json } = await call(`${node.url}/api/devices?userId=joe`, { token: admin });
    expect(json.devices).toMatchObject([{ deviceId: device.deviceId, userId: 'joe' }]);
    const revoked = await call(`${node.url}/api/devices/${device.deviceId}/revoke`, {
      token: admin,
      body: {},
    });
    expect(revoked.json).toMatchObject({ revokedBy: 'root' });
  });
});
