import { summarizeTask } from '../../service/processes/summarize-task.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import type { TaskSummary } from '../../shared/contract/processes.ts';
import { CountersignError } from '../../shared/errors.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import { childrenOf } from '../store/child-processes.ts';
import { readTogether, type ReadableDatabase } from '../store/database.ts';
import { findProcess } from '../store/processes.ts';
import { pageOfTasks } from '../store/tasks.ts';
import { waitOf } from './describe-wait.ts';

export interface TasksPage {
  readonly tasks: TaskSummary[];
  readonly nextCursor: string | null;
}

/** A page of the timeline, in the order in which the tasks began. @throws CountersignError PROCESS_NOT_FOUND, INVALID_REQUEST */
export function describeTasks(
  db: ReadableDatabase,
  processId: string,
  page: { cursor: string | undefined; limit: number },
  viewer: string,
): TasksPage {
  const after = page.cursor === undefined ? 0 : Number(page.cursor);
  if (!Number.isSafeInteger(after))
    throw new CountersignError('INVALID_REQUEST', { message: 'Not a cursor' });
  return readTogether(db, () => {
    if (findProcess(db, processId) === null) throw new CountersignError('PROCESS_NOT_FOUND');
    const rows = pageOfTasks(db, processId, after, page.limit);
    return {
      tasks: rows.map((row) => describeTask(db, row, viewer)),
      nextCursor: rows.length < page.limit ? null : String(rows.at(-1)?.seq),
    };
  });
}

export function describeTask(db: ReadableDatabase, task: TaskRow, viewer: string): TaskSummary {
  const { id, processId, instance } = task;
  const { path, kind, wait } = instance;
  return summarizeTask(
    task,
    {
      assignments: kind === 'ask' ? assignmentsOfTask(db, id) : [],
      wait: task.statusCode === 'W' ? waitOf(db, { id, processId, path, wait }) : null,
      childProcessId: (kind === 'run' ? childrenOf(db, processId, path)[0]?.id : undefined) ?? null,
    },
    viewer,
  );
}
