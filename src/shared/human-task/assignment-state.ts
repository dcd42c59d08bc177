import type { Instant } from '../clock.ts';
import type { AssignmentId, RoleId, TaskId, UserId } from '../ids.ts';
import type { Answer } from './answer.ts';
import type { Ask } from './ask.ts';
import { mayOverride, mayReassign, type Actor } from './actor.ts';
import type { AssignmentStatus, TaskStatus } from './status.ts';

/** One place in an ask. */
export interface AssignmentState {
  readonly id: AssignmentId;
  readonly taskId: TaskId;
  /** null: nobody holds it. */
  readonly assigneeId: UserId | null;
  /** Through which role it was given; null: by name. */
  readonly roleId: RoleId | null;
  readonly status: AssignmentStatus;
  readonly active: boolean;
  readonly claimedBy: UserId | null;
  readonly claimedAt: Instant | null;
  readonly claimExpiresAt: Instant | null;
}

export interface AskTaskState {
  readonly id: TaskId;
  readonly status: TaskStatus;
  /** null: the task is not an ask. */
  readonly ask: Ask | null;
  readonly answer: Answer | null;
  readonly completedUser: UserId | null;
  readonly completedAt: Instant | null;
}

/** Whose assignment it is may act on it; others need the override permission. */
export function mayAct(assignment: Pick<AssignmentState, 'assigneeId'>, actor: Actor): boolean {
  return assignment.assigneeId === actor.userId || mayOverride(actor);
}

/** Who gives asks to others has to see them. */
export function maySee(assignment: Pick<AssignmentState, 'assigneeId'>, actor: Actor): boolean {
  return mayAct(assignment, actor) || mayReassign(actor);
}

/** Whether it can still be acted on. */
export function isOpen({ active, status }: Pick<AssignmentState, 'active' | 'status'>): boolean {
  return active && (status === 'ASSIGNED' || status === 'CLAIMED');
}
