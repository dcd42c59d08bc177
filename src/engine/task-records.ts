import type { RecordedTasks, TaskInstance, TaskPath } from './process-state.ts';

/** The records of a process that is held in memory: a throw-away run, a test, an engine that keeps its state elsewhere. */
export function taskRecords(tasks: Iterable<TaskInstance> = []): RecordedTasks {
  return overlaid(nothing, new Map([...tasks].map((task) => [task.path, task])));
}

/** Records with later ones in their place; the base stays as it is. */
export function overlaid(base: RecordedTasks, changes: ReadonlyMap<TaskPath, TaskInstance>): RecordedTasks {
  return {
    get: (path) => changes.get(path) ?? base.get(path),
    *live() {
      for (const task of base.live()) if (!changes.has(task.path)) yield task;
      for (const task of changes.values()) if (isLive(task)) yield task;
    },
    get size() {
      let added = 0;
      for (const path of changes.keys()) if (base.get(path) === undefined) added += 1;
      return base.size + added;
    },
  };
}

/** Whether an instance has not ended. */
export function isLive({ status }: Pick<TaskInstance, 'status'>): boolean {
  return status === 'active' || status === 'waiting';
}

const nothing: RecordedTasks = { get: () => undefined, live: () => [], size: 0 };
