import { useInfiniteQuery, useQuery, type InfiniteData } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { HumanTaskRow, TaskView } from '../../shared/contract/human-tasks.ts';
import { endOfDay } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import { useAccountFilter } from './account-filter.ts';
import { api, queryClient } from './api.ts';
import { rememberRows, withHeldRows, type SeenRows } from './held-rows.ts';
import { useOutboxEntries } from './outbox.ts';
import { heldAnswers } from './outbox-words.ts';

const pageSize = 60;

type TaskPage = { humanTasks: HumanTaskRow[]; total: number; nextCursor: string | null };

/** The tasks of a view, page by page. `total` counts all of them; `rows` are those loaded so far. */
export function useTaskList(view: TaskView) {
  const dueBefore = endOfDay(useNow());
  const { accountId } = useAccountFilter(view);
  const query = useInfiniteQuery(
    api.humanTasks.list.infiniteOptions({
      input: (cursor: string | null) => ({
        view,
        limit: pageSize,
        ...(view === 'due' ? { dueBefore } : {}),
        ...(accountId === null ? {} : { accountId }),
        ...(cursor === null ? {} : { cursor }),
      }),
      initialPageParam: null,
      getNextPageParam: (page) => page.nextCursor,
    }),
  );
  const pages = query.data?.pages;
  const listed = useMemo(() => uniqueRows(pages ?? []), [pages]);
  const rows = useWithHeld(view, listed, accountId);
  return { ...query, rows, total: (pages?.at(-1)?.total ?? 0) + rows.length - listed.length };
}

const seenRows: Partial<Record<TaskView, SeenRows>> = { inbox: new Map(), due: new Map() };

/** In lists of what waits, an answer that can still be undone stays where its task stood. */
function useWithHeld(
  view: TaskView,
  listed: readonly HumanTaskRow[],
  accountId: string | null,
): readonly HumanTaskRow[] {
  const entries = useOutboxEntries();
  const seen = seenRows[view];
  useEffect(() => {
    if (seen !== undefined) rememberRows(seen, listed);
  }, [seen, listed]);
  return useMemo(() => {
    if (seen === undefined) return listed;
    const shown = entries.filter((entry) => accountId === null || entry.accountId === accountId);
    return withHeldRows(listed, seen, heldAnswers(shown));
  }, [seen, listed, entries, accountId]);
}

/** Exact counts of every view; the last ones are shown until the new ones are known. */
export function useTaskCounts() {
  const dueBefore = endOfDay(useNow());
  return useQuery(
    api.humanTasks.counts.queryOptions({ input: { dueBefore }, placeholderData: (previous) => previous }),
  ).data;
}

/** Takes an answered task out of the open views at once; the app's own word for it follows with the next reading. */
export function removeFromOpenViews(taskAsstId: string): void {
  for (const view of ['inbox', 'due'] as const) {
    queryClient.setQueriesData<InfiniteData<TaskPage>>(
      { queryKey: api.humanTasks.list.key({ type: 'infinite', input: { view } }) },
      (data) => data && { ...data, pages: data.pages.map((page) => withoutTask(page, data, taskAsstId)) },
    );
  }
}

function withoutTask(page: TaskPage, all: InfiniteData<TaskPage>, taskAsstId: string): TaskPage {
  const known = all.pages.some((candidate) =>
    candidate.humanTasks.some((row) => row.taskAsstId === taskAsstId),
  );
  return {
    ...page,
    total: known ? page.total - 1 : page.total,
    humanTasks: page.humanTasks.filter((row) => row.taskAsstId !== taskAsstId),
  };
}

/** A row can move from one page to the next between two readings; it must not stand in the list twice. */
function uniqueRows(pages: readonly TaskPage[]): HumanTaskRow[] {
  const seen = new Map<string, HumanTaskRow>();
  for (const row of pages.flatMap((page) => page.humanTasks)) seen.set(row.taskAsstId, row);
  return [...seen.values()];
}
