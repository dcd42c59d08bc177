import { z } from 'zod';
import { DataText, Expression } from '../definition/fields.ts';
import { RetryPolicyOrName } from '../definition/retry-policy.ts';
import { taskBase } from '../definition/task-base.ts';
import { TaskList } from '../definition/task-list.ts';
import { VariableName } from '../definition/variable-name.ts';
import type { CheckScope } from './task-type.ts';

/** What an error must be to be caught. `details` is what the language calls `detail` here; both are taken. */
const ErrorFilter = z
  .strictObject({
    type: DataText.optional(),
    status: z.int().optional(),
    instance: DataText.optional(),
    title: DataText.optional(),
    detail: DataText.optional(),
    details: DataText.optional(),
  })
  .refine((filter) => Object.keys(filter).length > 0, {
    error: 'Must name at least one property of an error.',
  });

/** Tasks whose errors are caught: tried again by a policy, then handled by tasks of their own. */
export const TryTask = z
  .strictObject({
    ...taskBase,
    try: TaskList,
    catch: z.strictObject({
      errors: z.strictObject({ with: ErrorFilter.optional() }).optional(),
      as: VariableName.optional(),
      when: Expression.optional(),
      exceptWhen: Expression.optional(),
      retry: RetryPolicyOrName.optional(),
      do: TaskList.optional(),
    }),
  })
  .meta({ id: 'tryTask' });
export type TryTask = z.infer<typeof TryTask>;

export function checkTry(task: TryTask, scope: CheckScope): void {
  const { retry, do: handler } = task.catch;
  if (typeof retry === 'string' && !Object.hasOwn(scope.use.retries ?? {}, retry)) {
    scope.problem(['catch', 'retry'], `There is no retry policy "${retry}" under use.retries.`);
  }
  scope.list(['try'], task.try);
  if (handler !== undefined) scope.list(['catch', 'do'], handler);
}
