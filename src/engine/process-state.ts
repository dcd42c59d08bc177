import type { Instant } from '../shared/clock.ts';
import type { Answer } from '../shared/human-task/answer.ts';
import type { Ask } from '../shared/human-task/ask.ts';
import type { Json } from '../shared/json.ts';
import type { ProblemDetails } from '../shared/problem-details.ts';

/**
 * The address of one task instance: the pointer of the task in its definition (`/do/1/decide`, nested:
 * `/do/0/prepare/do/2/check`), with `#2`, `#3`… on the segment that a backward `then` visits again.
 */
export type TaskPath = string;

export type TaskKind = 'do' | 'set' | 'switch' | 'ask' | 'wait' | 'raise';

/** `skipped`: its `if` was false. `cancelled`: its process or an enclosing task ended without it. */
export type InstanceStatus = 'active' | 'waiting' | 'completed' | 'faulted' | 'cancelled' | 'skipped';

/** Why an instance waits and what ends it. `deadline` null: only an answer does. */
export type InstanceWait =
  | { readonly kind: 'approval'; readonly since: Instant; readonly deadline: Instant | null }
  | { readonly kind: 'timer'; readonly since: Instant; readonly until: Instant };

/**
 * What is recorded of one task. Once `status` is final, nothing of it is evaluated again: its output, the context after it
 * and the direction it gave are what every later walk uses.
 */
export interface TaskInstance {
  readonly path: TaskPath;
  /** The task's key in its task list, e.g. `decide`. */
  readonly name: string;
  /** `metadata.title` with its expressions evaluated, or null. */
  readonly title: string | null;
  readonly kind: TaskKind;
  readonly status: InstanceStatus;
  readonly attempt: number;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** After `input.from`. */
  readonly input: Json;
  /** After `output.as`; undefined until the instance has ended. */
  readonly output: Json | undefined;
  /** `$context` after this task where `export` changed it, otherwise undefined. */
  readonly context: Json | undefined;
  /** Where the flow goes from here: a task name in scope, `continue`, `exit` or `end`; null until it has ended. */
  readonly next: string | null;
  readonly wait: InstanceWait | null;
  readonly error: ProblemDetails | null;
  /** The evaluated ask of an ask task, otherwise null. */
  readonly ask: Ask | null;
  /** `$context` as it was when the ask began, which is what its person decides on; undefined for every other kind. */
  readonly seen: Json | undefined;
  /** The accepted answer; set from outside while the instance still waits, and kept. */
  readonly answer: Answer | null;
}

export type ProcessStatus = 'active' | 'waiting' | 'completed' | 'faulted' | 'cancelled';

/** Everything that is known of a process before it is walked again. */
export interface ProcessState {
  readonly id: string;
  readonly status: ProcessStatus;
  readonly startedAt: Instant;
  readonly input: Json;
  readonly output: Json | undefined;
  readonly error: ProblemDetails | null;
  readonly tasks: ReadonlyMap<TaskPath, TaskInstance>;
}

/** What one walk came to: to be written in one transaction, before anything of it is shown or acted on. */
export interface Advance {
  readonly status: ProcessStatus;
  readonly output: Json | undefined;
  readonly error: ProblemDetails | null;
  /** Every instance that is new or different, in the order in which it changed. */
  readonly changed: readonly TaskInstance[];
  /** When the process must be walked again if nothing else happens; null: only an answer moves it. */
  readonly wakeAt: Instant | null;
}
