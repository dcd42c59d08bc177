import { z } from 'zod';
import { Expression } from '../definition/fields.ts';
import { taskBase } from '../definition/task-base.ts';
import { TaskList } from '../definition/task-list.ts';
import { VariableName } from '../definition/variable-name.ts';
import type { CheckScope } from './task-type.ts';

/** A loop over a list. Each round sees the item as `$item` and its place, from 0, as `$index`, or as it names them. */
export const ForTask = z
  .strictObject({
    ...taskBase,
    for: z.strictObject({
      each: VariableName.optional(),
      in: Expression,
      at: VariableName.optional(),
    }),
    while: Expression.optional(),
    do: TaskList,
  })
  .meta({ id: 'forTask' });
export type ForTask = z.infer<typeof ForTask>;

export function checkFor(task: ForTask, scope: CheckScope): void {
  const { each = 'item', at = 'index' } = task.for;
  if (each === at) scope.problem(['for', 'at'], `$${at} is the item already; use another name.`);
  scope.list(['do'], task.do);
}
