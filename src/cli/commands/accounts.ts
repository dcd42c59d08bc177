import type { Account } from '../../shared/contract/accounts.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { localTime, oneLine, shortId, table } from '../format.ts';
import { UsageError } from '../report-failure.ts';

export async function listAccounts(
  api: Api,
  environment: Environment,
  flags: { json?: boolean },
): Promise<ExitCode> {
  const { accounts } = await api.accounts.list();
  environment.print(flags.json === true ? JSON.stringify(accounts) : table(accounts.map(describe)));
  return exit.ok;
}

/** Tries at once what would be tried later. */
export async function syncAccount(
  api: Api,
  environment: Environment,
  flags: { json?: boolean },
  name: string,
): Promise<ExitCode> {
  const { accountId } = await findAccount(api, name);
  const account = await api.accounts.syncNow({ accountId });
  environment.print(
    flags.json === true ? JSON.stringify(account) : `${oneLine(account.name)}: ${stateOf(account)}`,
  );
  return exit.ok;
}

export async function signOutOfAccount(
  api: Api,
  environment: Environment,
  flags: { json?: boolean; discardQueued?: boolean },
  name: string,
): Promise<ExitCode> {
  const account = await findAccount(api, name);
  await api.accounts.signOut({ accountId: account.accountId, discardQueued: flags.discardQueued === true });
  environment.print(flags.json === true ? JSON.stringify(account) : `Signed out: ${oneLine(account.name)}`);
  return exit.ok;
}

/** An account of a server by its name, its id or the ending of that. @throws UsageError */
export async function findAccount(api: Api, name: string): Promise<Account> {
  const { accounts } = await api.accounts.list();
  const servers = accounts.filter(({ kind }) => kind !== 'local');
  const exact = servers.filter((account) => account.name === name || account.accountId === name);
  const found = exact.length > 0 ? exact : servers.filter(({ accountId }) => accountId.endsWith(name));
  const [only, another] = found;
  if (only === undefined)
    throw new UsageError(`No account of a server is called ${name}. See \`countersign accounts ls\`.`);
  if (another !== undefined) {
    throw new UsageError(
      `Several accounts fit ${name}: ${found.map(({ accountId }) => shortId(accountId)).join(', ')}.`,
    );
  }
  return only;
}

function describe(account: Account): string[] {
  const { accountId, kind, name, userName, serverUrl, queued, attention } = account;
  return [
    kind === 'local' ? 'local' : shortId(accountId),
    oneLine(name),
    oneLine(userName),
    stateOf(account),
    queued === 0 ? '' : `${queued} queued`,
    attention === 0 ? '' : `${attention} to look at`,
    serverUrl ?? '',
  ];
}

function stateOf({ state, progress, confirmedTs, problem }: Account): string {
  if (state === 'online') return 'online';
  const words = [state.replaceAll('-', ' ')];
  if (progress !== null) words.push(`${progress.done} of ${progress.total}`);
  else if (confirmedTs !== null) words.push(`as of ${localTime(confirmedTs)}`);
  if (problem !== null) words.push(oneLine(problem));
  return words.join(', ');
}
