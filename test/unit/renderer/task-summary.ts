import type { TaskSummary } from '../../../src/shared/contract/processes.ts';

/** A task of a process as the contract describes it: done, unless said otherwise. */
export function aTask(path: string, more: Partial<TaskSummary> = {}): TaskSummary {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    taskId: path,
    path,
    name,
    title: name,
    kind: 'set',
    statusCode: 'C',
    attempt: 1,
    startedTs: '2026-11-21T09:00:00.000Z',
    completedTs: '2026-11-21T09:00:01.000Z',
    completedUser: null,
    taskAsstId: null,
    result: null,
    comment: null,
    wait: null,
    error: null,
    reason: null,
    childProcessId: null,
    ...more,
  };
}
