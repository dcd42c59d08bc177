import type { z } from 'zod';
import { taskListOf, type Task } from '../definition/task-list.ts';
import type { TaskKind } from '../../shared/contract/task-kind.ts';
import { askType } from './ask.ts';
import { callType } from './call.ts';
import { doType } from './do.ts';
import { emitType } from './emit.ts';
import { forType } from './for.ts';
import { forkType } from './fork.ts';
import { listenType } from './listen.ts';
import { raiseType } from './raise.ts';
import { runType } from './run.ts';
import { setType } from './set.ts';
import { switchType } from './switch.ts';
import type { TaskType } from './task-type.ts';
import { tryType } from './try.ts';
import { waitType } from './wait.ts';

/** `for` comes before `do`: a loop has its tasks under that key. */
const taskTypes = {
  for: forType,
  do: doType,
  set: setType,
  switch: switchType,
  fork: forkType,
  try: tryType,
  raise: raiseType,
  wait: waitType,
  emit: emitType,
  listen: listenType,
  run: runType,
  call: callType,
  ask: askType,
} satisfies Record<TaskKind, { schema: z.ZodType<Task> }>;

const taskKinds = Object.keys(taskTypes) as readonly TaskKind[];

export const taskList = taskListOf(
  Object.fromEntries(taskKinds.map((kind) => [kind, taskTypes[kind].schema])) as Record<
    TaskKind,
    z.ZodType<Task>
  >,
);

/** A task that was loaded has exactly one of the kinds' keys. */
export function taskTypeOf(task: Task): TaskType<Task> {
  const kind = taskKinds.find((candidate) => candidate in task);
  if (kind === undefined) throw new TypeError('A task without a kind was loaded');
  // Each type takes only its own tasks; that this is one of them is what the line above found out.
  return taskTypes[kind];
}
