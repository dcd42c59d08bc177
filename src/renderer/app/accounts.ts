import { useQuery, type QueryClient } from '@tanstack/react-query';
import type { Account } from '../../shared/contract/accounts.ts';
import type { WindowClient } from '../client.ts';
import { api } from './api.ts';

const resubscribeAfter = 1_000;
const none: readonly Account[] = [];

/** Every account, this computer first; empty until they are known. */
export function useAccounts(): readonly Account[] {
  return useQuery(api.accounts.list.queryOptions()).data?.accounts ?? none;
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

/** Keeps what the window knows of its accounts as it is told: progress and states move too often to be read again each time. */
export async function followAccounts(
  client: Pick<WindowClient, 'accounts'>,
  utils: Pick<typeof api, 'accounts' | 'outbox'>,
  cache: QueryClient,
): Promise<never> {
  for (;;) {
    try {
      const changes = await client.accounts.changes();
      await cache.invalidateQueries({ queryKey: utils.accounts.list.key() });
      for await (const accounts of changes) {
        cache.setQueryData(utils.accounts.list.queryKey(), accounts);
        await cache.invalidateQueries({ queryKey: utils.outbox.key() });
      }
    } catch {
      // The port closed or the app refused: asked again after a pause.
    }
    await new Promise((resolve) => setTimeout(resolve, resubscribeAfter));
  }
}
