import { summarizeTask } from '../../service/processes/summarize-task.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import type { TaskSummary } from '../../shared/contract/processes.ts';
import { CountersignError } from '../../shared/errors.ts';
import { assignmentsOfTasks } from '../store/assignments.ts';
import type { Reader } from '../store/database.ts';
import { findProcess, firstChildren } from '../store/processes.ts';
import { pageOfTasks } from '../store/tasks.ts';
import { waitsOf } from './describe-waits.ts';

export interface TasksPage {
  readonly tasks: TaskSummary[];
  readonly nextCursor: string | null;
}

/** A page of the timeline, in the order in which the tasks began. @throws CountersignError PROCESS_NOT_FOUND, INVALID_REQUEST */
export async function describeTasks(
  reader: Reader,
  processId: string,
  page: { cursor: string | undefined; limit: number },
  viewer: string,
): Promise<TasksPage> {
  const after = page.cursor === undefined ? 0 : Number(page.cursor);
  if (!Number.isSafeInteger(after))
    throw new CountersignError('INVALID_REQUEST', { message: 'Not a cursor' });
  if ((await findProcess(reader, processId)) === null) throw new CountersignError('PROCESS_NOT_FOUND');
  const rows = await pageOfTasks(reader, processId, after, page.limit);
  return {
    tasks: await summarizeTasks(reader, rows, viewer),
    nextCursor: rows.length < page.limit ? null : String(rows.at(-1)?.seq),
  };
}

/** Lines of the timeline, in the order of the rows. */
export async function summarizeTasks(
  reader: Reader,
  rows: readonly TaskRow[],
  viewer: string,
): Promise<TaskSummary[]> {
  const asks = rows.filter(({ instance }) => instance.kind === 'ask').map(({ id }) => id);
  const assignments = await assignmentsOfTasks(reader, asks);
  const located = rows.map((row) => ({ ...row, path: row.instance.path, wait: row.instance.wait }));
  const children = await firstChildren(
    reader,
    located.filter(({ instance }) => instance.kind === 'run'),
  );
  const waits = await waitsOf(
    reader,
    located.filter(({ statusCode }) => statusCode === 'W'),
  );
  return rows.map((task) =>
    summarizeTask(
      task,
      {
        assignments: assignments.get(task.id) ?? [],
        wait: waits.get(task.id) ?? null,
        childProcessId: children.get(`${task.processId}${task.instance.path}`) ?? null,
      },
      viewer,
    ),
  );
}
