import type { RecordedTasks, TaskInstance, TaskPath } from '../../engine/process-state.ts';
import { isLive } from '../../engine/task-records.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';
import type { Reader } from '../store/database.ts';
import { liveTasksOfProcess, pathsOfProcess, tasksOfList, tasksOfProcess } from '../store/tasks.ts';
import { Missing } from './missing.ts';

/** A process with so many tasks is loaded whole; of a larger one, what lives and the lists that a walk goes through. */
const mostAtOnce = 200;

/** The records of one process for one walk. */
export async function loadRecordedTasks(
  reader: Reader,
  { id, taskCount }: Pick<ProcessRow, 'id' | 'taskCount'>,
): Promise<RecordedTasks> {
  if (taskCount === 0) return { get: () => undefined, live: () => [], size: 0 };
  const isWhole = taskCount <= mostAtOnce;
  const rows = await (isWhole ? tasksOfProcess(reader, id) : liveTasksOfProcess(reader, id));
  const known = new Map(rows.map(({ instance }) => [instance.path, instance]));
  const live = [...known.values()].filter(isLive);
  return {
    get: isWhole ? (path) => known.get(path) : partOf(id, known),
    live: () => live,
    size: taskCount,
  };
}

/** What is there is known at once, so that a walk through what is new asks for nothing more; the rest is loaded by its list. */
function partOf(
  processId: string,
  known: Map<TaskPath, TaskInstance>,
): (path: TaskPath) => TaskInstance | undefined {
  let paths: ReadonlySet<TaskPath> | null = null;
  return (path) => {
    const instance = known.get(path);
    if (instance !== undefined || paths?.has(path) === false) return instance;
    throw new Missing(async (later) => {
      paths ??= await pathsOfProcess(later, processId);
      if (!paths.has(path)) return;
      for (const row of await tasksOfList(later, processId, listOf(path))) keep(known, row.instance);
    });
  };
}

/** What was loaded first stays: a walk sees one state of each task. */
function keep(known: Map<TaskPath, TaskInstance>, instance: TaskInstance): void {
  if (!known.has(instance.path)) known.set(instance.path, instance);
}

/** The list that a task is in: its path without its place and its name. */
function listOf(path: TaskPath): string {
  return path.split('/').slice(0, -2).join('/');
}
