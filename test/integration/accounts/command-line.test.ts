import { describe, expect, it } from 'vitest';
import { dataPaths } from '../../../src/local/data-folder.ts';
import { accountsRouter, outboxRouter } from '../../../src/local/accounts/handlers/accounts.ts';
import { createCombinedRouter } from '../../../src/local/accounts/combined/combined-router.ts';
import { connect } from '../../../src/cli/connect.ts';
import { localOpenApi } from '../../../src/main/api/local-openapi.ts';
import { serveApi } from '../../../src/main/api/server.ts';
import { ensureToken } from '../../../src/main/api/token.ts';
import { silentLog } from '../../../src/service/log.ts';
import { temporaryFolder } from '../../support/account.ts';
import { Team } from '../../support/accounts/team.ts';
import { openTestAccounts, type TestAccounts } from '../../support/accounts/test-accounts.ts';
import { countersign } from '../../support/countersign.ts';
import { until } from '../../support/until.ts';

/** The local API as the app serves it. */
async function served(folder: string, { accounts, local }: TestAccounts) {
  const paths = dataPaths(folder);
  const { router, actor, files, actorOf } = local.account;
  const { list, signOut, syncNow } = accountsRouter(accounts, silentLog);
  const api = await serveApi({
    account: {
      actor,
      files,
      actorOf,
      router: createCombinedRouter({ ...accounts, local: router, log: silentLog }),
    },
    forCommandLine: { accounts: { list, signOut, syncNow }, outbox: outboxRouter(accounts, silentLog) },
    address: paths.apiSocket,
    token: ensureToken(paths.apiToken),
    platform: process.platform,
    document: () => localOpenApi('0.1.0'),
    log: silentLog,
  });
  return {
    run: (...words: string[]) => countersign(...words, '--data-dir', folder),
    client: () => connect(folder),
    [Symbol.asyncDispose]: () => api.close(),
  };
}

describe('accounts on the command line', () => {
  it('are listed; a task of a server is answered, its answer queued, taken back, and sent', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    team.server.model.create({ title: 'From the team' });
    await using test = openTestAccounts(folder.path, team);
    await using api = await served(folder.path, test);
    const { run } = api;
    expect((await run('queue', 'ls')).out.trim()).toBe('Nothing is queued.');
    await test.accounts.signIn(team.url);
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');

    const accounts = await run('accounts', 'ls');
    expect(accounts.out).toMatch(/^local +This computer +maya +online$/m);
    expect(accounts.out).toMatch(/Team +Alice Albers +online +https:\/\/team\.example/);
    const [row] = JSON.parse((await run('inbox', '--json')).out) as { taskAsstId: string }[];
    const ending = row?.taskAsstId.slice(-8) ?? '';
    expect((await run('answer', ending, '--value', 'APPROVED')).out).toContain(
      'Queued the answer “Approve”: From the team',
    );

    const queue = await run('queue', 'ls');
    const entry = queue.out.slice(0, 8);
    expect(queue.out).toMatch(/held +answer: Approve +From the team/);
    expect((await run('queue', 'edit', entry, '--response', '{"value":"REJECTED"}')).out).toContain(
      'answer: Reject',
    );
    expect((await run('queue', 'withdraw', entry)).out).toContain('withdrawn');
    expect((await run('queue', 'ls')).out.trim()).toBe('Nothing is queued.');
    await run('answer', ending, '--value', 'REJECTED');
    const [again] = JSON.parse((await run('queue', 'ls', '--json', '--account', 'Team')).out) as {
      entryId: string;
    }[];
    await run('queue', 'retry', again?.entryId ?? '');
    await until('it has arrived', () => team.server.model.applied.length === 1);
    expect(team.server.model.applied).toMatchObject([{ value: 'REJECTED' }]);
    expect((await run('accounts', 'sync', 'Team')).out).toContain('Team: ');
  });

  it('are signed out of, but not while something is queued, unless it may be lost', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    const { taskAsstId } = team.server.model.create();
    await using test = openTestAccounts(folder.path, team);
    await using api = await served(folder.path, test);
    const { run } = api;
    await test.accounts.signIn(team.url);
    await until('it is online', () => test.accounts.list()[1]?.state === 'online');
    await test.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
    const refused = await run('accounts', 'sign-out', 'Team');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('QUEUED_ANSWERS') });
    expect(await run('accounts', 'sign-out', 'Team', '--discard-queued')).toMatchObject({ code: 0 });
    expect(test.accounts.list()).toHaveLength(1);
    expect((await run('accounts', 'sign-out', 'Team')).err).toContain(
      'No account of a server is called Team',
    );
  });

  it('cannot be signed in to, nor probed, over the local socket', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    await using test = openTestAccounts(folder.path, team);
    await using command = await served(folder.path, test);
    const api = command.client();
    const calls = api.client.accounts as unknown as Record<string, (input: object) => Promise<unknown>>;
    for (const name of ['signIn', 'probe', 'signInAgain', 'cancelSignIn']) {
      await expect(calls[name]?.({ serverUrl: team.url, accountId: 'x' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    }
    expect(test.pages).toEqual([]);
    await api.close();
  });
});
