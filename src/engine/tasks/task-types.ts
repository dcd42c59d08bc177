import { z } from 'zod';
import type { Task, TaskList } from '../definition/task-list.ts';
import type { TaskKind } from '../process-state.ts';
import { askType } from './ask.ts';
import { doType } from './do.ts';
import { raiseType } from './raise.ts';
import { setType } from './set.ts';
import { switchType } from './switch.ts';
import type { TaskType } from './task-type.ts';
import { waitType } from './wait.ts';

const TaskItem = z
  .record(
    z.string(),
    z.lazy(() => z.union(Object.values(taskTypes).map((type) => type.schema))),
  )
  .refine((item) => Object.keys(item).length === 1, {
    error: 'An item of a task list is one task name with the task under it.',
  });

export const taskList: z.ZodType<TaskList> = z.array(TaskItem);

const taskTypes = {
  do: doType(taskList),
  set: setType,
  switch: switchType,
  ask: askType,
  wait: waitType,
  raise: raiseType,
} satisfies Record<TaskKind, { schema: z.ZodType<Task> }>;

/** The kinds in the order in which the schema of a task tries them. */
export const taskKinds = Object.keys(taskTypes) as readonly TaskKind[];

/** A task that was loaded has exactly one of the kinds' keys. */
export function taskTypeOf(task: Task): TaskType<Task> {
  const kind = taskKinds.find((candidate) => candidate in task);
  if (kind === undefined) throw new TypeError('A task without a kind was loaded');
  // Each type takes only its own tasks; that this is one of them is what the line above found out.
  return taskTypes[kind];
}
