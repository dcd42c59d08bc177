import type { InstanceStatus, InstanceWait, TaskInstance, TaskPath } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { TaskKind } from '../../shared/contract/task-kind.ts';
import type { Answer } from '../../shared/human-task/answer.ts';
import type { Ask } from '../../shared/human-task/ask.ts';
import type { TaskStatus } from '../../shared/human-task/status.ts';

/** A recorded task: the engine's instance, and who completed it if a person did. */
export interface TaskRow {
  /** In the order in which tasks began, of all processes. */
  readonly seq: number;
  readonly id: string;
  readonly processId: string;
  /** The task's own code. C as soon as an answer is recorded, also while the process has not gone on yet. */
  readonly statusCode: TaskStatus;
  readonly instance: TaskInstance;
  readonly completedAt: Instant | null;
  /** On whose behalf. */
  readonly completedUser: string | null;
  /** Who did it: differs from completedUser when an administrator stood in. */
  readonly completedBy: string | null;
}

/**
 * What a list shows of a task. A row also holds its input, output and context, which can be megabytes: a list of fifty does
 * not read them.
 */
export interface TaskLine {
  readonly id: string;
  readonly processId: string;
  readonly path: TaskPath;
  readonly statusCode: TaskStatus;
  readonly name: string;
  readonly title: string | null;
  readonly kind: TaskKind;
  readonly wait: InstanceWait | null;
  readonly ask: Ask | null;
  readonly answer: Answer | null;
}

export const taskCodes: Readonly<Record<InstanceStatus, TaskStatus>> = {
  active: 'A',
  waiting: 'W',
  completed: 'C',
  faulted: 'F',
  cancelled: 'X',
  skipped: 'S',
};

export const instanceStatuses: Readonly<Record<TaskStatus, InstanceStatus>> = {
  A: 'active',
  W: 'waiting',
  C: 'completed',
  F: 'faulted',
  X: 'cancelled',
  S: 'skipped',
};
