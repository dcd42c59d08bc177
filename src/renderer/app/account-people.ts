import { useQuery } from '@tanstack/react-query';
import type { Role, User } from '../../shared/contract/people.ts';
import { useAccount } from './accounts.ts';
import { isReachable } from './account-words.ts';
import { api } from './api.ts';

/** How long what a server said of itself is shown without asking again, in milliseconds: it does not tell when that changes. */
const freshFor = 60_000;

export interface People {
  readonly users: readonly User[];
  readonly roles: readonly Role[];
  readonly pending: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** Everyone in an account; null: in this one. Nobody while its server cannot be reached and was not asked before. */
export function usePeople(accountId: string | null): People {
  const isHere = accountId === null;
  const account = useAccount(accountId ?? undefined);
  const users = useQuery({ ...api.people.users.list.queryOptions(), enabled: isHere });
  const roles = useQuery({ ...api.people.roles.list.queryOptions(), enabled: isHere });
  const there = useQuery({
    ...api.accounts.people.queryOptions({ input: { accountId: accountId ?? '' } }),
    enabled: account !== undefined && isReachable(account),
    staleTime: freshFor,
  });
  const retry = () => {
    const read = isHere ? [users, roles] : [there];
    for (const query of read) void query.refetch();
  };
  return {
    users: (isHere ? users.data?.users : there.data?.users) ?? [],
    roles: (isHere ? roles.data?.roles : there.data?.roles) ?? [],
    pending: isHere ? users.isPending || roles.isPending : there.isLoading,
    error: isHere ? (users.error ?? roles.error) : there.error,
    retry,
  };
}

/** As whom one acts in an account; null: in this one. `mayOperate`: whether that user may see to its processes. */
export function useOwnUser(accountId: string | null): { userId: string | undefined; mayOperate: boolean } {
  const account = useAccount(accountId ?? undefined);
  const here = useQuery({ ...api.account.info.queryOptions(), enabled: accountId === null }).data;
  const there = useQuery({
    ...api.accounts.info.queryOptions({ input: { accountId: accountId ?? '' } }),
    enabled: accountId !== null,
    staleTime: freshFor,
  }).data;
  return accountId === null
    ? { userId: here?.userId, mayOperate: here?.mayOperate === true }
    : { userId: account?.userId ?? there?.userId, mayOperate: there?.mayOperate === true };
}
