import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { useAccount } from '../../app/accounts.ts';
import { api } from '../../app/api.ts';

/** The task whose page is drawn: people are those of its account. */
export const ShownTask = createContext<Pick<HumanTask, 'sync' | 'assignments'> | null>(null);

/** As whom one acts in the account of the task that is shown; undefined: not known yet. */
export function useOwnUserId(): string | undefined {
  const accountId = useContext(ShownTask)?.sync?.accountId;
  const here = useQuery(api.account.info.queryOptions()).data?.userId;
  const there = useAccount(accountId)?.userId;
  return accountId === undefined ? here : there;
}

/** Users by their id: what they are called. Of a server those are known who have to do with the task. */
export function useUserNames(): (userId: string) => string {
  const task = useContext(ShownTask);
  const users = useQuery(api.people.users.list.queryOptions()).data?.users;
  const account = useAccount(task?.sync?.accountId);
  if (task?.sync === undefined || task.sync === null)
    return (userId) => users?.find((user) => user.userId === userId)?.name ?? userId;
  return (userId) =>
    userId === account?.userId
      ? account.userName
      : (task.assignments.find(({ assigneeId }) => assigneeId === userId)?.assigneeName ?? userId);
}
