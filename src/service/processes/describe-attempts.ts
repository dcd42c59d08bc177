import { timestamp, timestampOrNull } from '../../shared/clock.ts';
import type { TaskDetail } from '../../shared/contract/processes.ts';
import type { Instant } from '../../shared/clock.ts';
import type { TaskRow } from './task-row.ts';

/** A task that failed and was tried again by hand. */
export interface RetriedTask {
  readonly taskId: string;
  readonly retriedAt: Instant;
  readonly retriedBy: string;
}

/** The attempts before a task. @param retried of its path, the oldest first, with their rows */
export function describeAttempts(
  task: TaskRow,
  retried: readonly { readonly retry: RetriedTask; readonly row: TaskRow | null }[],
): TaskDetail['attempts'] {
  return retried.flatMap(({ retry, row }) => {
    if (row === null || row.id === task.id || row.seq > task.seq) return [];
    const { startedAt, endedAt, error } = row.instance;
    return [
      {
        startedTs: timestamp(startedAt),
        endedTs: timestampOrNull(endedAt),
        error,
        retriedBy: retry.retriedBy,
        retriedTs: timestamp(retry.retriedAt),
      },
    ];
  });
}
