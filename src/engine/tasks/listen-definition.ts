import { z } from 'zod';
import { TaskExport, TaskOutput } from '../definition/data-flow.ts';
import { EventConsumption } from '../definition/event-filter.ts';
import { taskBase } from '../definition/task-base.ts';
import { TaskList } from '../definition/task-list.ts';
import { VariableName } from '../definition/variable-name.ts';
import type { CheckScope } from './task-type.ts';

/** Waits for events; its output is the list of them. `foreach` runs tasks for each one as it comes. */
export const ListenTask = z
  .strictObject({
    ...taskBase,
    listen: z.strictObject({ to: EventConsumption, read: z.enum(['data', 'envelope', 'raw']).optional() }),
    foreach: z
      .strictObject({
        item: VariableName.optional(),
        at: VariableName.optional(),
        do: TaskList.optional(),
        output: TaskOutput.optional(),
        export: TaskExport.optional(),
      })
      .optional(),
  })
  .meta({ id: 'listenTask' });
export type ListenTask = z.infer<typeof ListenTask>;

export function checkListen(task: ListenTask, scope: CheckScope): void {
  const { foreach } = task;
  if (foreach === undefined) return;
  const { item = 'item', at = 'index', do: tasks } = foreach;
  if (item === at) scope.problem(['foreach', 'at'], `$${at} is the event already; use another name.`);
  scope.dataSchemas(['foreach'], foreach);
  if (tasks !== undefined) scope.list(['foreach', 'do'], tasks);
}
