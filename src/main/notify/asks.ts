import { ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { Timers } from '../../shared/clock.ts';
import type { accountContract } from '../../shared/contract/contract.ts';
import type { AskNow } from './rules.ts';

export type AccountClient = ContractRouterClient<typeof accountContract>;

/** An ask of a server, which is known by its task: what has gone from there has no assignment any more. */
export interface ServerAsk extends AskNow {
  readonly taskId: string;
}

const pageSize = 200;

/**
 * Everything that waits for the person, however much it is. Thousands are read in pages of a few milliseconds each, and the
 * window gets its turn between them.
 */
export async function allWaiting(
  client: AccountClient,
  timers: Timers,
): Promise<(AskNow & { readonly taskId: string; readonly isServers: boolean })[]> {
  const asks: (AskNow & { readonly taskId: string; readonly isServers: boolean })[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<AccountClient['humanTasks']['list']>> = await client.humanTasks.list({
      view: 'inbox',
      limit: pageSize,
      ...(cursor === null ? {} : { cursor }),
    });
    for (const { taskAsstId, taskId, risk, sync } of page.humanTasks) {
      asks.push({ taskAsstId, taskId, risk, waiting: true, isServers: (sync ?? null) !== null });
    }
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

/** The asks of these tasks of servers as they are here, whether or not the server can be reached; null: it is not theirs any more. */
export async function serverAskOf(client: AccountClient, taskId: string): Promise<ServerAsk | null> {
  try {
    const { taskAsstId, ask, canComplete } = await client.humanTasks.ofTask({ taskId });
    return { taskAsstId, taskId, risk: ask.risk, waiting: canComplete };
  } catch (error) {
    if (error instanceof ORPCError && goneCodes.has(String(error.code))) return null;
    throw error;
  }
}

const goneCodes = new Set(['TASK_NOT_FOUND', 'ASSIGNMENT_NOT_FOUND', 'NOT_FOUND']);

/** An ask that waits, but not for this person, is none of theirs. */
async function waitingAsk(client: AccountClient, taskAsstId: string): Promise<AskNow> {
  const { ask, canComplete } = await client.humanTasks.get({ taskAsstId });
  return { taskAsstId, risk: ask.risk, waiting: canComplete };
}
