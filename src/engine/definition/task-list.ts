import { z } from 'zod';
import type { AskTask } from '../tasks/ask-definition.ts';
import type { CallTask } from '../tasks/call-definition.ts';
import type { DoTask } from '../tasks/do.ts';
import type { EmitTask } from '../tasks/emit-definition.ts';
import type { ForTask } from '../tasks/for-definition.ts';
import type { ForkTask } from '../tasks/fork-definition.ts';
import type { ListenTask } from '../tasks/listen-definition.ts';
import type { RaiseTask } from '../tasks/raise.ts';
import type { RunTask } from '../tasks/run-definition.ts';
import type { SetTask } from '../tasks/set.ts';
import type { SwitchTask } from '../tasks/switch.ts';
import type { TryTask } from '../tasks/try-definition.ts';
import type { WaitTask } from '../tasks/wait.ts';
import { TaskKind } from '../../shared/contract/task-kind.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import { choice } from './choice.ts';

export type Task =
  | AskTask
  | CallTask
  | DoTask
  | EmitTask
  | ForTask
  | ForkTask
  | ListenTask
  | RaiseTask
  | RunTask
  | SetTask
  | SwitchTask
  | TryTask
  | WaitTask;

/** One property: the task's name. */
export interface TaskItem {
  [name: string]: Task;
}

/** Tasks in order. */
export type TaskList = TaskItem[];

export interface NamedTask {
  readonly name: string;
  readonly task: Task;
}

export function namedTasks(list: TaskList): NamedTask[] {
  return list.flatMap((item) => Object.entries(item).map(([name, task]) => ({ name, task })));
}

type KindSchemas = Readonly<Record<TaskKind, z.ZodType<Task>>>;

// Tasks hold lists of tasks, and modules must not import each other in a circle: task-types.ts, which knows every kind, fills this
// in when it is loaded.
let kindSchemas: KindSchemas | null = null;

/** One task, read as the kind that its keys name. */
export const Task: z.ZodType<Task> = z
  .lazy(() => {
    if (kindSchemas === null) throw new Error('No kinds of task are known yet: load task-types.ts first');
    const schemas = kindSchemas;
    const [first, ...others] = Object.values(schemas);
    return choice([first, ...others] as [z.ZodType<Task>, ...z.ZodType<Task>[]], (value) => {
      const kind = kindOf(value);
      return kind.known ? schemas[kind.name] : kind.problem;
    });
  })
  .meta({ id: 'task' });

export const TaskList: z.ZodType<TaskList> = z
  .array(
    z
      .record(z.string(), Task)
      .refine((item) => Object.keys(item).length === 1, {
        error: 'An item of a task list is one task name with the task under it.',
      })
      .meta({ minProperties: 1, maxProperties: 1 }),
  )
  .meta({ id: 'taskList', description: 'Tasks in order; each item is one name with the task under it.' });

/** The schema of a list of tasks of these kinds. Called once, by the table of all kinds. */
export function taskListOf(schemas: KindSchemas): z.ZodType<TaskList> {
  kindSchemas = schemas;
  return TaskList;
}

/** The kind, or what is wrong in words. */
function kindOf(
  value: unknown,
): { readonly known: true; readonly name: TaskKind } | { readonly known: false; readonly problem: string } {
  if (!isJsonObject(value as Json)) return { known: false, problem: 'A task must be an object.' };
  const named = TaskKind.options.filter((kind) => Object.hasOwn(value as JsonObject, kind));
  // A loop has its tasks under `do`.
  const [name, another] = named.includes('for') ? named.filter((kind) => kind !== 'do') : named;
  if (name === undefined || another !== undefined) {
    return { known: false, problem: `A task has exactly one of ${TaskKind.options.join(', ')}.` };
  }
  return { known: true, name };
}
