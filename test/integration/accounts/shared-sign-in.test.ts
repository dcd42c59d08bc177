import { verify, createPublicKey } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  deviceHeader,
  deviceProofHeader,
  deviceProofText,
  idTokenHeader,
} from '../../../src/shared/contract/sync.ts';
import { createOidc } from '../../../src/local/accounts/oidc.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { temporaryFolder } from '../../support/account.ts';
import { Team } from '../../support/accounts/team.ts';
import { openTestAccounts } from '../../support/accounts/test-accounts.ts';
import { until } from '../../support/until.ts';

const liar = 'https://liar.example';
const shared = { code: 'SIGN_IN_SHARED', message: expect.stringContaining('liar.example') };
const clientOf = ({ issuer, url }: Team) => ({
  issuer,
  clientId: 'countersign-desktop',
  audience: 'urn:countersign:server',
  resource: url,
  scopes: ['workflow.read'],
});
const callsOf = (team: Team) => team.server.requests.length;

describe('[H4] a server that names the sign-in of another one', () => {
  it('is given no token where the provider gives each server its own', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    const opened: string[] = [];
    await using test = openTestAccounts(folder.path, team, {
      inBrowser: (url) => {
        opened.push(url);
        return team.inBrowser('alice')(url);
      },
    });
    await test.accounts.signIn(team.url);
    await expect(test.accounts.signIn(liar)).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: expect.stringContaining('no tokens for the address'),
    });
    const resources = opened.map((url) => new URL(url).searchParams.getAll('resource'));
    expect(resources).toEqual([[team.url], [liar]]);
    expect(team.tokenRequests.map((form) => form.getAll('resource'))).toEqual([[team.url]]);
  });

  it('is shown no token before the person has said that both are to be trusted alike', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    team.ignoresResource = true;
    await using test = openTestAccounts(folder.path, team, { inBrowser: team.inBrowser('alice') });
    await test.accounts.signIn(team.url);
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    const heard: (string | null)[] = [];
    team.onRequest = (request) => {
      if (request.url.startsWith(liar)) heard.push(request.headers.get('authorization'));
    };
    await expect(test.accounts.signIn(liar)).rejects.toMatchObject(shared);
    expect(heard.filter((token) => token !== null)).toEqual([]);
    expect(test.accounts.list()).toHaveLength(2);

    await test.accounts.signIn(liar, { shared: true });
    expect(test.accounts.list().map(({ serverUrl }) => serverUrl)).toEqual([null, team.url, liar]);
  });

  it('is asked about too where one of them was signed in to before, and says so now', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    await using other = await Team.start(`${folder.path}/other`, 600, [liar]);
    team.ignoresResource = true;
    const network: typeof fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      return (url.startsWith(liar) || url.startsWith(other.issuer) ? liarTeam : team).fetch(input, init);
    };
    let liarTeam = other;
    await using test = openTestAccounts(
      folder.path,
      { fetch: network },
      { inBrowser: (url) => (url.startsWith(other.issuer) ? other : team).inBrowser('alice')(url) },
    );
    await test.accounts.signIn(team.url);
    const { accountId } = await test.accounts.signIn(liar, {});
    liarTeam = team;
    await expect(test.accounts.signInAgain(accountId)).rejects.toMatchObject(shared);
    // The one that stays what it was is not asked about.
    const first = test.accounts.list()[1]?.accountId ?? '';
    expect(await test.accounts.signInAgain(first)).toMatchObject({ accountId: first });
  });

  it('does not matter while it is the only account, or the same server', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    team.ignoresResource = true;
    let who = 'alice';
    await using test = openTestAccounts(folder.path, team, { inBrowser: (url) => team.inBrowser(who)(url) });
    await test.accounts.signIn(team.url);
    who = 'bob';
    await test.accounts.signIn(team.url);
    expect(test.accounts.list()).toHaveLength(3);
    expect(callsOf(team)).toBeGreaterThan(0);
  });
});

describe('[H4] a server that asks for more than it needs', () => {
  it('is given nothing: no browser is opened', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    let isOpened = false;
    await using test = openTestAccounts(folder.path, team, {
      inBrowser: (url) => {
        isOpened = true;
        return team.inBrowser('alice')(url);
      },
    });
    team.scopes = ['workflow.read', 'payroll.admin'];
    await expect(test.accounts.signIn(team.url)).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: expect.stringContaining('payroll.admin'),
    });
    expect(isOpened).toBe(false);
  });
});

