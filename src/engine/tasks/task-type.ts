import type { z } from 'zod';
import type { CloudEvent, ReceivedEvent } from '../cloud-event.ts';
import type { Duration } from '../definition/duration.ts';
import type { TaskBase } from '../definition/task-base.ts';
import type { Task, TaskList } from '../definition/task-list.ts';
import type { Use } from '../definition/use.ts';
import type { Host, Variables } from '../host.ts';
import type { CancelReason, InstanceWait, TaskInstance } from '../process-state.ts';
import type { TaskKind } from '../../shared/contract/task-kind.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Ask } from '../../shared/human-task/ask.ts';
import type { Json } from '../../shared/json.ts';

/**
 * One kind of task: what it looks like and what it does. A new kind is a new file beside these and one entry in
 * task-types.ts; the interpreter knows none of them by name.
 */
export interface TaskType<Own extends TaskBase> {
  /** The key that names the kind in a definition. */
  readonly kind: TaskKind;
  readonly schema: z.ZodType<Own>;
  /** What the schema cannot say: names that must exist, fields that contradict each other. */
  check?(task: Own, scope: CheckScope): void;
  /** One step of the task from what is recorded of it. Called again after each wake until it returns an output. */
  run(task: Own, scope: TaskScope): Promise<TaskResult>;
}

export type PathSegment = string | number;

/** `input`, `output` and `export`, as far as they say what data has to be. */
export interface DataFlow {
  readonly schema?: { readonly document: Json } | undefined;
}

export interface CheckScope {
  /** What stands under `use`: the names that a task may refer to. */
  readonly use: Use;
  /** `document.dsl`: what the definition was written for decides where versions differ. */
  readonly dsl: string;
  /** Reports something wrong at a place below the task. */
  problem(path: readonly PathSegment[], message: string): void;
  /** Sees to it that a directive leads somewhere from this task. */
  directive(path: readonly PathSegment[], directive: string): void;
  /** Checks a JSON Schema in which every string that is `${ … }` as a whole stands for its value. */
  schema(path: readonly PathSegment[], schema: Json): void;
  /** Checks the JSON Schemas of what data has to be, besides those of the task itself. */
  dataSchemas(
    path: readonly PathSegment[],
    of: Partial<Record<'output' | 'export', DataFlow | undefined>>,
  ): void;
  /** Checks a list of tasks that this task contains. */
  list(path: readonly PathSegment[], list: TaskList): void;
  /** Checks one task that stands outside a list. */
  task(path: readonly PathSegment[], task: Task): void;
}

/** Where a list inside a task begins, if not with the task's own input, context and variables. */
export interface Inside {
  readonly input?: Json;
  readonly context?: Json;
  /** Beside those that the task itself sees: `$item`, `$error`. */
  readonly variables?: Variables;
}

export interface TaskScope {
  /** What is recorded of this instance, as this walk found or left it; its `input` is the input after `input.from`. */
  readonly instance: TaskInstance;
  readonly context: Json;
  readonly use: Use;
  readonly dsl: string;
  readonly host: Host;
  now(): Instant;
  /** Whether an instant has come. Of several that came while nothing ran, the earliest alone does in this walk. */
  isDue(at: Instant): boolean;
  /** Whether the process has as many tasks as one may have. */
  isFull(): boolean;
  /** Evaluates code, written bare or as `${ … }`, on the task's input. @throws WorkflowError (expression) */
  expression(text: string, on?: { input?: Json; variables?: Variables }): Promise<Json>;
  /** Replaces every string that is `${ … }` as a whole by its value. @throws WorkflowError (expression) */
  data(data: Json, on?: { input?: Json; variables?: Variables }): Promise<Json>;
  /** Like `data` for the arguments of an effect: what names `$secrets` stays an expression, as `Deferred`. */
  effectData(data: Json): Promise<Json>;
  /** Replaces each `${ … }` inside a text; a value that is no string appears as JSON. @throws WorkflowError (expression) */
  text(template: string, on?: { input?: Json; variables?: Variables }): Promise<string>;
  /** The instant a duration after another one. @throws WorkflowError when an expression gives no duration */
  after(from: Instant, duration: Duration): Promise<Instant>;
  /** Records how far this task has come, before anything else of it runs. */
  record(change: { plan?: Json; progress?: Json }): void;
  /**
   * Runs a list of tasks inside this one. `key` is the property that holds it, the next segment of their paths; `visit` marks
   * it as an iteration or an attempt from the second on: `do`, 3 → `do#3`.
   */
  list(key: string, list: TaskList, inside?: Inside, visit?: number): Promise<ListResult>;
  /** Runs one task of a list inside this one, as a branch: its directive leads nowhere but to its end. */
  branch(key: string, list: TaskList, index: number, inside?: Inside): Promise<ListResult>;
  /** Ends everything that is still live inside this task, below `key` if given. */
  cancelInside(reason: CancelReason, key?: string): void;
  /** Publishes an event once this walk is written. */
  emit(event: CloudEvent): void;
  /** Starts a process in the transaction that writes this walk; its end is this task's `result` if awaited. */
  startChild(workflowId: string, input: Json, awaited: boolean): void;
  /** Where a task that begins to listen looks from, and where it says how far it has looked when it has ended. */
  readonly events: {
    readonly from: number;
    after(position: number, types: readonly string[] | null): readonly ReceivedEvent[];
    consumedUpTo(position: number): void;
  };
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
  | {
      readonly kind: 'waiting';
      readonly wait: InstanceWait | null;
      readonly ask?: Ask;
      /** An effect or other things settled now that hold until the task ends. */
      readonly plan?: Json;
      /** When the task itself has to be looked at again, beside what it waits for. */
      readonly until?: Instant;
    };

export type ListResult =
  | {
      readonly kind: 'output';
      readonly output: Json;
      /** Undefined: nothing in the list changed it. */
      readonly context: Json | undefined;
      /** An `end` in it ends the process. */
      readonly ends: boolean;
      /** An `exit` ended it early. */
      readonly exits: boolean;
    }
  | { readonly kind: 'waiting' };
