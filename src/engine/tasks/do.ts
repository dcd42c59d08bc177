import { z } from 'zod';
import { taskBase } from '../definition/task-base.ts';
import { TaskList } from '../definition/task-list.ts';
import type { TaskType } from './task-type.ts';

/** Tasks in a list of their own: the first gets this task's input, the output of the last is its output. */
export const DoTask = z.strictObject({ ...taskBase, do: TaskList }).meta({ id: 'doTask' });
export type DoTask = z.infer<typeof DoTask>;

export const doType: TaskType<DoTask> = {
  kind: 'do',
  schema: DoTask,
  check(task, scope) {
    scope.list(['do'], task.do);
  },
  async run(task, scope) {
    const result = await scope.list('do', task.do);
    if (result.kind === 'waiting') return { kind: 'waiting', wait: null };
    const { output, context, ends } = result;
    return { kind: 'output', output, context, ...(ends ? { next: 'end' } : {}) };
  },
};
