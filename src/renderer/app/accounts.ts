import { useQuery, type QueryClient } from '@tanstack/react-query';
import type { Account, SignInCode } from '../../shared/contract/accounts.ts';
import type { WindowClient } from '../client.ts';
import { pause } from '../ui/pause.ts';
import { api } from './api.ts';

const resubscribeAfter = 1_000;
const none: readonly Account[] = [];

/** Every account, this computer first; empty until they are known. */
export function useAccounts(): readonly Account[] {
  return useQuery(api.accounts.list.queryOptions()).data?.accounts ?? none;
}

/** What has to be entered where somebody signs in to this account again; null: for a new account. */
export function useSignInCode(accountId: string | null): SignInCode | null {
  const code = useQuery(api.accounts.list.queryOptions()).data?.signInCode ?? null;
  return code?.accountId === accountId ? code : null;
}

export function serversOf(accounts: readonly Account[]): Account[] {
  return accounts.filter(({ kind }) => kind !== 'local');
}

/** The accounts of servers; empty for those who work on this computer alone. */
export function useServers(): Account[] {
  return serversOf(useAccounts());
}

export function useAccount(accountId: string | undefined): Account | undefined {
  return useAccounts().find((account) => account.accountId === accountId);
}

/** Whether there is something else in the queue of one of them: an account also tells that all is well, again and again. */
function isQueueOther(known: readonly Account[] | undefined, told: readonly Account[]): boolean {
  const queues = (accounts: readonly Account[]) =>
    accounts.map(({ accountId, queued, attention }) => `${accountId} ${queued} ${attention}`).join();
  return known === undefined || queues(known) !== queues(told);
}

/** Keeps what the window knows of its accounts as it is told: progress and states move too often to be read again each time. */
export async function followAccounts(
  client: Pick<WindowClient, 'accounts'>,
  utils: Pick<typeof api, 'accounts' | 'outbox'>,
  cache: QueryClient,
): Promise<never> {
  for (;;) {
    try {
      const changes = await client.accounts.changes();
      for await (const told of changes) {
        const known = cache.getQueryData(utils.accounts.list.queryKey())?.accounts;
        cache.setQueryData(utils.accounts.list.queryKey(), told);
        // Not awaited: what is told meanwhile is newer than what is read then.
        if (isQueueOther(known, told.accounts))
          void cache.invalidateQueries({ queryKey: utils.outbox.key() });
      }
    } catch {
      // The port closed or the app refused: asked again after a pause.
    }
    await pause(resubscribeAfter);
  }
}
