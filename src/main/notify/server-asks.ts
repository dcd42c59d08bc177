import type { Timers } from '../../shared/clock.ts';
import type { Change } from '../../shared/contract/account.ts';
import { allWaiting, serverAskOf, type AccountClient } from './asks.ts';
import type { AskNow } from './rules.ts';

// S1: nothing here asks a server: what is known on this computer is what is told.
// S2: an ask that is not there any more has ended, whoever ended it.

/** The asks of servers, of which only the tasks are told that have changed. */
export interface ServerAsks {
  /** Everything that waits, also on this computer. */
  allWaiting(): Promise<AskNow[]>;
  changed(change: Change): void;
  /** Those that have changed since it was asked last, as they are now. */
  asksNow(): Promise<AskNow[]>;
}

/** When more have changed at once, listing what waits is less work than looking at each. */
const mostByOne = 20;

export function createServerAsks({
  client,
  timers,
}: {
  readonly client: AccountClient;
  readonly timers: Timers;
}): ServerAsks {
  /** By task, what was seen waiting. */
  const known = new Map<string, string>();
  const tasks = new Set<string>();
  let everything = false;

  const listAll = async (): Promise<AskNow[]> => {
    const asks = await allWaiting(client, timers);
    const ofServers = new Map(
      asks.filter(({ isServers }) => isServers).map((ask) => [ask.taskId, ask.taskAsstId]),
    );
    const there = new Set(ofServers.values());
    const gone = [...known.values()].filter((taskAsstId) => !there.has(taskAsstId)).map(ended);
    known.clear();
    for (const [taskId, taskAsstId] of ofServers) known.set(taskId, taskAsstId);
    return [...asks, ...gone];
  };

  const lookAt = async (taskId: string): Promise<AskNow[]> => {
    const before = known.get(taskId);
    const ask = await serverAskOf(client, taskId);
    if (ask?.waiting === true) known.set(taskId, ask.taskAsstId);
    else known.delete(taskId);
    const isAnother = before !== undefined && before !== ask?.taskAsstId;
    return [...(isAnother ? [ended(before)] : []), ...(ask === null ? [] : [ask])];
  };

  return {
    allWaiting: listAll,
    changed({ topics, taskIds }) {
      if (!topics.includes('human-tasks')) return;
      for (const taskId of taskIds) tasks.add(taskId);
      everything ||= taskIds.length === 0 || tasks.size > mostByOne;
    },
    async asksNow() {
      const [ids, all] = [[...tasks], everything];
      tasks.clear();
      everything = false;
      if (all) return listAll();
      const asks: AskNow[] = [];
      for (const taskId of ids) asks.push(...(await lookAt(taskId)));
      return asks;
    },
  };
}

function ended(taskAsstId: string): AskNow {
  return { taskAsstId, risk: 'low', waiting: false };
}
