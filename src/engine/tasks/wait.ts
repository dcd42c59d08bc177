import { z } from 'zod';
import { Duration } from '../definition/duration.ts';
import { taskBase } from '../definition/task-base.ts';
import type { TaskType } from './task-type.ts';

/** Lets the time pass. The end is fixed and recorded when it begins, so sleep and restarts do not move it. */
export const WaitTask = z.strictObject({ ...taskBase, wait: Duration }).meta({ id: 'waitTask' });
export type WaitTask = z.infer<typeof WaitTask>;

export const waitType: TaskType<WaitTask> = {
  kind: 'wait',
  schema: WaitTask,
  async run(task, scope) {
    const now = scope.now();
    const recorded = scope.instance.wait?.kind === 'timer' ? scope.instance.wait : null;
    const wait = recorded ?? { kind: 'timer', since: now, until: await scope.after(now, task.wait) };
    const over = recorded === null ? wait.until <= now : scope.isDue(wait.until);
    return over ? { kind: 'output', output: scope.instance.input } : { kind: 'waiting', wait };
  },
};
