import { useQuery } from '@tanstack/react-query';
import type { Account } from '../../shared/contract/accounts.ts';
import type { TaskView } from '../../shared/contract/human-tasks.ts';
import { createStore, useStore } from '../ui/store.ts';
import { useAccounts } from './accounts.ts';
import { api } from './api.ts';

const rememberedAs = 'countersign:account-filter';

/** Of which account tasks are shown; null: of all. Kept across restarts, as the window's place on the screen is. */
const chosen = createStore<string | null>(localStorage.getItem(rememberedAs));

export interface AccountFilter {
  /** What there is to choose from, this computer first; empty where there is no choice. */
  readonly choices: readonly Account[];
  /** Null: all. */
  readonly accountId: string | null;
  readonly choose: (accountId: string | null) => void;
  /** The next one, all of them after the last. */
  readonly chooseNext: () => void;
}

/** Which account's tasks a view shows: only where there are several, and for lists that are made of all of them. */
export function useAccountFilter(view: TaskView): AccountFilter {
  const wanted = useStore(chosen);
  const accounts = useAccounts();
  const info = useQuery(api.account.info.queryOptions()).data;
  // Whoever acts as somebody else of this computer sees what that person has here.
  const isActing = info !== undefined && info.userId !== info.signedInUserId;
  const mayChoose = !isActing && isOfAll(view);
  const choices = mayChoose && accounts.length > 1 ? accounts : [];
  const isThere = accounts.length === 0 ? mayChoose : choices.some((account) => account.accountId === wanted);
  const accountId = isThere ? wanted : null;
  return { choices, accountId, choose, chooseNext: () => choose(nextOf(choices, accountId)) };
}

function choose(accountId: string | null): void {
  chosen.set(accountId);
  if (accountId === null) localStorage.removeItem(rememberedAs);
  else localStorage.setItem(rememberedAs, accountId);
}

/** @returns the account after this one; null, which is all of them, after the last */
function nextOf(choices: readonly Pick<Account, 'accountId'>[], accountId: string | null): string | null {
  const index = choices.findIndex((account) => account.accountId === accountId);
  return choices[index + 1]?.accountId ?? null;
}

function isOfAll(view: TaskView): boolean {
  return view === 'inbox' || view === 'due' || view === 'done';
}
