import { timestamp, type Instant } from '../../shared/clock.ts';
import type { Answer, Response } from '../../shared/human-task/answer.ts';
import type { Settlement } from '../../shared/human-task/settle.ts';
import type { TaskStatus } from '../../shared/human-task/status.ts';
import type { TaskRow } from '../processes/task-row.ts';
import type { AssignmentRow, Movable } from './assignment-row.ts';
import type { Mover, Transition } from './transition.ts';
import type { AssignmentQuestion } from './visible-assignment.ts';

export interface Completion {
  readonly taskId: string;
  readonly taskAsstId: string;
  readonly processId: string;
  readonly taskStatusCode: TaskStatus;
  readonly completedTs: string;
  readonly completedUser: string;
  readonly response: Answer;
}

export interface CompleteRequest extends AssignmentQuestion {
  readonly taskId?: string | undefined;
  readonly response: Response;
  readonly idempotencyKey?: string | undefined;
}

export function completionOf(
  task: TaskRow,
  { completed, completedUser, answer }: Settlement,
  now: Instant,
): Completion {
  return {
    taskId: task.id,
    taskAsstId: completed,
    processId: task.processId,
    taskStatusCode: 'C',
    completedTs: timestamp(now),
    completedUser,
    response: { ...answer },
  };
}

export interface EndedByAnswer {
  readonly assignment: Movable;
  readonly status: 'COMPLETED' | 'CANCELLED';
  readonly transition: Transition;
}

/** How the assignments of a task end with its answer, in their order. */
export function endedBySettlement(
  all: readonly AssignmentRow[],
  { completed, completedUser, cancelled }: Settlement,
  by: Mover,
): EndedByAnswer[] {
  return all.flatMap((assignment): EndedByAnswer[] => {
    if (assignment.id === completed) {
      const transition = { ...by, effectiveUser: completedUser, reason: 'completed' };
      return [{ assignment, status: 'COMPLETED', transition }];
    }
    if (!cancelled.some((id) => id === assignment.id)) return [];
    const transition = { ...by, effectiveUser: assignment.assigneeId, reason: 'completed_by_other_user' };
    return [{ assignment, status: 'CANCELLED', transition }];
  });
}
