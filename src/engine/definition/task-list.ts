import type { AskTask } from '../tasks/ask.ts';
import type { DoTask } from '../tasks/do.ts';
import type { RaiseTask } from '../tasks/raise.ts';
import type { SetTask } from '../tasks/set.ts';
import type { SwitchTask } from '../tasks/switch.ts';
import type { WaitTask } from '../tasks/wait.ts';

export type Task = AskTask | DoTask | RaiseTask | SetTask | SwitchTask | WaitTask;

/** Tasks in order; each item has one property, the task's name. */
export type TaskList = Record<string, Task>[];

export interface NamedTask {
  readonly name: string;
  readonly task: Task;
}

export function namedTasks(list: TaskList): NamedTask[] {
  return list.flatMap((item) => Object.entries(item).map(([name, task]) => ({ name, task })));
}
