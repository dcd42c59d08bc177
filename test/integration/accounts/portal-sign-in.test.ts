import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Account } from '../../../src/shared/contract/accounts.ts';
import { openTestAccounts, type TestAccounts } from '../../support/accounts/test-accounts.ts';
import { temporaryFolder } from '../../support/account.ts';
import { fakeTime, type FakeTime } from '../../support/fake-time.ts';
import type { LoginOptions } from '../../support/portal/portal-login.ts';
import { openScriptedPortal, type ScriptedPortal } from '../../support/portal/scripted-portal.ts';
import { aDocument, beginning, hostId } from '../../support/sync/documents.ts';
import { settle } from '../../support/sync/test-replica.ts';
import { until } from '../../support/until.ts';

const portalClient = { providerId: 'EF3wqhfWQti2DUVrvYNM7g', clientId: 'countersign-desktop' };

interface World {
  readonly portal: ScriptedPortal;
  readonly time: FakeTime;
  readonly test: TestAccounts;
  /** The pages that the browser was sent to. */
  readonly pages: string[];
}

async function open(folder: string, login: LoginOptions = {}): Promise<World & AsyncDisposable> {
  const time = fakeTime(beginning);
  const portal = await openScriptedPortal({
    hostId,
    users: {},
    documents: [aDocument(1), aDocument(2)],
    now: () => time.now(),
    login,
  });
  onTestFinished(() => portal.close());
  const pages: string[] = [];
  const test = openTestAccounts(
    folder,
    { fetch: globalThis.fetch },
    {
      time,
      inBrowser: async (url) => {
        pages.push(url);
        return { status: 200, text: '' };
      },
    },
  );
  return { portal, time, test, pages, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() };
}

/** Begins to sign in, and waits for the code. */
async function begin({ test, portal }: World): Promise<void> {
  const signingIn = test.accounts.signIn(portal.origin, { portal: portalClient });
  signingIn.catch(() => {});
  await until('there is a code', () => test.accounts.now().signInCode !== null);
}

/** Lets the client ask once more. */
async function poll({ time, portal }: World, seconds = 5): Promise<void> {
  const before = portal.login.polls.length;
  time.advance(seconds * 1_000);
  await until('it was asked', () => portal.login.polls.length === before + 1);
  await settle();
}

async function signIn(world: World): Promise<Account> {
  const { test, portal } = world;
  const signingIn = test.accounts.signIn(portal.origin, { portal: portalClient });
  await until('there is a code', () => test.accounts.now().signInCode !== null);
  portal.login.approve('alice');
  await poll(world);
  return signingIn;
}

const isOnline = ({ test }: World) =>
  until('it is online', () => test.accounts.list()[1]?.state === 'online');

