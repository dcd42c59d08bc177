import type { QueryClient } from '@tanstack/react-query';
import type { Change, TaskAction } from '../../shared/contract/account.ts';
import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import type { Navigation } from '../../shared/contract/desktop.ts';
import type { WindowClient } from '../client.ts';
import { pause } from '../ui/pause.ts';
import type { api as Api } from './api.ts';

const resubscribeAfter = 1_000;
/** Many changes in a row (a hundred answers by script) are one reading of the lists. */
const gatherFor = 60;
/** Nothing that is read takes so long; a reading that hangs must not keep the window from what follows. */
const longestReading = 2_000;

type Utils = Pick<
  typeof Api,
  | 'account'
  | 'humanTasks'
  | 'processes'
  | 'workflows'
  | 'people'
  | 'drafts'
  | 'discussion'
  | 'files'
  | 'outbox'
>;

/** Told of what was done to tasks, by whomever. */
export type ActionListener = (actions: readonly TaskAction[]) => void;

/** Reads again what the app says has changed. After a broken subscription everything is read: a change may have been missed. */
export async function followChanges(
  client: WindowClient,
  api: Utils,
  cache: QueryClient,
  onActions: ActionListener = () => {},
): Promise<never> {
  const gathered = gather((changed) => invalidate(cache, api, changed));
  for (let first = true; ; first = false) {
    try {
      const changes = await client.account.changes();
      if (!first) await cache.invalidateQueries();
      for await (const change of changes) {
        gathered(change);
        if (change.actions.length > 0) onActions(change.actions);
      }
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

/** Changes in a row, added up. */
interface Changed {
  readonly topics: Set<Change['topics'][number]>;
  /** Of tasks and processes. */
  readonly ids: Set<string>;
}

/** What comes while the one before is still being read is the next reading: a busy process cannot keep it from ending. */
function gather(act: (changed: Changed) => Promise<void>): (change: Change) => void {
  let waiting: Changed | null = null;
  let reading: Promise<void> = Promise.resolve();
  const begin = (): Changed => {
    const begun: Changed = { topics: new Set(), ids: new Set() };
    reading = Promise.all([pause(gatherFor), reading]).then(() => {
      waiting = null;
      return Promise.race([act(begun), pause(longestReading)]);
    });
    return begun;
  };
  return (change) => {
    waiting ??= begin();
    for (const topic of change.topics) waiting.topics.add(topic);
    for (const id of [...change.taskIds, ...change.processIds]) waiting.ids.add(id);
  };
}

/** What is sent by way of the outbox is told as what it is about. */
const queuedTopics = ['human-tasks', 'discussions', 'files'] as const;

async function invalidate(cache: QueryClient, api: Utils, { topics, ids }: Changed): Promise<void> {
  const stale = [api.account.info.key()];
  if (topics.has('human-tasks')) {
    stale.push(api.humanTasks.list.key(), api.humanTasks.counts.key(), api.humanTasks.get.key());
    stale.push(api.humanTasks.ofTask.key());
    stale.push(...tasksRead(cache, api, ids).flatMap((input) => readingsOf(api, input)));
  }
  if (queuedTopics.some((topic) => topics.has(topic))) stale.push(api.outbox.key());
  if (topics.has('processes')) stale.push(api.processes.key());
  if (topics.has('people')) stale.push(api.people.key());
  if (topics.has('drafts')) stale.push(api.drafts.key());
  if (topics.has('discussions')) stale.push(api.discussion.key());
  if (topics.has('files')) stale.push(api.files.key());
  if (topics.has('workflows')) stale.push(api.workflows.list.key(), api.workflows.get.key());
  await Promise.all(stale.map((queryKey) => cache.invalidateQueries({ queryKey })));
}

/**
 * Read again only where the task itself, or its process, has changed: a dry run for every option, every transition, and what may
 * be read of a task no longer once it is taken away.
 */
function readingsOf(api: Utils, input: { taskAsstId: string }) {
  return [
    api.humanTasks.outcomes.key({ input }),
    api.humanTasks.history.key({ input }),
    api.discussion.list.key({ input }),
    api.files.list.key({ input }),
  ];
}

/** The tasks that have been opened and are among the changed ones, or in a changed process. */
function tasksRead(cache: QueryClient, api: Utils, ids: ReadonlySet<string>): { taskAsstId: string }[] {
  return cache
    .getQueriesData<HumanTask>({ queryKey: api.humanTasks.get.key() })
    .flatMap(([, task]) => (task === undefined ? [] : [task]))
    .filter((task) => ids.has(task.taskId) || ids.has(task.processId))
    .map(({ taskAsstId }) => ({ taskAsstId }));
}
