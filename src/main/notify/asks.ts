import type { ContractRouterClient } from '@orpc/contract';
import type { Timers } from '../../shared/clock.ts';
import type { accountContract } from '../../shared/contract/contract.ts';
import type { AskNow } from './rules.ts';

export type AccountClient = ContractRouterClient<typeof accountContract>;

const pageSize = 200;

/**
 * Everything that waits for the person, however much it is. Thousands are read in pages of a few milliseconds each, and the
 * window gets its turn between them.
 */
export async function allWaiting(client: AccountClient, timers: Timers): Promise<AskNow[]> {
  const asks: AskNow[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<AccountClient['humanTasks']['list']>> = await client.humanTasks.list({
      view: 'inbox',
      limit: pageSize,
      ...(cursor === null ? {} : { cursor }),
    });
    for (const { taskAsstId, risk } of page.humanTasks) asks.push({ taskAsstId, risk, waiting: true });
    cursor = page.nextCursor;
    if (cursor !== null) await new Promise<void>((resolve) => timers.after(0, resolve));
  } while (cursor !== null);
  return asks;
}

/** The asks of these processes, also the ones that ended: by process, because that does not grow with the inbox. */
export async function asksOf(client: AccountClient, processIds: readonly string[]): Promise<AskNow[]> {
  const asks: AskNow[] = [];
  for (const processId of processIds) {
    const { tasks } = await client.processes.get({ processId });
    for (const { taskAsstId, statusCode } of tasks) {
      if (taskAsstId === null) continue;
      asks.push(
        statusCode === 'W'
          ? await waitingAsk(client, taskAsstId)
          : { taskAsstId, risk: 'low', waiting: false },
      );
    }
  }
  return asks;
}

/** An ask that waits, but not for this person, is none of theirs. */
async function waitingAsk(client: AccountClient, taskAsstId: string): Promise<AskNow> {
  const { ask, canComplete } = await client.humanTasks.get({ taskAsstId });
  return { taskAsstId, risk: ask.risk, waiting: canComplete };
}
