import type { InferContractRouterOutputs } from '@orpc/contract';
import type { Clock } from '../../shared/clock.ts';
import type { accounts } from '../../shared/contract/accounts.ts';
import type { AccountClient } from './combined/source.ts';

export type AccountPeople = InferContractRouterOutputs<typeof accounts>['people'];

export interface PeopleCache {
  /** @throws CountersignError OFFLINE, NOT_FOUND, and what the account says */
  of(accountId: string, client: AccountClient): Promise<AccountPeople>;
  forget(accountId: string): void;
}

/** How long what an account said of its people is taken for true, in milliseconds. */
const freshForMs = 60_000;

/** Who is in each account: asked at most once a minute, and again at once after it could not be read. */
export function createPeopleCache(clock: Clock): PeopleCache {
  const known = new Map<string, { readonly at: number; readonly people: Promise<AccountPeople> }>();
  return {
    async of(accountId, client) {
      const fresh = known.get(accountId);
      const now = clock.now();
      if (fresh !== undefined && now >= fresh.at && now - fresh.at < freshForMs) return fresh.people;
      const asked = { at: now, people: read(client) };
      known.set(accountId, asked);
      try {
        return await asked.people;
      } catch (error) {
        if (known.get(accountId) === asked) known.delete(accountId);
        throw error;
      }
    },
    forget: (accountId) => void known.delete(accountId),
  };
}

async function read({ people }: AccountClient): Promise<AccountPeople> {
  const [{ users }, { roles }] = await Promise.all([people.users.list(), people.roles.list()]);
  return { users, roles };
}
