import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { feedPaths } from '../../../src/shared/contract/sync.ts';
import type { ServerNode } from '../../../src/server/node.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { call, type Answer } from '../../support/server/call.ts';
import { deviceKey, headersOf } from '../../support/server/device-key.ts';
import { startIssuer, type TestIssuer } from '../../support/server/issuer.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';
import { startTestNode } from '../../support/server/test-node.ts';
import { until } from '../../support/until.ts';

const host = '0190c0de-0000-7000-8000-0000000000d2';
const scope = 'workflow.read workflow.write';
let database: TestDatabase;
let issuer: TestIssuer;
let node: ServerNode;
let other: ServerNode;
/** How far the clock of everybody is ahead. */
let ahead = 0;
const clock = { now: () => systemClock.now() + ahead };

beforeAll(async () => {
  database = await openTestDatabase();
  issuer = await startIssuer(clock);
  const options = { databaseUrl: database.url, issuer: issuer.url, clock, env: { CLOCK_SKEW_SECONDS: '60' } };
  node = await startTestNode(options);
  other = await startTestNode(options);
});
afterAll(async () => {
  await node.stop();
  await other.stop();
  await issuer.close();
  await database.close();
});

const tokenOf = (user: string, claims: object = {}) => issuer.token({ sub: user, host, scope, ...claims });
const admin = () => tokenOf('root', { permissions: ['portal.admin'] });
const inSeconds = (seconds: number) => Math.floor(clock.now() / 1_000) + seconds;

async function scim(method: string, path: string, body?: object): Promise<Answer> {
  const given = body === undefined ? {} : { body };
  const answer = await call(`${node.url}/scim/v2/Users${path}`, { method, token: await admin(), ...given });
  expect(answer.status).toBeLessThan(300);
  return answer;
}
const setActive = (user: string, active: boolean) =>
  scim('PATCH', `/${user}`, { Operations: [{ op: 'replace', value: { active } }] });
const remove = (user: string) => scim('DELETE', `/${user}`);
const account = (token: string, at = node) => call(`${at.url}/api/account`, { token });
const isThere = async (user: string) =>
  (await scim('GET', '')).json.Resources.some(({ id }: { id: string }) => id === user);
/** Until the nodes have heard of what was changed. */
const answers = (token: string, status: number, at = node) =>
  until(`it answers ${status}`, async () => (await account(token, at)).status === status);
const ended = { status: 403, json: { code: 'ACCESS_ENDED' } };

test('[H4] a user who is deactivated is refused with a token that is still good, until they are active again', async () => {
  const token = await tokenOf('ann');
  expect((await account(token)).status).toBe(200);
  await setActive('ann', false);
  await answers(token, 403);
  expect(await account(token)).toMatchObject({ ...ended, json: { message: 'This user was deactivated' } });
  const young = await tokenOf('ann', { iat: inSeconds(0), auth_time: inSeconds(0), jti: 'new' });
  expect(await account(young)).toMatchObject(ended);
  await setActive('ann', true);
  await answers(token, 200);
});

test('[H4] every node hears of it at once', async () => {
  const token = await tokenOf('bea');
  for (const each of [node, other]) expect((await account(token, each)).status).toBe(200);
  await setActive('bea', false);
  await answers(token, 403, other);
});

test('[H4] a user who was removed does not come back by what they had, on any node', async () => {
  const before = await tokenOf('cid', { auth_time: inSeconds(-60) });
  expect((await account(before)).status).toBe(200);
  await remove('cid');
  await answers(before, 403);
  expect(await account(before)).toMatchObject({
    ...ended,
    json: { message: expect.stringContaining('removed') },
  });
  await answers(before, 403, other);
  ahead += 3_000_000;
  const renewed = await tokenOf('cid', { auth_time: inSeconds(-3_060) });
  expect(await account(renewed)).toMatchObject(ended);
  expect(await account(renewed, other)).toMatchObject(ended);
  expect(await isThere('cid')).toBe(false);
});

test('[H4] a token of about the time of the removal does not bring the user back, whose clock is ahead', async () => {
  const before = await tokenOf('dan');
  await account(before);
  await remove('dan');
  await answers(before, 403);
  expect(await account(await tokenOf('dan', { iat: inSeconds(30) }))).toMatchObject(ended);
});

test('[H4] a sign-in after the removal is for the identity provider to allow; what was there before stays refused', async () => {
  const before = await tokenOf('eva');
  await account(before);
  await remove('eva');
  await answers(before, 403);
  const after = await tokenOf('eva', { iat: inSeconds(61), auth_time: inSeconds(61) });
  expect((await account(after)).status).toBe(200);
  expect(await account(before)).toMatchObject(ended);
  expect((await account(after)).status).toBe(200);
});

test('[H4] who is added again by an administrator goes on with what they have', async () => {
  const before = await tokenOf('fay');
  await account(before);
  await remove('fay');
  await answers(before, 403);
  expect(await account(before)).toMatchObject(ended);
  await scim('POST', '', { userName: 'fay' });
  await answers(before, 200);
});

test('[H4] a device that was revoked does not come back when its user is removed and added again', async () => {
  const deviceId = randomUUID();
  const publicKey = deviceKey();
  const token = await tokenOf('gil', { client_id: 'countersign-desktop', auth_time: inSeconds(-60) });
  const register = () =>
    call(`${node.url}/api/devices/${deviceId}`, {
      method: 'PUT',
      token,
      body: { name: 'Laptop', publicKey },
      headers: headersOf(publicKey, deviceId, token),
    });
  expect((await register()).status).toBe(200);
  await remove('gil');
  await scim('POST', '', { userName: 'gil' });
  expect(await register()).toMatchObject({ status: 401, json: { code: 'DEVICE_REVOKED' } });
});

test('[H4] the feed of a user ends when they are deactivated or removed', async () => {
  for (const [user, end] of [
    ['hal', () => setActive('hal', false)],
    ['ida', () => remove('ida')],
  ] as const) {
    const headers = { authorization: `Bearer ${await tokenOf(user)}` };
    const feed = await fetch(`${other.url}${feedPaths.stream}`, { headers });
    let isOver = false;
    const reading = feed.text().finally(() => (isOver = true));
    await end();
    await until(`the feed of ${user} has ended`, () => isOver);
    expect(await reading).toContain('caught-up');
  }
});

test('[H4] nobody else’s host is concerned', async () => {
  const elsewhere = { host: '0190c0de-0000-7000-8000-0000000000d3' };
  const [here, there] = [await tokenOf('jan'), await tokenOf('jan', elsewhere)];
  for (const token of [here, there]) expect((await account(token)).status).toBe(200);
  await remove('jan');
  await answers(here, 403);
  expect(await account(here)).toMatchObject(ended);
  expect((await account(there)).status).toBe(200);
});
