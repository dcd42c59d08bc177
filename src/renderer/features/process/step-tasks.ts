import type { TaskSummary } from '../../../shared/contract/processes.ts';

export type StepBadge = 'todo' | 'progress' | 'completed' | 'failed' | 'cancelled' | 'skipped';

export interface StepNumbers {
  readonly total: number;
  readonly active: number;
  readonly completed: number;
  readonly blocked: number;
}

export interface StepFilter {
  readonly mine: boolean;
  readonly showCompleted: boolean;
}

const groups = new Set<TaskSummary['kind']>(['do', 'for', 'fork', 'try', 'listen', 'switch']);

/** Whether other tasks ran inside this one, so that it is a step with a list of its own. */
export function hasSteps(tasks: readonly TaskSummary[], taskId: string): boolean {
  const task = tasks.find((candidate) => candidate.taskId === taskId);
  return task !== undefined && tasks.some((other) => isInside(other, task));
}

/**
 * The tasks of a step: what ran inside it, without the brackets that only hold others together; the task itself where nothing
 * did. `stepId` null: of the whole process.
 */
export function tasksOfStep(tasks: readonly TaskSummary[], stepId: string | null): TaskSummary[] {
  const step = tasks.find((task) => task.taskId === stepId);
  const inside = step === undefined ? tasks : tasks.filter((task) => isInside(task, step));
  const shown = inside.filter(
    (task) => !groups.has(task.kind) || !inside.some((other) => isInside(other, task)),
  );
  return step !== undefined && shown.length === 0 ? [step] : shown.filter((task) => task.kind !== 'switch');
}

/** The numbers on top: what is blocked can go on only when somebody does something about it. */
export function stepNumbers(tasks: readonly TaskSummary[], isSuspended: boolean): StepNumbers {
  const blocked = tasks.filter((task) => isBlocked(task, isSuspended)).length;
  return {
    total: tasks.length,
    active: tasks.filter((task) => isOpen(task) && !isBlocked(task, isSuspended)).length,
    completed: tasks.filter((task) => task.statusCode === 'C').length,
    blocked,
  };
}

export function filtered(
  tasks: readonly TaskSummary[],
  { mine, showCompleted }: StepFilter,
  userId: string,
): TaskSummary[] {
  return tasks.filter(
    (task) => (!mine || isTheirs(task, userId)) && (showCompleted || isOpen(task) || task.statusCode === 'F'),
  );
}

/** @param claimed whether somebody works on it */
export function stepBadge({ statusCode, wait }: TaskSummary, claimed: boolean): StepBadge {
  switch (statusCode) {
    case 'W':
      return wait?.kind === 'approval' && !claimed ? 'todo' : 'progress';
    case 'A':
      return 'progress';
    case 'C':
      return 'completed';
    case 'F':
      return 'failed';
    case 'X':
      return 'cancelled';
    case 'S':
      return 'skipped';
  }
}

function isTheirs({ wait, completedUser }: TaskSummary, userId: string): boolean {
  return completedUser === userId || (wait?.kind === 'approval' && wait.assignees.includes(userId));
}

function isBlocked({ statusCode, wait }: TaskSummary, isSuspended: boolean): boolean {
  if (statusCode === 'F') return true;
  if (statusCode !== 'W') return false;
  return isSuspended || wait?.kind === 'retry' || (wait?.kind === 'approval' && wait.assignees.length === 0);
}

function isOpen({ statusCode }: TaskSummary): boolean {
  return statusCode === 'A' || statusCode === 'W';
}

function isInside(task: TaskSummary, step: TaskSummary): boolean {
  return task.path.startsWith(`${step.path}/`) || task.path.startsWith(`${step.path}#`);
}
