import { createContext, useContext } from 'react';
import type { Account } from '../../../shared/contract/accounts.ts';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { useAccount } from '../../app/accounts.ts';
import { useOwnUser, usePeople } from '../../app/account-people.ts';

/** The task whose page is drawn: people are those of its account. */
export const ShownTask = createContext<Pick<HumanTask, 'sync' | 'assignments'> | null>(null);

/** Of which account the task that is shown is; null: of this computer. */
function useAccountOfTask(): string | null {
  return useContext(ShownTask)?.sync?.accountId ?? null;
}

/** As whom one acts in the account of the task that is shown; undefined: not known yet. */
export function useOwnUserId(): string | undefined {
  return useOwnUser(useAccountOfTask()).userId;
}

/** Users by their id: what they are called. Of a server that cannot be reached those are known who have to do with the task. */
export function useUserNames(): (userId: string) => string {
  const task = useContext(ShownTask);
  const accountId = useAccountOfTask();
  const account = useAccount(accountId ?? undefined);
  const { users } = usePeople(accountId);
  return (userId) =>
    users.find((user) => user.userId === userId)?.name ??
    (accountId === null ? null : nameIn(task, account, userId)) ??
    userId;
}

function nameIn(
  task: Pick<HumanTask, 'assignments'> | null,
  account: Account | undefined,
  userId: string,
): string | null {
  if (userId === account?.userId) return account.userName;
  return task?.assignments.find(({ assigneeId }) => assigneeId === userId)?.assigneeName ?? null;
}
