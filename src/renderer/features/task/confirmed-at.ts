import type { Account, TaskSync } from '../../../shared/contract/accounts.ts';

/**
 * When the server last confirmed what is shown of a task: whoever is told everything is told of each task by that. The later of
 * what was known when the task was read and what the account has heard since; null: never.
 */
export function confirmedAt(
  sync: Pick<TaskSync, 'confirmedTs'>,
  account: Pick<Account, 'confirmedTs'> | undefined,
): string | null {
  const known = [sync.confirmedTs, account?.confirmedTs ?? null].filter((at) => at !== null);
  return known.toSorted((one, other) => Date.parse(other) - Date.parse(one))[0] ?? null;
}
