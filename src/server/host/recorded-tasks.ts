import type { RecordedTasks, TaskInstance, TaskPath } from '../../engine/process-state.ts';
import { isLive } from '../../engine/task-records.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';
import type { Reader } from '../store/database.ts';
import { liveTasksOfProcess, tasksOfList, tasksOfProcess } from '../store/tasks.ts';
import { Missing } from './missing.ts';

/** A process with so many tasks is loaded whole; of a larger one, what lives and the lists that a walk goes through. */
const mostAtOnce = 200;

/** The records of one process for one walk. */
export async function loadRecordedTasks(
  reader: Reader,
  { id, taskCount }: Pick<ProcessRow, 'id' | 'taskCount'>,
): Promise<RecordedTasks> {
  const isWhole = taskCount <= mostAtOnce;
  const rows =
    taskCount === 0 ? [] : await (isWhole ? tasksOfProcess(reader, id) : liveTasksOfProcess(reader, id));
  const known = new Map(rows.map(({ instance }) => [instance.path, instance]));
  const live = [...known.values()].filter(isLive);
  const lists = new Set<string>();
  return {
    get(path) {
      const instance = known.get(path);
      if (instance !== undefined || isWhole) return instance;
      const list = listOf(path);
      if (lists.has(list)) return undefined;
      throw new Missing(async (later) => {
        for (const row of await tasksOfList(later, id, list)) keep(known, row.instance);
        lists.add(list);
      });
    },
    live: () => live,
    size: taskCount,
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
