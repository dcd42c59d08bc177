import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from '../../support/server/authorization-world.ts';
import { call, type Answer } from '../../support/server/call.ts';

let world: World;
let admin: string;

beforeAll(async () => {
  world = await openWorld();
  admin = await world.token('administrator');
});
afterAll(() => world.close());

function scim(method: string, path: string, body?: unknown, token = admin): Promise<Answer> {
  const headers = { 'content-type': 'application/scim+json' };
  return call(`${world.node.url}/scim/v2${path}`, { method, token, body, headers });
}

test('only administrators administer; refusals are SCIM’s', async () => {
  expect(await call(`${world.node.url}/scim/v2/Users`)).toMatchObject({
    status: 401,
    json: { status: '401' },
  });
  const refused = await scim('GET', '/Users', undefined, await world.token('assignee'));
  expect(refused).toMatchObject({
    status: 403,
    json: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '403' },
  });
  expect(refused.headers.get('content-type')).toMatch(/^application\/scim\+json/);
});

test('users of another host are not there', async () => {
  const made = await scim('POST', '/Users', { userName: 'here.only' });
  expect(made.status).toBe(201);
  const elsewhere = await world.token('other tenant');
  expect((await scim('GET', '/Users/here.only', undefined, elsewhere)).status).toBe(404);
  expect((await scim('DELETE', '/Users/here.only', undefined, elsewhere)).status).toBe(404);
  expect((await scim('GET', '/Users', undefined, elsewhere)).json.totalResults).toBe(1);
});

test('a user is made, found, changed, deactivated and removed', async () => {
  const user = { userName: 'finn@example.com', displayName: 'Finn', active: true };
  const made = await scim('POST', '/Users', user);
  expect(made).toMatchObject({ status: 201, json: { id: 'finn@example.com', ...user, entitlements: [] } });
  expect(made.headers.get('location')).toBe('/scim/v2/Users/finn%40example.com');
  expect(await scim('POST', '/Users', user)).toMatchObject({ status: 409, json: { scimType: 'uniqueness' } });
  const filter = encodeURIComponent('userName eq "finn@example.com"');
  expect((await scim('GET', `/Users?filter=${filter}`)).json).toMatchObject({
    totalResults: 1,
    Resources: [{ displayName: 'Finn' }],
  });
  const path = '/Users/finn%40example.com';
  const changed = await scim('PUT', path, { ...user, displayName: 'Finn F.' });
  expect(changed.json).toMatchObject({ displayName: 'Finn F.', active: true });
  const Operations = [{ op: 'replace', path: 'active', value: false }];
  expect((await scim('PATCH', path, { Operations })).json).toMatchObject({ active: false });
  expect((await scim('DELETE', path)).status).toBe(204);
  expect((await scim('GET', path)).status).toBe(404);
});

test('who is deactivated is let in no more, within a second, and is again when active', async () => {
  const token = await world.issuer.token({
    sub: 'gina',
    host: '0190c0de-0000-7000-8000-00000000000a',
    scope: 'workflow.read',
  });
  const statusOf = async () => (await world.ask(token, 'account.info')).status;
  expect(await statusOf()).toBe(200);
  await scim('PATCH', '/Users/gina', { Operations: [{ op: 'replace', value: { active: false } }] });
  await expect.poll(statusOf, { interval: 50, timeout: 2_000 }).toBe(403);
  await scim('PATCH', '/Users/gina', { Operations: [{ op: 'replace', value: { active: true } }] });
  await expect.poll(statusOf, { interval: 50, timeout: 2_000 }).toBe(200);
});

test('[H14] a group is a role: who joins gets what waits for it, who leaves loses it', async () => {
  const group = await scim('POST', '/Groups', { displayName: 'Night shift', members: [{ value: 'alice' }] });
  expect(group).toMatchObject({ status: 201, json: { id: 'Night-shift', members: [{ value: 'alice' }] } });
  const source = `
document: { dsl: '1.0.3', namespace: test, name: night, version: '1.0.0' }
do: [{ ask: { ask: { prompt: Who?, assignment: { roleId: Night-shift } } } }]`;
  await world.must('administrator', 'workflows.add', { source });
  await world.must('administrator', 'processes.start', { workflow: 'test/night', idempotencyKey: 'night' });
  await world.node.parts.engine.idle();
  const waitsForBob = async () => {
    const { humanTasks } = await world.must('other user', 'humanTasks.list', {});
    return humanTasks.length;
  };
  expect(await waitsForBob()).toBe(0);
  const patch = (op: string, path: string, value?: unknown) =>
    scim('PATCH', '/Groups/Night-shift', { Operations: [{ op, path, value }] });
  expect((await patch('add', 'members', [{ value: 'bob' }])).json.members).toHaveLength(2);
  expect(await waitsForBob()).toBe(1);
  expect((await patch('remove', 'members[value eq "bob"]')).json.members).toMatchObject([{ value: 'alice' }]);
  expect(await waitsForBob()).toBe(0);
  expect((await scim('DELETE', '/Groups/Night-shift')).status).toBe(204);
  expect((await scim('GET', '/Groups/Night-shift')).status).toBe(404);
});
