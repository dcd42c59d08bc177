import { createORPCClient } from '@orpc/client';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient, QueryObserver, type QueryKey } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followChanges } from '../../../src/renderer/app/live-changes.ts';
import type { WindowClient } from '../../../src/renderer/client.ts';
import type { Change } from '../../../src/shared/contract/account.ts';

const noChange: Change = { revision: 1, topics: [], taskIds: [], processIds: [], actions: [] };

/** A window that has read task `open` of process `p`, with what is said and done about it. @returns what it reads again */
async function readAgainAfter(...changes: Partial<Change>[]): Promise<string[]> {
  async function* stream() {
    for (const change of changes) yield { ...noChange, ...change };
    await new Promise(() => undefined);
  }
  const client: WindowClient = createORPCClient({ call: async () => stream() });
  const api = createTanstackQueryUtils(client);
  const cache = new QueryClient();
  const input = { taskAsstId: 'open' };
  const keys: Record<'list' | 'get' | 'outcomes' | 'history' | 'discussion' | 'files', QueryKey> = {
    list: api.humanTasks.list.queryKey({ input: { view: 'inbox' } }),
    get: api.humanTasks.get.queryKey({ input }),
    outcomes: api.humanTasks.outcomes.queryKey({ input }),
    history: api.humanTasks.history.queryKey({ input }),
    discussion: api.discussion.list.infiniteKey({
      input: () => ({ ...input, limit: 50 }),
      initialPageParam: null,
    }),
    files: api.files.list.queryKey({ input }),
  };
  for (const key of Object.values(keys)) cache.setQueryData(key, {});
  cache.setQueryData(keys.get, { ...input, taskId: 't', processId: 'p' });
  void followChanges(client, api, cache);
  await vi.advanceTimersByTimeAsync(500);
  return Object.entries(keys)
    .filter(([, key]) => cache.getQueryState(key)?.isInvalidated === true)
    .map(([name]) => name);
}

/** A window with one thing on it that takes long to read, while changes keep coming. @returns how often that began and ended */
async function readsDuring(changing: number, reading: number): Promise<{ begun: number; ended: number }> {
  async function* stream() {
    for (let revision = 0; revision < changing / 20; revision += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      yield { ...noChange, topics: ['processes' as const] };
    }
    await new Promise(() => undefined);
  }
  const count = { begun: 0, ended: 0 };
  const client: WindowClient = createORPCClient({ call: async () => stream() });
  const api = createTanstackQueryUtils(client);
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const observer = new QueryObserver(cache, {
    queryKey: api.processes.list.queryKey({ input: {} }),
    initialData: 0,
    queryFn: async () => {
      count.begun += 1;
      await new Promise((resolve) => setTimeout(resolve, reading));
      return (count.ended += 1);
    },
  });
  observer.subscribe(() => undefined);
  void followChanges(client, api, cache);
  await vi.advanceTimersByTimeAsync(changing + 3 * reading);
  return count;
}

describe('after a change somewhere', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const topics: Change['topics'] = ['human-tasks', 'processes'];

  it('of another task the lists are read again, but no dry run is repeated', async () => {
    expect(await readAgainAfter({ topics, taskIds: ['other'], processIds: ['q'] })).toEqual(['list', 'get']);
  });

  it('of the open task or its process everything about it is read again', async () => {
    const everything = ['list', 'get', 'outcomes', 'history', 'discussion', 'files'];
    expect(await readAgainAfter({ topics, taskIds: ['t'] })).toEqual(everything);
    expect(await readAgainAfter({ topics, processIds: ['p'] })).toEqual(everything);
  });

  it('of several in a row none is forgotten', async () => {
    expect(await readAgainAfter({ topics, taskIds: ['t'] }, { topics, taskIds: ['other'] })).toContain(
      'outcomes',
    );
  });

  it('that keep coming, each reading ends before the next begins, and the last change is read too', async () => {
    const { begun, ended } = await readsDuring(3_000, 300);
    expect(begun).toBe(ended);
    expect(ended).toBeGreaterThan(5);
    expect(ended).toBeLessThan(14);
  });

  it('of workflows alone no task is read again', async () => {
    expect(await readAgainAfter({ topics: ['workflows'] })).toEqual([]);
  });
});
