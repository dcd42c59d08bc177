import type { QueryClient } from '@tanstack/react-query';
import type { Change } from '../../shared/contract/account.ts';
import type { Navigation } from '../../shared/contract/desktop.ts';
import type { WindowClient } from '../client.ts';
import type { api as Api } from './api.ts';

const resubscribeAfter = 1_000;
/** Many changes in a row (a hundred answers by script) are one reading of the lists. */
const gatherFor = 60;

type Utils = Pick<typeof Api, 'account' | 'humanTasks' | 'processes' | 'workflows'>;

/** Reads again what the app says has changed. After a broken subscription everything is read: a change may have been missed. */
export async function followChanges(client: WindowClient, api: Utils, cache: QueryClient): Promise<never> {
  const gathered = gather((topics) => invalidate(cache, api, topics));
  for (let first = true; ; first = false) {
    try {
      const changes = await client.account.changes();
      if (!first) await cache.invalidateQueries();
      for await (const change of changes) gathered(change.topics);
    } catch {
      // The port closed or the app refused: the loop asks again, and the banner already tells the person.
    }
    await pause(resubscribeAfter);
  }
}

/** Where notifications, the tray and a second start want the window to go. */
export async function followNavigations(client: WindowClient, go: (to: Navigation) => void): Promise<never> {
  for (;;) {
    try {
      for await (const navigation of await client.desktop.navigations()) go(navigation);
    } catch {
      // As above: asked again after a pause.
    }
    await pause(resubscribeAfter);
  }
}

type Topic = Change['topics'][number];

function gather(act: (topics: ReadonlySet<Topic>) => void): (topics: readonly Topic[]) => void {
  let waiting = new Set<Topic>();
  return (topics) => {
    if (waiting.size === 0) {
      setTimeout(() => {
        const ready = waiting;
        waiting = new Set();
        act(ready);
      }, gatherFor);
    }
    for (const topic of topics) waiting.add(topic);
  };
}

function invalidate(cache: QueryClient, api: Utils, topics: ReadonlySet<Topic>): void {
  const stale = [api.account.info.key()];
  if (topics.has('human-tasks')) stale.push(api.humanTasks.key());
  if (topics.has('processes')) stale.push(api.processes.key());
  if (topics.has('workflows')) stale.push(api.workflows.list.key(), api.workflows.get.key());
  for (const queryKey of stale) void cache.invalidateQueries({ queryKey });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
