import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rows } from '../../support/server/authorization-rows.ts';
import {
  append,
  callers,
  openWorld,
  type CallerKind,
  type Planted,
  type World,
} from '../../support/server/authorization-world.ts';
import { deviceKey, headersOf } from '../../support/server/device-key.ts';
import { everyProcedure, type ProcedureOfContract } from '../../support/server/procedures.ts';
import { call, type Answer } from '../../support/server/call.ts';

const procedures = everyProcedure();
/** For anybody; see the first test. */
const open = ['sync.handshake'];
const guarded = procedures.filter(({ name }) => !open.includes(name));

let world: World;
/** For everything that only reads, and for what was refused. */
let planted: Planted;

beforeAll(async () => {
  world = await openWorld();
  planted = await world.plant();
});
afterAll(() => world.close());

test('every procedure of the contract has a row, and every row a procedure', () => {
  expect(Object.keys(rows).toSorted()).toEqual(procedures.map(({ name }) => name).toSorted());
  expect(procedures.length).toBeGreaterThan(60);
});

const refusal = (answer: Answer) => [answer.status, answer.json?.json?.code];

describe('[H4] [H85] nothing but the handshake is served', () => {
  test.each(guarded)('to nobody in particular: $name', async ({ name }) => {
    expect(refusal(await world.ask(undefined, name, {}))).toEqual([401, 'UNAUTHORIZED']);
  });

  test.each(guarded)('with a token that has expired: $name', async ({ name }) => {
    const past = Math.floor(Date.now() / 1_000) - 7_200;
    const token = await tokenOfAlice({ iat: past, exp: past + 3_600 });
    expect(refusal(await world.ask(token, name, {}))).toEqual([401, 'TOKEN_EXPIRED']);
  });

  test.each(guarded)('with a token for another audience: $name', async ({ name }) => {
    const token = await tokenOfAlice({ aud: 'urn:another:server' });
    expect(refusal(await world.ask(token, name, {}))).toEqual([401, 'UNAUTHORIZED']);
  });

  test('from a device that was revoked, whatever is called', async () => {
    const token = await world.token('assignee');
    const deviceId = randomUUID();
    const publicKey = deviceKey();
    const signedIn = await tokenOfAlice({ sub: 'dora' });
    await world.ask(signedIn, 'sync.devices.register', { deviceId, name: 'Lost', publicKey });
    const asIt = headersOf(publicKey, deviceId, signedIn);
    expect((await world.ask(signedIn, 'account.info', undefined, asIt)).status).toBe(200);
    expect((await world.must('administrator', 'sync.devices.revoke', { deviceId })).revokedBy).toBe('carol');
    for (const { name } of guarded)
      expect([name, ...refusal(await world.ask(signedIn, name, {}, asIt))]).toEqual([
        name,
        401,
        'DEVICE_REVOKED',
      ]);
    // Nor does it help to name the device of another.
    expect(
      refusal(await world.ask(token, 'account.info', undefined, headersOf(publicKey, deviceId, token))),
    ).toEqual([401, 'UNAUTHORIZED']);
  });

  test.each(guarded)('beyond the scopes of the token: $name', async ({ name, readsOnly }) => {
    const without = await world.token(readsOnly ? 'writer' : 'reader');
    expect(refusal(await ask(without, name, await rows[name]?.input(planted)))).toEqual([
      403,
      'SCOPE_MISSING',
    ]);
  });
});

describe('[H4] what is served beside the contract', () => {
  const paths = [
    'GET /api/sync/changes',
    'GET /api/sync/feed',
    'GET /api/human-tasks/{taskAsstId}/files/{fileId}/content',
    'GET /portal/query?cmd={cmd}',
    'POST /portal/command',
    'POST /api/sync/commands',
    'GET /scim/v2/Users',
    'GET /scim/v2/Groups',
  ];
  const reach = async (path: string, token?: string): Promise<number> => {
    const [method = '', address = ''] = path.split(' ');
    const command = { host: 'lightapi.net', service: 'workflow', version: '0.1.0' };
    const body = { ...command, action: 'claimHumanTask', data: { taskAsstId: planted.taskAsstId } };
    const query = { ...command, action: 'getHumanTask', data: { taskAsstId: planted.taskAsstId } };
    const url = `${world.node.url}${address}`
      .replace('{taskAsstId}', planted.taskAsstId)
      .replace('{fileId}', await planted.file())
      .replace('{cmd}', encodeURIComponent(JSON.stringify(query)));
    const commands = [{ action: 'completeTask', input: { idempotencyKey: 'x' } }];
    const sent = address.startsWith('/api/') ? { commands } : body;
    return (await call(url, { method, token, ...(method === 'POST' ? { body: sent } : {}) })).status;
  };

  test.each(paths)('needs a token: %s', async (path) => {
    expect(await reach(path)).toBe(401);
    expect(await reach(path, await tokenOfAlice({ aud: 'urn:another:server' }))).toBe(401);
    expect(await reach(path, await tokenOfAlice({ exp: 1_000, iat: 500 }))).toBe(401);
  });

  test.each(paths)('needs its scope: %s', async (path) => {
    expect(await reach(path, await tokenOfAlice({ scope: 'openid', permissions: ['portal.admin'] }))).toBe(
      403,
    );
  });

  test.each(paths.filter((path) => /content|portal/.test(path)))(
    'is not for another user: %s',
    async (path) => {
      const token = await world.token('other user');
      expect([403, 404]).toContain(await reach(path, token));
      const elsewhere = await world.token('other tenant');
      expect([403, 404]).toContain(await reach(path, elsewhere));
    },
  );
});

describe.each(procedures)('$name', (procedure) => {
  test.each(callers.map((kind, index) => ({ kind, index })))('for the $kind', async ({ kind, index }) => {
    const row = rows[procedure.name];
    if (row === undefined) throw new Error('It has no row');
    expect(await outcomeFor(kind, procedure, await row.input(planted))).toBe(row.outcome[index]);
  });
});

/** `ok`, or the code of the error. What a command has changed is left behind. */
async function outcomeFor(
  kind: CallerKind,
  { name, readsOnly }: ProcedureOfContract,
  input: unknown,
): Promise<string> {
  const answer = await ask(await world.token(kind), name, input);
  if (answer.status !== 200) return String(answer.json?.json?.code);
  if (!readsOnly) planted = await world.plant();
  return 'ok';
}

function ask(token: string, name: string, input: unknown): Promise<Answer> {
  if (name === 'files.upload.append') return append(world.node, token, input as Parameters<typeof append>[2]);
  if (name === 'account.changes') return beginning(token);
  return world.ask(token, name, input);
}

/** Of a stream that has no end: whether it begins. */
async function beginning(token: string): Promise<Answer> {
  const ended = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${world.node.url}/rpc/account/changes`, {
    method: 'POST',
    headers,
    signal: ended.signal,
  });
  const { status } = response;
  const text = status === 200 ? '' : await response.text();
  ended.abort();
  return { status, headers: response.headers, text, json: text === '' ? null : JSON.parse(text) };
}

function tokenOfAlice(claims: Record<string, unknown>): Promise<string> {
  return world.issuer.token({
    sub: 'alice',
    host: '0190c0de-0000-7000-8000-00000000000a',
    scope: 'workflow.read workflow.write',
    ...claims,
  });
}
