import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import type { AccountClient } from '../../../src/main/notify/asks.ts';
import { createServerAsks } from '../../../src/main/notify/server-asks.ts';
import type { Change } from '../../../src/shared/contract/account.ts';
import { systemTimers } from '../../../src/shared/system-clock.ts';

interface Ask {
  readonly taskId: string;
  readonly canComplete: boolean;
}

/** The accounts of a person, as far as notifications read them. */
function someAccounts(asks: readonly Ask[]) {
  const tasks = new Map(asks.map((ask) => [ask.taskId, ask]));
  const calls = { list: 0, ofTask: 0 };
  const client = {
    humanTasks: {
      async list() {
        calls.list += 1;
        const waiting = [...tasks.values()].filter(({ canComplete }) => canComplete);
        return {
          humanTasks: waiting.map(({ taskId }) => ({
            taskAsstId: `asst-${taskId}`,
            taskId,
            risk: 'low',
            sync: taskId.startsWith('local') ? null : {},
          })),
          total: waiting.length,
          nextCursor: null,
        };
      },
      async ofTask({ taskId }: { taskId: string }) {
        calls.ofTask += 1;
        const ask = tasks.get(taskId);
        if (ask === undefined) throw new ORPCError('TASK_NOT_FOUND');
        return { taskAsstId: `asst-${taskId}`, canComplete: ask.canComplete, ask: { risk: 'high' } };
      },
    },
  } as unknown as AccountClient;
  return { tasks, calls, asks: createServerAsks({ client, timers: systemTimers }) };
}

const change = (taskIds: string[], topics: Change['topics'] = ['human-tasks']): Change => ({
  revision: 1,
  topics,
  taskIds,
  processIds: [],
  actions: [],
});
const ended = (taskId: string) => ({ taskAsstId: `asst-${taskId}`, risk: 'low', waiting: false });

describe('the asks of servers, for notifications', () => {
  it('are looked at one by one where few have changed', async () => {
    const { tasks, asks, calls } = someAccounts([]);
    await asks.allWaiting();
    tasks.set('t1', { taskId: 't1', canComplete: true });
    asks.changed(change(['t1']));
    expect(await asks.asksNow()).toEqual([
      { taskAsstId: 'asst-t1', taskId: 't1', risk: 'high', waiting: true },
    ]);
    expect(await asks.asksNow()).toEqual([]);
    expect(calls).toEqual({ list: 1, ofTask: 1 });
  });

  it('end when somebody else works on them, and when they are not there any more', async () => {
    const { tasks, asks } = someAccounts([
      { taskId: 't1', canComplete: true },
      { taskId: 't2', canComplete: true },
    ]);
    await asks.allWaiting();
    tasks.set('t1', { taskId: 't1', canComplete: false });
    tasks.delete('t2');
    asks.changed(change(['t1', 't2']));
    expect(await asks.asksNow()).toMatchObject([{ taskAsstId: 'asst-t1', waiting: false }, ended('t2')]);
  });

  it('are listed anew where many have changed, or the server began anew; those of this computer are left alone', async () => {
    const { tasks, asks, calls } = someAccounts([
      { taskId: 't1', canComplete: true },
      { taskId: 'local', canComplete: true },
    ]);
    await asks.allWaiting();
    tasks.clear();
    asks.changed(change([]));
    expect(await asks.asksNow()).toEqual([ended('t1')]);
    for (let number = 0; number < 30; number += 1)
      tasks.set(`n${number}`, { taskId: `n${number}`, canComplete: true });
    asks.changed(change([...tasks.keys()]));
    expect(await asks.asksNow()).toHaveLength(30);
    expect(calls).toEqual({ list: 3, ofTask: 0 });
  });

  it('are not looked at for what is no news of tasks', async () => {
    const { asks, calls } = someAccounts([{ taskId: 't1', canComplete: true }]);
    asks.changed(change(['t1'], ['discussions']));
    expect(await asks.asksNow()).toEqual([]);
    expect(calls).toEqual({ list: 0, ofTask: 0 });
  });
});
