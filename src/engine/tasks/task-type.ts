import type { z } from 'zod';
import type { Duration } from '../definition/duration.ts';
import type { TaskBase } from '../definition/task-base.ts';
import type { TaskList } from '../definition/task-list.ts';
import type { InstanceWait, TaskInstance, TaskKind } from '../process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Ask } from '../../shared/human-task/ask.ts';
import type { Json } from '../../shared/json.ts';
import type { ErrorDefinition } from './raise.ts';

/**
 * One kind of task: what it looks like and what it does. A new kind is a new file beside these and one entry in
 * task-types.ts; the interpreter knows none of them by name.
 */
export interface TaskType<Task extends TaskBase> {
  /** The key that names the kind in a definition. */
  readonly kind: TaskKind;
  readonly schema: z.ZodType<Task>;
  /** What the schema cannot say: names that must exist, fields that contradict each other. */
  check?(task: Task, scope: CheckScope): void;
  /** One step of the task from what is recorded of it. Called again after each wake until it returns an output. */
  run(task: Task, scope: TaskScope): Promise<TaskResult>;
}

export type PathSegment = string | number;

export interface CheckScope {
  /** The names under `use.errors`. */
  readonly errors: ReadonlySet<string>;
  /** Reports something wrong at a place below the task. */
  problem(path: readonly PathSegment[], message: string): void;
  /** Sees to it that a directive leads somewhere from this task. */
  directive(path: readonly PathSegment[], directive: string): void;
  /** Checks a list of tasks that this task contains. */
  list(path: readonly PathSegment[], list: TaskList): void;
}

export interface TaskScope {
  /** What is recorded of this instance; its `input` is the task's input after `input.from`. */
  readonly instance: TaskInstance;
  /** The errors under `use.errors`, by name. */
  readonly errors: ReadonlyMap<string, ErrorDefinition>;
  now(): Instant;
  /** Evaluates code, written bare or as `${ … }`, on the task's input. @throws ExpressionError */
  expression(text: string): Promise<Json>;
  /** Replaces every string that is `${ … }` as a whole by its value. @throws ExpressionError */
  data(data: Json): Promise<Json>;
  /** Replaces each `${ … }` inside a text; a value that is no string appears as JSON. @throws ExpressionError */
  text(template: string): Promise<string>;
  /** The instant a duration after another one. @throws WorkflowError when an expression gives no duration */
  after(from: Instant, duration: Duration): Promise<Instant>;
  /** Runs a list of tasks inside this one. `key` is the property that holds it, the next segment of their paths. */
  list(key: string, list: TaskList): Promise<ListResult>;
}

export type TaskResult =
  | {
      readonly kind: 'output';
      /** The raw output, before `output.as`. */
      readonly output: Json;
      /** The context after what ran inside the task, where something did. */
      readonly context?: Json | undefined;
      /** Where the task itself leads, before its own `then`. */
      readonly next?: string;
    }
  /** `wait` null: the task itself goes on, something inside it waits. */
  | { readonly kind: 'waiting'; readonly wait: InstanceWait | null; readonly ask?: Ask };

export type ListResult =
  | {
      readonly kind: 'output';
      readonly output: Json;
      /** Undefined: nothing in the list changed it. */
      readonly context: Json | undefined;
      /** An `end` in it ends the process. */
      readonly ends: boolean;
    }
  | { readonly kind: 'waiting' };