describe('signing in to a light-portal', () => {
  it('shows a code, opens its page when asked to, and brings the tasks when the code was entered', async () => {
    using folder = temporaryFolder();
    await using world = await open(folder.path);
    const { test, portal, pages } = world;
    expect(await test.accounts.probe(portal.origin, AbortSignal.timeout(5_000))).toEqual({
      kind: 'light-portal',
    });
    const signingIn = test.accounts.signIn(portal.origin, { portal: portalClient });
    await until('there is a code', () => test.accounts.now().signInCode !== null);
    expect(test.accounts.now().signInCode).toEqual({
      accountId: null,
      userCode: portal.login.userCode,
      verificationUrl: `${portal.origin}/device`,
      expiresTs: '2026-05-22T14:40:00.000Z',
    });
    expect(pages).toEqual([]);
    await test.accounts.openSignInPage();
    expect(pages).toEqual([`${portal.origin}/device?user_code=${portal.login.userCode}`]);
    await poll(world);
    expect(portal.login.polls.map(({ outcome }) => outcome)).toEqual(['authorization_pending']);
    portal.login.approve('alice');
    await poll(world);
    expect(await signingIn).toMatchObject({
      kind: 'light-portal',
      name: new URL(portal.origin).host,
      userId: 'alice',
      tokens: 'keystore',
    });
    expect(test.accounts.now().signInCode).toBeNull();
    await expect(test.accounts.openSignInPage()).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
    await isOnline(world);
    const { humanTasks } = await test.client.humanTasks.list({});
    expect(humanTasks.map(({ title }) => title)).toEqual(['Review request 2', 'Review request 1']);
    expect(readFileSync(join(folder.path, 'accounts.json'), 'utf8')).not.toContain('refresh-');
  });

  it('asks as often as the server wants, and slower for good when it is told to', async () => {
    using folder = temporaryFolder();
    await using world = await open(folder.path, { interval: 7 });
    const { portal, time } = world;
    await begin(world);
    portal.login.nextPolls('slow_down');
    time.advance(6_999);
    await settle();
    expect(portal.login.polls).toEqual([]);
    await poll(world, 0.001);
    time.advance(11_999);
    await settle();
    expect(portal.login.polls).toHaveLength(1);
    await poll(world, 0.001);
    await poll(world, 12);
    expect(portal.login.polls.map(({ at, outcome }) => [(at - beginning) / 1_000, outcome])).toEqual([
      [7, 'slow_down'],
      [19, 'authorization_pending'],
      [31, 'authorization_pending'],
    ]);
  });

  it('goes on after an answer that did not come, at half the pace', async () => {
    using folder = temporaryFolder();
    await using world = await open(folder.path);
    const { portal, test } = world;
    const signingIn = test.accounts.signIn(portal.origin, { portal: portalClient });
    await until('there is a code', () => test.accounts.now().signInCode !== null);
    portal.login.nextPolls('breaks');
    portal.login.approve('alice');
    await poll(world);
    await poll(world, 10);
    expect(await signingIn).toMatchObject({ userId: 'alice' });
  });

  it('ends when the code has run out, was refused, or the person does not want any more', async () => {
    using folder = temporaryFolder();
    await using world = await open(folder.path, { codeSeconds: 12 });
    const { portal, test, time } = world;
    const first = test.accounts.signIn(portal.origin, { portal: portalClient });
    first.catch(() => {});
    await until('there is a code', () => test.accounts.now().signInCode !== null);
    await poll(world);
    await poll(world);
    time.advance(2_000);
    await expect(first).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: expect.stringContaining('ran out'),
    });

    const second = test.accounts.signIn(portal.origin, { portal: portalClient });
    second.catch(() => {});
    await until('there is a code', () => test.accounts.now().signInCode !== null);
    portal.login.deny();
    await poll(world);
    await expect(second).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: expect.stringContaining('refused'),
    });

    const third = test.accounts.signIn(portal.origin, { portal: portalClient });
    third.catch(() => {});
    await until('there is a code', () => test.accounts.now().signInCode !== null);
    const asked = portal.login.polls.length;
    test.accounts.cancelSignIn();
    await expect(third).rejects.toMatchObject({ message: 'Signing in was cancelled' });
    expect(test.accounts.now().signInCode).toBeNull();
    time.advance(60_000);
    await settle();
    expect(portal.login.polls).toHaveLength(asked);
    expect(test.accounts.list()).toHaveLength(1);
  });

  it('says what is wrong with the provider, the client, or that they are missing', async () => {
    using folder = temporaryFolder();
    await using world = await open(folder.path);
    const { portal, test } = world;
    const signInWith = (change: Partial<typeof portalClient>) =>
      test.accounts.signIn(portal.origin, { portal: { ...portalClient, ...change } });
    await expect(signInWith({ providerId: 'other' })).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: expect.stringContaining('PROVIDER_ID_NOT_FOUND'),
    });
    await expect(signInWith({ clientId: 'other' })).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      details: { next: expect.stringContaining('client id') },
    });
    await expect(test.accounts.signIn(portal.origin)).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  it('lasts: tokens of ten minutes are renewed once each, and after a restart', async () => {
    using folder = temporaryFolder();
    const world = await open(folder.path);
    const { portal, time } = world;
    await signIn(world);
    await isOnline(world);
    expect(portal.login.shown).toEqual([]);
    for (let poll = 0; poll < 42; poll += 1) {
      time.advance(15_000);
      await settle();
    }
    await until('it was renewed', () => portal.login.shown.length === 1);
    await isOnline(world);
    await world[Symbol.asyncDispose]();
    const test = openTestAccounts(folder.path, { fetch: globalThis.fetch }, { time });
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    expect(new Set(portal.login.shown).size).toBe(portal.login.shown.length);
    expect(portal.login.revoked).toBe(0);
    await test[Symbol.asyncDispose]();
  });

  it('ends where a refresh token was shown twice; what is queued stays, and signing in again sends it', async () => {
    using folder = temporaryFolder();
    await using world = await open(folder.path);
    const { portal, test, time } = world;
    const { accountId } = await signIn(world);
    await isOnline(world);
    const stolen = 'refresh-2';
    for (let poll = 0; poll < 2; poll += 1) {
      const replay = new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: portalClient.clientId,
        refresh_token: stolen,
      });
      await fetch(`${portal.origin}/oauth2/${portalClient.providerId}/token`, {
        method: 'POST',
        body: replay,
      });
    }
    expect(portal.login.revoked).toBe(1);
    await test.client.humanTasks.complete({
      taskAsstId: aDocument(1).taskAsstId,
      response: { value: 'APPROVED' },
    });
    portal.always({ refuse: { status: 401, code: 'ERR10001', message: 'AUTH_TOKEN_EXPIRED' } });
    time.advance(15_000);
    await until('it is known', () => test.accounts.list()[1]?.state === 'token-expired');
    expect(test.accounts.list()[1]).toMatchObject({ queued: 1, tokens: 'none' });
    portal.always({});

    const again = test.accounts.signInAgain(accountId);
    await until('there is a code', () => test.accounts.now().signInCode !== null);
    expect(test.accounts.now().signInCode).toMatchObject({ accountId });
    expect(test.accounts.list()[1]).toMatchObject({ state: 'signing-in' });
    portal.login.approve('alice');
    await poll(world);
    expect(await again).toMatchObject({ accountId });
    await isOnline(world);
    time.advance(5_000);
    await until('it has arrived', () => portal.completions.length === 1);
  });

  it('as somebody else is refused where an account is signed in again, and twice as the same is too', async () => {
    using folder = temporaryFolder();
    await using world = await open(folder.path);
    const { portal, test } = world;
    const { accountId } = await signIn(world);
    const again = test.accounts.signInAgain(accountId);
    again.catch(() => {});
    await until('there is a code', () => test.accounts.now().signInCode !== null);
    portal.login.approve('bob');
    await poll(world);
    await expect(again).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: expect.stringContaining('as bob'),
    });
    const second = test.accounts.signIn(portal.origin, { portal: portalClient });
    second.catch(() => {});
    await until('there is a code', () => test.accounts.now().signInCode !== null);
    portal.login.approve('alice');
    await poll(world);
    await expect(second).rejects.toMatchObject({ code: 'ACCOUNT_EXISTS' });
  });
});

