import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/account.ts';
import { signInAs } from '../../../scripts/lib/person-in-browser.mjs';
import { Team } from '../../support/accounts/team.ts';
import { noKeystore, openTestAccounts } from '../../support/accounts/test-accounts.ts';
import { until } from '../../support/until.ts';

const onlyAccount = ({ accounts }: { accounts: { list(): { accountId: string }[] } }) =>
  accounts.list().at(1)?.accountId ?? '';

describe('signing in to a team server', () => {
  it('goes through the browser, registers this device, and brings the tasks', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    team.server.model.create({ title: 'From the team' });
    await using test = openTestAccounts(folder.path, team);
    const found = await test.accounts.probe('https://team.example/', AbortSignal.timeout(5_000));
    expect(found).toMatchObject({ kind: 'countersign', incompatibility: null });

    const account = await test.accounts.signIn('https://team.example/');
    expect(account).toMatchObject({
      kind: 'countersign',
      name: 'Team',
      serverUrl: 'https://team.example',
      userId: 'alice',
      userName: 'Alice Albers',
      tokens: 'keystore',
    });
    await until('the browser says so', () => test.pages.length === 1);
    expect(test.pages).toEqual([{ status: 200, text: expect.stringContaining('You are signed in') }]);
    expect([...team.devices.values()]).toMatchObject([{ userId: 'alice', name: 'a test', revoked: false }]);
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    expect(test.accounts.list().map(({ accountId, state }) => [accountId, state])).toEqual([
      ['local', 'online'],
      [account.accountId, 'online'],
    ]);
    const { humanTasks } = await test.client.humanTasks.list({});
    expect(humanTasks).toMatchObject([{ title: 'From the team', sync: { accountName: 'Team' } }]);
    const [form] = team.tokenRequests;
    expect(form?.get('code_verifier')).toMatch(/^[\w-]{43,}$/);
  });

  it('keeps no token and no key outside of the vault', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    let refreshToken = '';
    {
      await using test = openTestAccounts(folder.path, team);
      const { accountId } = await test.accounts.signIn(team.url);
      await until('it is online', () => test.accounts.list()[1]?.state === 'online');
      const text = Buffer.from(
        (JSON.parse(readFileSync(join(folder.path, 'tokens.json'), 'utf8')) as Record<string, string>)[
          accountId
        ] ?? '',
        'base64',
      );
      const secrets = JSON.parse(Buffer.from(text).reverse().toString()) as {
        refreshToken: string;
        deviceKey: { d: string };
      };
      refreshToken = secrets.refreshToken;
      expect(refreshToken.length).toBeGreaterThan(20);
      for (const file of everyFile(folder.path)) {
        if (file.includes('/idp/')) continue;
        const bytes = readFileSync(file);
        expect([file, bytes.includes(refreshToken)]).toEqual([file, false]);
        expect([file, bytes.includes(secrets.deviceKey.d)]).toEqual([file, false]);
      }
    }
  });

  it('lasts over a restart, offline too: what was synced is there, and the refresh token is renewed once', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    team.server.model.create({ title: 'From the team' });
    {
      await using test = openTestAccounts(folder.path, team);
      await test.accounts.signIn(team.url);
      await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    }
    team.isIdpAway = true;
    {
      await using test = openTestAccounts(folder.path, team);
      await until('it is known to be offline', () => test.accounts.list()[1]?.problem !== null);
      expect(test.accounts.list()[1]).toMatchObject({ state: 'offline', tokens: 'keystore' });
      expect((await test.client.humanTasks.list({})).humanTasks).toMatchObject([{ title: 'From the team' }]);
      team.isIdpAway = false;
      test.accounts.hint('online');
      await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    }
    const grants = team.tokenRequests.map((form) => form.get('grant_type'));
    expect(grants).toEqual(['authorization_code', 'refresh_token']);
  });

  it('ends where a refresh token is shown twice: the provider takes it for a theft, and the person signs in again', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path, 1);
    await using test = openTestAccounts(folder.path, team);
    const { accountId } = await test.accounts.signIn(team.url);
    const secrets = JSON.parse(readFileSync(join(folder.path, 'tokens.json'), 'utf8')) as Record<
      string,
      string
    >;
    const text = Buffer.from(secrets[accountId] ?? '', 'base64')
      .reverse()
      .toString();
    const { refreshToken } = JSON.parse(text) as { refreshToken: string };
    await until('the token has been renewed', () => team.tokenRequests.length > 1);
    const issuer = new URL(team.issuer);
    const replay = await fetch(new URL('/token', issuer), {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: 'countersign-desktop',
      }),
    });
    expect(replay.status).toBe(400);
    test.accounts.hint('resumed');
    await until('it is known', () => test.accounts.list()[1]?.state === 'token-expired');
    expect(test.accounts.list()[1]).toMatchObject({ tokens: 'none' });
    await test.accounts.signInAgain(accountId);
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
  });

  it('that was taken back is said to be expired, keeps what is queued, and signing in again goes on', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    team.server.model.create();
    await using test = openTestAccounts(folder.path, team);
    await test.accounts.signIn(team.url);
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    const [device] = [...team.devices.keys()];
    team.server.revoked = true;
    team.server.cut();
    await until('it is known', () => test.accounts.list()[1]?.state === 'device-revoked');
    const { humanTasks } = await test.client.humanTasks.list({});
    await test.client.humanTasks.complete({
      taskAsstId: humanTasks[0]?.taskAsstId ?? '',
      response: { value: 'APPROVED' },
    });
    expect(test.accounts.list()[1]?.queued).toBe(1);

    const again = await test.accounts.signInAgain(onlyAccount(test));
    expect(again.accountId).toBe(onlyAccount(test));
    expect([...team.devices.keys()]).toEqual([device]);
    const [entry] = test.accounts.outboxEntries(undefined);
    await test.accounts.inOutbox((outbox) => outbox.retry(entry?.entryId ?? ''));
    await until('the answer has arrived', () => team.server.model.applied.length === 1);
    expect(team.server.model.applied).toMatchObject([{ action: 'completeTask', value: 'APPROVED' }]);
  });

  it('as somebody else is refused where an account is signed in again', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    let who = 'alice';
    await using test = openTestAccounts(folder.path, team, { inBrowser: (url) => signInAs(who, url) });
    const { accountId } = await test.accounts.signIn(team.url);
    who = 'bob';
    await expect(test.accounts.signInAgain(accountId)).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: expect.stringContaining('Bob Baker'),
    });
    await until('the browser says so', () => test.pages.length === 2);
    expect(test.pages[1]?.text).toContain('did not work');
  });

  it('twice as the same person is refused; as another one it is a second account', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    let who = 'alice';
    await using test = openTestAccounts(folder.path, team, { inBrowser: (url) => signInAs(who, url) });
    await test.accounts.signIn(team.url);
    await expect(test.accounts.signIn(team.url)).rejects.toMatchObject({ code: 'ACCOUNT_EXISTS' });
    who = 'bob';
    await test.accounts.signIn(team.url);
    expect(test.accounts.list().map(({ name, userId }) => [name, userId])).toEqual([
      ['This computer', 'maya'],
      ['Team', 'alice'],
      ['Team (Bob Baker)', 'bob'],
    ]);
  });

  it('without a keystore lasts until the app is closed; signing in again makes a new device', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    {
      await using test = openTestAccounts(folder.path, team, { keystore: noKeystore });
      expect(await test.accounts.signIn(team.url)).toMatchObject({ tokens: 'memory' });
      expect(existsSync(join(folder.path, 'tokens.json'))).toBe(false);
    }
    await using test = openTestAccounts(folder.path, team, { keystore: noKeystore });
    await until('it is known', () => test.accounts.list()[1]?.state === 'token-expired');
    expect(test.accounts.list()[1]).toMatchObject({ tokens: 'none' });
    const again = await test.accounts.signInAgain(onlyAccount(test));
    expect(again.tokens).toBe('memory');
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    expect(team.devices.size).toBe(2);
    const newest = [...team.devices.keys()].at(-1);
    const calls = team.server.requests.filter(({ path }) => path === '/api/sync/feed');
    expect(calls.at(-1)?.headers.get('x-countersign-device')).toBe(newest);
  });

  it('can be cancelled, and shows its state meanwhile', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    let opened = '';
    await using test = openTestAccounts(folder.path, team, {
      inBrowser: async (url) => {
        opened = url;
        return new Promise(() => {});
      },
    });
    const signingIn = test.accounts.signIn(team.url);
    signingIn.catch(() => {});
    await until('the browser is open', () => opened !== '');
    test.accounts.cancelSignIn();
    await expect(signingIn).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: 'Signing in was cancelled',
    });
    const redirect = new URL(opened).searchParams.get('redirect_uri') ?? '';
    await expect(fetch(redirect)).rejects.toThrow('fetch failed');
    expect(test.accounts.list()).toHaveLength(1);
  });

  it('takes no answer with another state, and goes on waiting for the right one', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    const forged: number[] = [];
    await using test = openTestAccounts(folder.path, team, {
      async inBrowser(url) {
        const redirect = new URL(url).searchParams.get('redirect_uri') ?? '';
        forged.push((await fetch(`${redirect}?code=stolen&state=guessed`)).status);
        forged.push((await fetch(`${redirect}?code=stolen`)).status);
        return signInAs('alice', url);
      },
    });
    await test.accounts.signIn(team.url);
    expect(forged).toEqual([404, 404]);
  });

  it('is not begun with a server that this version does not understand', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    team.contractVersion = 99;
    await using test = openTestAccounts(folder.path, team);
    const found = await test.accounts.probe(team.url, AbortSignal.timeout(5_000));
    expect(found).toMatchObject({ incompatibility: 'server-too-new' });
    await expect(test.accounts.signIn(team.url)).rejects.toMatchObject({ code: 'SERVER_INCOMPATIBLE' });
    expect(test.pages).toEqual([]);
  });
});

