import { z } from 'zod';
import { taskBase, type TaskBase } from '../definition/task-base.ts';
import type { TaskList } from '../definition/task-list.ts';
import type { TaskType } from './task-type.ts';

/** Tasks in a list of their own: the first gets this task's input, the output of the last is its output. */
export interface DoTask extends TaskBase {
  do: TaskList;
}

/** The list comes as an argument because a list has do tasks in it in turn. */
export function doType(taskList: z.ZodType<TaskList>): TaskType<DoTask> {
  return {
    kind: 'do',
    schema: z.strictObject({ ...taskBase, do: taskList }),
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
}