describe('[H4] an answer of a provider', () => {
  it('of another one is not taken, so that its code is shown to nobody', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    const oidc = createOidc({ clock: systemClock, fetch: team.fetch });
    const { url, exchange } = await oidc.authorize(clientOf(team), 'http://127.0.0.1:1/callback', false);
    for (const iss of ['https://another.example', '']) {
      const answer = new URL('http://127.0.0.1:1/callback?code=c');
      answer.searchParams.set('state', url.searchParams.get('state') ?? '');
      if (iss !== '') answer.searchParams.set('iss', iss);
      await expect(exchange(answer)).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
    }
    expect(team.tokenRequests).toEqual([]);
  });

  it('without an end is not read to its end', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    let told = 0;
    const endless: typeof fetch = async () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            told += 1;
            controller.enqueue(new Uint8Array(64 * 1024));
          },
        }),
      );
    const oidc = createOidc({ clock: systemClock, fetch: endless });
    const asked = oidc.authorize(clientOf(team), 'http://127.0.0.1:1/callback', false);
    await expect(asked).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
    expect(told).toBeLessThan(30);
  });
});

describe('[H4] a device', () => {
  it('signs each of its calls for the token that goes with it, and shows when the person signed in', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    await using test = openTestAccounts(folder.path, team);
    await test.accounts.signIn(team.url);
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    const [[deviceId, { publicKey }] = ['', { publicKey: null }]] = [...team.devices];
    const calls = [team.registration, ...team.server.requests.map(({ headers }) => headers)];
    const signed = calls.flatMap((headers) => (headers?.has('authorization') === true ? [headers] : []));
    expect(signed.length).toBeGreaterThan(2);
    const key = createPublicKey({ key: publicKey as never, format: 'jwk' });
    for (const headers of signed) {
      const token = (headers.get('authorization') ?? '').replace('Bearer ', '');
      const proof = Buffer.from(headers.get(deviceProofHeader) ?? '', 'base64url');
      expect(headers.get(deviceHeader)).toBe(deviceId);
      expect(verify(null, Buffer.from(deviceProofText(deviceId, token)), key, proof)).toBe(true);
    }
    const { auth_time: at, aud } = decodeJwt(team.registration?.get(idTokenHeader) ?? '');
    expect([typeof at, aud]).toEqual(['number', 'countersign-desktop']);
    expect(team.server.requests.filter(({ headers }) => headers.has(idTokenHeader))).toEqual([]);
  });

  it('that was revoked is signed in again by who shows anew who they are', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    const prompts: (string | null)[] = [];
    await using test = openTestAccounts(folder.path, team, {
      inBrowser: (url) => {
        prompts.push(new URL(url).searchParams.get('prompt'));
        return team.inBrowser('alice')(url);
      },
    });
    const { accountId } = await test.accounts.signIn(team.url);
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    team.server.revoked = true;
    team.server.cut();
    await until('it is known', () => test.accounts.list()[1]?.state === 'device-revoked');
    await test.accounts.signInAgain(accountId);
    expect(prompts).toEqual([null, 'login']);
  });
});

it('[H4] a user whom the server lets in no more is told so; their answers wait and go out when they are let in again', async () => {
  using folder = temporaryFolder();
  await using team = await Team.start(folder.path);
  team.server.model.create();
  await using test = openTestAccounts(folder.path, team);
  const { accountId } = await test.accounts.signIn(team.url);
  await until('it is online', () => test.accounts.list()[1]?.state === 'online');
  const body = JSON.stringify({
    json: { defined: true, code: 'ACCESS_ENDED', status: 403, message: 'Gone' },
  });
  team.server.fate = () => ({ status: 403, body });
  team.server.cut();
  await until('it is known', () => test.accounts.list()[1]?.state === 'access-ended');
  expect(test.accounts.list()[1]).toMatchObject({ problem: 'Gone' });
  const [task] = (await test.client.humanTasks.list({})).humanTasks;
  await test.client.humanTasks.complete({
    taskAsstId: task?.taskAsstId ?? '',
    response: { value: 'APPROVED' },
  });
  const [entry] = test.accounts.outboxEntries(accountId);
  await test.accounts.inOutbox((outbox) => outbox.retry(entry?.entryId ?? ''));
  await until('it was tried', () => test.accounts.outboxEntries(accountId)[0]?.state === 'queued');
  team.server.fate = () => 'arrives';
  test.accounts.syncNow(accountId);
  await until('it is delivered', () => test.accounts.outboxEntries(accountId)[0]?.state === 'delivered');
});
