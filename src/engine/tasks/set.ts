import { z } from 'zod';
import { DataObject } from '../definition/fields.ts';
import { taskBase } from '../definition/task-base.ts';
import { unwrap } from '../expression/syntax.ts';
import type { TaskType } from './task-type.ts';

/** The data it names is its output, in place of its input and not merged into it. */
export const SetTask = z
  .strictObject({
    ...taskBase,
    set: z.union([
      z.string().refine((text) => unwrap(text) !== null, {
        error: 'Must be an object, or one expression written as ${ … }.',
      }),
      DataObject,
    ]),
  })
  .meta({ id: 'setTask' });
export type SetTask = z.infer<typeof SetTask>;

export const setType: TaskType<SetTask> = {
  kind: 'set',
  schema: SetTask,
  async run(task, scope) {
    return { kind: 'output', output: await scope.data(task.set) };
  },
};
