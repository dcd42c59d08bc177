import { z } from 'zod';
import { taskBase } from '../definition/task-base.ts';
import { namedTasks, TaskList } from '../definition/task-list.ts';
import type { CheckScope } from './task-type.ts';

/** Tasks side by side. `compete`: the first that ends is the result, and the others are cancelled. */
export const ForkTask = z
  .strictObject({
    ...taskBase,
    fork: z.strictObject({ branches: TaskList, compete: z.boolean().optional() }),
  })
  .meta({ id: 'forkTask' });
export type ForkTask = z.infer<typeof ForkTask>;

export function checkFork(task: ForkTask, scope: CheckScope): void {
  const { branches, compete } = task.fork;
  const path = ['fork', 'branches'];
  if (compete === true && branches.length === 0) scope.problem(path, 'A race needs at least one branch.');
  const names = new Set<string>();
  for (const [index, { name, task: branch }] of namedTasks(branches).entries()) {
    const at = [...path, index, name];
    if (names.has(name)) scope.problem(at, `There is already a branch named "${name}" in this fork.`);
    names.add(name);
    // A branch stands beside the others, so it has no way to lead to one of them.
    scope.task(at, branch);
  }
}
