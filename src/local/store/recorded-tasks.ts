import type { RecordedTasks, TaskInstance, TaskPath } from '../../engine/process-state.ts';
import type { ReadableDatabase } from './database.ts';
import { findTaskAt, liveTasksOfProcess } from './tasks.ts';

/**
 * The records of one process for one walk: each is read when the walk first comes to it, and kept until the walk ends. Reads at
 * different moments fit together because a walk whose process was touched meanwhile is thrown away (H2).
 * @param size how many there are, from the process's own counter
 */
export function recordedTasks(db: ReadableDatabase, processId: string, size: number): RecordedTasks {
  const known = new Map<TaskPath, TaskInstance | undefined>();
  const get = (path: TaskPath): TaskInstance | undefined => {
    if (size === 0) return undefined;
    if (known.has(path)) return known.get(path);
    const instance = findTaskAt(db, processId, path)?.instance;
    known.set(path, instance);
    return instance;
  };
  return {
    get,
    *live() {
      if (size === 0) return;
      for (const { instance } of liveTasksOfProcess(db, processId)) {
        known.set(instance.path, instance);
        yield instance;
      }
    },
    size,
  };
}
