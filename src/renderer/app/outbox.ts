import { useMutation, useQuery } from '@tanstack/react-query';
import type { OutboxEntry } from '../../shared/contract/accounts.ts';
import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import type { Response } from '../../shared/human-task/answer.ts';
import { strings } from '../strings.ts';
import { announce } from '../ui/announcer.tsx';
import { useServers } from './accounts.ts';
import { api, client, queryClient } from './api.ts';
import { drafts, type Draft } from './drafts.ts';
import { untilHoldEnds } from './outbox-words.ts';
import { inboxPlace } from './navigation.ts';
import { goTo } from './use-place.ts';

const words = strings.queue;
const none: readonly OutboxEntry[] = [];

/** Nobody tells that a time is over; this much later it surely is. */
const afterHold = 250;

/** Everything that was decided here for servers: what has not ended first, the oldest first; then what has, the newest first. */
export function useOutbox() {
  const hasServers = useServers().length > 0;
  return useQuery(
    api.outbox.list.queryOptions({
      input: {},
      enabled: hasServers,
      refetchInterval: ({ state }) => whenHoldEnds(state.data?.entries ?? none),
    }),
  );
}

function whenHoldEnds(entries: readonly OutboxEntry[]): number | false {
  const left = untilHoldEnds(entries, Date.now());
  return left === null ? false : left + afterHold;
}

export function useOutboxEntries(): readonly OutboxEntry[] {
  return useOutbox().data?.entries ?? none;
}

/** Undefined: there is none of this id, or it has not been read yet. */
export function useOutboxEntry(entryId: string | undefined): OutboxEntry | undefined {
  return useOutboxEntries().find((entry) => entry.entryId === entryId);
}

export type EntryAction = 'retry' | 'withdraw' | 'dismiss' | 'postAsComment';

export interface EntryActions {
  readonly pending: EntryAction | null;
  /** Why the last one was not done. */
  readonly error: unknown;
  run(action: EntryAction): void;
}

/** What can be done about one entry; the lists are read again after each. */
export function useEntryActions({ entryId, title }: Pick<OutboxEntry, 'entryId' | 'title'>): EntryActions {
  const mutation = useMutation({
    mutationFn: (action: EntryAction) => client.outbox[action]({ entryId }),
    onSuccess: (_entry, action) => announce(done[action](title)),
    onSettled: readAgain,
  });
  return {
    pending: mutation.isPending ? mutation.variables : null,
    error: mutation.error,
    run(action) {
      if (!mutation.isPending) mutation.mutate(action);
    },
  };
}

const done: Readonly<Record<EntryAction, (title: string) => string>> = {
  retry: words.retried,
  withdraw: words.withdrawn,
  dismiss: words.dismissed,
  postAsComment: words.posted,
};

/**
 * Takes an answer back that has not left, puts it into the form of its task, and shows the task.
 * @throws ORPCError ENTRY_SENT when it was too late
 */
export async function undo({ entryId, taskAsstId, title, response }: OutboxEntry): Promise<void> {
  await client.outbox.withdraw({ entryId });
  await readAgain();
  const task = await queryClient.fetchQuery(api.humanTasks.get.queryOptions({ input: { taskAsstId } }));
  if (response !== null) drafts.change(taskAsstId, entriesOf(task, response));
  announce(words.undone(title), 'info');
  goTo({ ...inboxPlace, taskAsstId });
}

/** An answer as what was entered for it. A button that answers at once stays unpressed; files are with the task. */
export function entriesOf({ ask }: Pick<HumanTask, 'ask'>, response: Response): Partial<Draft> {
  const isChosenByButton = ask.mode === 'approval' || ask.mode === 'confirm' || ask.mode === 'file';
  return {
    ...(isChosenByButton ? {} : { value: response.value }),
    fields: response.fields,
    comment: response.comment ?? '',
  };
}

/** Says what became of an answer that was just given to a task of a server. One that can be undone says so itself. */
export async function sayOnItsWay(taskAsstId: string, label: string, title: string): Promise<void> {
  const options = api.outbox.list.queryOptions({ input: {}, staleTime: 0 });
  const { entries } = await queryClient.fetchQuery(options);
  const entry = entries.find(
    (candidate) =>
      candidate.taskAsstId === taskAsstId &&
      candidate.action === 'completeTask' &&
      candidate.endedTs === null,
  );
  if (entry?.state === 'held') return;
  announce(entry === undefined ? strings.answer.sent(label, title) : words.queued(label, title));
}

/** After something of the outbox has changed. */
export async function readAgain(): Promise<void> {
  const keys = [api.outbox.key(), api.accounts.list.key(), api.humanTasks.key(), api.discussion.key()];
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}
