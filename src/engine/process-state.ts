import type { Instant } from '../shared/clock.ts';
import type { TaskKind } from '../shared/contract/task-kind.ts';
import type { Answer } from '../shared/human-task/answer.ts';
import type { Ask } from '../shared/human-task/ask.ts';
import type { Json } from '../shared/json.ts';
import type { ProblemDetails } from '../shared/problem-details.ts';
import type { CloudEvent } from './cloud-event.ts';
import type { EffectResult } from './effect.ts';

/**
 * The address of one task instance: the pointer of the task in its definition (`/do/1/decide`, nested:
 * `/do/0/prepare/do/2/check`), with `#2`, `#3`… on the segment that is come to again: a task by a backward `then`, the list
 * of a loop by its next iteration, the list of a try by its next attempt (`/do/0/ship/try#2/0/book`).
 */
export type TaskPath = string;

/** `skipped`: its `if` was false. `cancelled`: its process or an enclosing task ended without it. */
export type InstanceStatus = 'active' | 'waiting' | 'completed' | 'faulted' | 'cancelled' | 'skipped';

/** Why an instance waits and what ends it. A task's own timeout may end any of them before. */
export type InstanceWait =
  /** A person. `deadline` null: only an answer ends it. */
  | { readonly kind: 'approval'; readonly since: Instant; readonly deadline: Instant | null }
  | { readonly kind: 'timer'; readonly since: Instant; readonly until: Instant }
  /** The next attempt of a try. `attempt` counts it, from 2. */
  | {
      readonly kind: 'retry';
      readonly since: Instant;
      readonly until: Instant;
      readonly attempt: number;
      readonly error: ProblemDetails;
    }
  /** Events from outside; `filters` says in words which. */
  | { readonly kind: 'event'; readonly since: Instant; readonly filters: readonly string[] }
  /** The end of a process that this one started. */
  | { readonly kind: 'child'; readonly since: Instant; readonly workflowId: string }
  /** An effect that the host runs: a call, a script, a command. `what` says in a few words which. */
  | { readonly kind: 'runtime'; readonly since: Instant; readonly what: string };

/**
 * Why an instance was cancelled: its process or what encloses it was cancelled, ran out of time, failed or ended, or another
 * branch won.
 */
export type CancelReason = 'cancelled' | 'timeout' | 'failed' | 'ended' | 'lost';

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
  /** Of a cancelled instance. */
  readonly reason: CancelReason | null;
  /** When the task's own timeout ends it; null: never. */
  readonly deadline: Instant | null;
  /** What was evaluated once, when the task began, and holds until it ends: the items of a loop, an effect (as JSON). */
  readonly plan: Json | undefined;
  /** How far the task has come, in a shape of its type's own: the iteration of a loop, the attempt of a try. */
  readonly progress: Json | undefined;
  /** The evaluated ask of an ask task, otherwise null. */
  readonly ask: Ask | null;
  /** `$context` as it was when an ask or an effect began, which is what it goes by; undefined for every other kind. */
  readonly seen: Json | undefined;
  /** The accepted answer; set from outside while the instance still waits, and kept. */
  readonly answer: Answer | null;
  /** What came back of its effect or its child process; set from outside while it still waits, and kept. */
  readonly result: EffectResult | null;
}

/** What is recorded of the tasks of a process: read as the walk comes to them, so that a store loads no more than that. */
export interface RecordedTasks {
  get(path: TaskPath): TaskInstance | undefined;
  /** Those that have not ended. */
  live(): Iterable<TaskInstance>;
  /** Of all that were ever begun. */
  readonly size: number;
}

export type ProcessStatus = 'active' | 'waiting' | 'completed' | 'faulted' | 'cancelled';

/** What was settled when the process began. */
export interface Begun {
  /** After `input.from`; undefined where that is not given: it is the process's input then. */
  readonly input: Json | undefined;
  /** When the workflow's timeout ends it; null: never. */
  readonly deadline: Instant | null;
}

/**
 * Where a list of tasks stands whose flow has led back, so that a later walk does not go through every round again. It is
 * recorded with the process, by the path of the list, as long as the list runs.
 */
export interface ListPosition {
  /** The task that is come to next, and how often each has been come to. */
  readonly index: number;
  readonly visits: Readonly<Record<number, number>>;
  /** Whose output it gets, and whose exported context holds; null: none has been exported in this list. */
  readonly after: TaskPath;
  readonly contextOf: TaskPath | null;
}
export type ListPositions = Readonly<Record<string, ListPosition>>;

/** Everything that is known of a process before it is walked again. */
export interface ProcessState {
  readonly id: string;
  readonly status: ProcessStatus;
  readonly startedAt: Instant;
  readonly input: Json;
  readonly output: Json | undefined;
  readonly error: ProblemDetails | null;
  /** Null before the first walk. */
  readonly begun: Begun | null;
  readonly lists: ListPositions;
  /** When the earliest of its timers is due, as the walk before left it. */
  readonly wakeAt: Instant | null;
  /** Listening tasks that begin now look at events after this position. */
  readonly eventsFrom: number;
  /** Somebody asked for its end: the next walk cancels what is left. */
  readonly cancelling: boolean;
  readonly tasks: RecordedTasks;
}

/** A process to be started by this one. */
export interface ChildStart {
  /** The task that starts it. */
  readonly path: TaskPath;
  readonly workflowId: string;
  readonly input: Json;
  /** Whether its end is the result of that task. Otherwise it goes its own way. */
  readonly awaited: boolean;
}

/**
 * What one walk came to: to be written in one transaction, before anything of it is shown or acted on. `status` active: the
 * walk paused only so that it does not get too long; it goes on as soon as this is written.
 */
export interface Advance {
  readonly status: ProcessStatus;
  readonly output: Json | undefined;
  readonly error: ProblemDetails | null;
  readonly begun: Begun | null;
  readonly lists: ListPositions;
  /** Every instance that is new or different, in the order in which it changed. */
  readonly changed: readonly TaskInstance[];
  /** When the process must be walked again if nothing else happens; null: only what arrives from outside moves it. */
  readonly wakeAt: Instant | null;
  readonly eventsFrom: number;
  /** To be published once this is written. */
  readonly events: readonly CloudEvent[];
  /** To be started in the same transaction. */
  readonly children: readonly ChildStart[];
}