describe('signing out', () => {
  it('revokes the device and leaves nothing of the account here', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    team.server.model.create();
    await using test = openTestAccounts(folder.path, team);
    const { accountId } = await test.accounts.signIn(team.url);
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    await test.accounts.signOut(accountId, false);
    expect([...team.devices.values()]).toMatchObject([{ revoked: true }]);
    expect(test.accounts.list()).toHaveLength(1);
    expect((await test.client.humanTasks.list({})).humanTasks).toEqual([]);
    expect(everyFile(folder.path).filter((file) => file.includes(accountId))).toEqual([]);
    expect(readFileSync(join(folder.path, 'tokens.json'), 'utf8')).toBe('{}');
  });

  it('is refused while answers are queued, unless they may be lost', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    team.server.model.create();
    await using test = openTestAccounts(folder.path, team);
    const { accountId } = await test.accounts.signIn(team.url);
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    const { humanTasks } = await test.client.humanTasks.list({});
    await test.client.humanTasks.complete({
      taskAsstId: humanTasks[0]?.taskAsstId ?? '',
      response: { value: 'APPROVED' },
    });
    await expect(test.accounts.signOut(accountId, false)).rejects.toMatchObject({ code: 'QUEUED_ANSWERS' });
    expect(test.accounts.list()).toHaveLength(2);
    await test.accounts.signOut(accountId, true);
    expect(test.accounts.list()).toHaveLength(1);
  });

  it('ends the sign-in that is under way for it: nothing is kept of that', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    await using test = openTestAccounts(folder.path, team);
    const { accountId } = await test.accounts.signIn(team.url);
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    let answer: (() => void) | null = null;
    team.beforeRegistration = () => new Promise((resolve) => (answer = resolve));
    const again = test.accounts.signInAgain(accountId).catch((error: unknown) => error);
    await until('its device is being registered', () => answer !== null);
    await test.accounts.signOut(accountId, false);
    (answer as (() => void) | null)?.();
    expect(await again).toMatchObject({ code: 'SIGN_IN_FAILED', message: 'Signing in was cancelled' });
    expect(readFileSync(join(folder.path, 'tokens.json'), 'utf8')).toBe('{}');
    expect(test.accounts.list()).toHaveLength(1);
  });

  it('that a crash has cut short is finished at the next start', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    let accountId = '';
    {
      await using test = openTestAccounts(folder.path, team);
      ({ accountId } = await test.accounts.signIn(team.url));
    }
    const file = join(folder.path, 'accounts.json');
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { accounts: object[] };
    writeFileSync(
      file,
      JSON.stringify({ ...kept, accounts: kept.accounts.map((one) => ({ ...one, leaving: true })) }),
    );
    await using test = openTestAccounts(folder.path, team);
    expect(test.accounts.list()).toHaveLength(1);
    expect(everyFile(folder.path).filter((name) => name.includes(accountId))).toEqual([]);
    expect(readFileSync(join(folder.path, 'tokens.json'), 'utf8')).toBe('{}');
  });

  it('works while nobody can be reached', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    await using test = openTestAccounts(folder.path, team);
    const { accountId } = await test.accounts.signIn(team.url);
    team.isIdpAway = true;
    team.server.fate = () => 'refused';
    await test.accounts.signOut(accountId, false);
    expect(everyFile(folder.path).filter((file) => file.includes(accountId))).toEqual([]);
  });
});

function everyFile(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