describe('[H67] an answer to a task of a light-portal', () => {
  it('is delivered once, also where nobody heard that it was taken', async () => {
    using folder = temporaryFolder();
    await using world = await open(folder.path);
    const { portal, test, time } = world;
    await signIn(world);
    await isOnline(world);
    portal.next('completeTask', { breaks: 'after' });
    await test.client.humanTasks.complete({
      taskAsstId: aDocument(1).taskAsstId,
      response: { value: 'APPROVED', comment: 'Fine' },
    });
    const [entry] = test.accounts.outboxEntries(undefined);
    await test.accounts.inOutbox((outbox) => outbox.retry(entry?.entryId ?? ''));
    await until('it was sent', () => portal.completions.length === 1);
    await until('nobody heard', () => test.accounts.outboxEntries(undefined)[0]?.attempts === 1);
    for (let turn = 0; turn < 6; turn += 1) {
      time.advance(5_000);
      await settle();
    }
    await until('it is known', () => test.accounts.outboxEntries(undefined)[0]?.state === 'delivered');
    expect(portal.completions).toMatchObject([{ by: 'alice', response: { value: 'APPROVED' } }]);
  });

  it('[H32] does not wait for a task that this version cannot read', async () => {
    using folder = temporaryFolder();
    await using world = await open(folder.path);
    const { portal, test } = world;
    const first = aDocument(1);
    portal.put({ ...first, ask: { ...first.ask, mode: 'hologram' as 'approval' } });
    await signIn(world);
    await isOnline(world);
    expect(test.accounts.list()[1]?.problem).toBe('1 task of this server needs a newer version of the app');
    expect((await test.client.humanTasks.list({})).total).toBe(1);
  });

  it('says that it would be cut before it is sent', async () => {
    using folder = temporaryFolder();
    await using world = await open(folder.path);
    await signIn(world);
    await isOnline(world);
    const { sync } = await world.test.client.humanTasks.get({ taskAsstId: aDocument(1).taskAsstId });
    expect(sync).toMatchObject({ longestAnswer: 126 });
  });
});
