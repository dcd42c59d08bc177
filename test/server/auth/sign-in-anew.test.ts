import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerNode } from '../../../src/server/node.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { temporaryFolder } from '../../support/account.ts';
import { startSessionProvider, type SessionProvider } from '../../support/accounts/session-provider.ts';
import {
  noKeystore,
  openTestAccounts,
  type TestAccounts,
  type TestAccountsOptions,
} from '../../support/accounts/test-accounts.ts';
import { call } from '../../support/server/call.ts';
import { startIssuer } from '../../support/server/issuer.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';
import { startTestNode } from '../../support/server/test-node.ts';
import { until } from '../../support/until.ts';

let hosts = 0;
let database: TestDatabase;
/** How far the clock of everybody but the app is ahead: a sign-in is told in whole seconds. */
let ahead = 0;
const clock = { now: () => systemClock.now() + ahead };
const later = () => void (ahead += 2_000);

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

interface World extends AsyncDisposable {
  readonly host: string;
  readonly provider: SessionProvider;
  readonly node: ServerNode;
  /** The app on a computer of its own, or on the same one again. */
  open(folder: string, options?: TestAccountsOptions): TestAccounts;
}

/** A node, a provider that remembers who is signed in, and a browser that presses nothing. */
async function openWorld(): Promise<World> {
  hosts += 1;
  const host = `0190c0de-0000-7000-8000-${String(hosts).padStart(12, '0')}`;
  const provider = await startSessionProvider(clock, { host });
  const env = { DRAIN_SECONDS: '1' };
  const node = await startTestNode({ databaseUrl: database.url, issuer: provider.issuer, clock, env });
  return {
    host,
    provider,
    node,
    open: (folder, options = {}) =>
      openTestAccounts(
        folder,
        { fetch: globalThis.fetch },
        {
          inBrowser: async (url) => {
            const response = await fetch(url);
            return { status: response.status, text: await response.text() };
          },
          ...options,
        },
      ),
    async [Symbol.asyncDispose]() {
      await node.stop();
      await provider[Symbol.asyncDispose]();
    },
  };
}

const stateOf = ({ accounts }: TestAccounts) => accounts.list()[1]?.state;
const online = (test: TestAccounts) => until('it is online', () => stateOf(test) === 'online');

async function revokeTheOther({ accounts }: TestAccounts, accountId: string): Promise<void> {
  const devices = await accounts.devices(accountId);
  const other = devices.find(({ current }) => !current);
  await accounts.revokeDevice(accountId, other?.deviceId ?? '');
}

describe('[O9] a provider that answers from its session does not keep the person out', () => {
  test('after they signed out: they are asked once more who they are', async () => {
    using folder = temporaryFolder();
    await using world = await openWorld();
    await using app = world.open(folder.path);
    const { accountId } = await app.accounts.signIn(world.node.url);
    await online(app);
    await app.accounts.signOut(accountId, false);
    later();
    await app.accounts.signIn(world.node.url);
    await online(app);
    expect(world.provider.prompts).toEqual([null, null, 'login']);
    await until('the browser says so', () => app.pages.length === 3);
    expect(app.pages.map(({ text }) => /<h1>(.*)<\/h1>/.exec(text)?.[1])).toEqual([
      'You are signed in',
      'Please sign in once more',
      'You are signed in',
    ]);
  });

  test('on a new computer, after another one was lost', async () => {
    using folders = temporaryFolder();
    await using world = await openWorld();
    await using first = world.open(`${folders.path}/first`);
    const { accountId } = await first.accounts.signIn(world.node.url);
    await online(first);
    await using lost = world.open(`${folders.path}/lost`);
    await lost.accounts.signIn(world.node.url);
    await online(lost);
    await revokeTheOther(first, accountId);
    later();
    await using next = world.open(`${folders.path}/next`);
    await next.accounts.signIn(world.node.url);
    await online(next);
    expect(world.provider.prompts).toEqual([null, null, null, 'login']);
  });

  test('who was removed and added again by an administrator: the account goes on', async () => {
    using folder = temporaryFolder();
    await using world = await openWorld();
    const issuer = await startIssuer(clock);
    const admin = await startTestNode({ databaseUrl: database.url, issuer: issuer.url, clock });
    const scope = 'workflow.read workflow.write';
    const token = await issuer.token({ sub: 'root', host: world.host, scope, permissions: ['portal.admin'] });
    try {
      await using app = world.open(folder.path);
      const { accountId } = await app.accounts.signIn(world.node.url);
      await online(app);
      const users = `${admin.url}/scim/v2/Users`;
      expect((await call(`${users}/alice`, { method: 'DELETE', token })).status).toBe(204);
      await until('it is known', () => stateOf(app) === 'access-ended');
      expect((await call(users, { token, body: { userName: 'alice' } })).status).toBe(201);
      app.accounts.hint('online');
      await until('it is known', () => stateOf(app) === 'token-expired');
      later();
      await app.accounts.signInAgain(accountId);
      await online(app);
      expect(world.provider.prompts).toEqual([null, null, 'login']);
    } finally {
      await admin.stop();
      await issuer.close();
    }
  });

  test('without a keystore, after another device was revoked at any time before', async () => {
    using folders = temporaryFolder();
    const here = `${folders.path}/here`;
    await using world = await openWorld();
    {
      await using app = world.open(here, { keystore: noKeystore });
      const { accountId } = await app.accounts.signIn(world.node.url);
      await online(app);
      await using other = world.open(`${folders.path}/other`);
      await other.accounts.signIn(world.node.url);
      await online(other);
      await revokeTheOther(app, accountId);
    }
    later();
    await using app = world.open(here, { keystore: noKeystore });
    await until('it is known', () => stateOf(app) === 'token-expired');
    await app.accounts.signInAgain(app.accounts.list()[1]?.accountId ?? '');
    await online(app);
    expect(world.provider.prompts).toEqual([null, null, null, 'login']);
  });

  test('who asks nobody anew is not asked without end, and it is said what to do', async () => {
    using folder = temporaryFolder();
    await using world = await openWorld();
    world.provider.heedsPrompt = false;
    await using app = world.open(folder.path);
    const { accountId } = await app.accounts.signIn(world.node.url);
    await online(app);
    await app.accounts.signOut(accountId, false);
    later();
    await expect(app.accounts.signIn(world.node.url)).rejects.toMatchObject({
      code: 'DEVICE_REVOKED',
      message: expect.stringContaining('after this sign-in'),
      details: { next: expect.stringContaining('sign out there in your browser') },
    });
    expect(world.provider.prompts).toEqual([null, null, 'login']);
    expect(app.accounts.list()).toHaveLength(1);
  });
});
