import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ProcessDetail, TaskSummary } from '../../shared/contract/processes.ts';
import { api, client, queryClient } from './api.ts';
import { readPages, type TaskPage } from './task-pages.ts';

const pageSize = 200;
export interface ProcessTasks {
  readonly tasks: readonly TaskSummary[];
  /** False while the pages after the first are on their way. */
  readonly complete: boolean;
}

/** All tasks of a process: the first page comes with the process, what is longer is read page by page. */
export function useProcessTasks(process: ProcessDetail): ProcessTasks {
  const { processId } = process;
  const long = process.nextTasksCursor !== null;
  const key = api.processes.tasks.queryKey({ input: { processId } });
  const pages = useQuery({
    queryKey: key,
    queryFn: () =>
      readPages(queryClient.getQueryData<readonly TaskPage[]>(key) ?? [], (cursor) =>
        client.processes.tasks({ processId, limit: pageSize, ...(cursor === null ? {} : { cursor }) }),
      ),
    enabled: long,
    // Pages that are over stay the same objects; comparing ten thousand rows would only find that out again.
    structuralSharing: false,
  }).data as readonly TaskPage[] | undefined;
  return useMemo(() => {
    if (!long) return { tasks: process.tasks, complete: true };
    if (pages === undefined) return { tasks: process.tasks, complete: false };
    return { tasks: pages.flatMap((page) => page.tasks), complete: true };
  }, [long, pages, process.tasks]);
}
