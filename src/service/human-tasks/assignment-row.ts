import type { Instant } from '../../shared/clock.ts';
import type { AssignmentStatus } from '../../shared/human-task/status.ts';
import { mayFollow } from '../../shared/human-task/transitions.ts';

export interface AssignmentRow {
  readonly seq: number;
  readonly id: string;
  readonly taskId: string;
  readonly processId: string;
  /** Null: nobody holds this place. */
  readonly assigneeId: string | null;
  /** Through which role it was given, or for which it is kept; null: by name. */
  readonly roleId: string | null;
  /** Of a place that nobody holds: for whom it is kept; null: for a role. */
  readonly wantedUserId: string | null;
  readonly status: AssignmentStatus;
  readonly active: boolean;
  /** Why it is inactive, or why nobody holds it. */
  readonly unassignedReason: string | null;
  readonly categoryCode: string | null;
  readonly reasonCode: string | null;
  readonly assignedAt: Instant;
  readonly deadlineAt: Instant | null;
  readonly claimedBy: string | null;
  readonly claimedAt: Instant | null;
  readonly claimExpiresAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly readAt: Instant | null;
  readonly dueOrder: number;
  readonly newestOrder: number;
}

export type NewAssignment = Pick<
  AssignmentRow,
  | 'id'
  | 'taskId'
  | 'processId'
  | 'assigneeId'
  | 'roleId'
  | 'wantedUserId'
  | 'unassignedReason'
  | 'categoryCode'
  | 'reasonCode'
  | 'assignedAt'
  | 'deadlineAt'
>;

/** What the verbs that move an assignment need to know of it, as it is now. */
export type Movable = Pick<AssignmentRow, 'id' | 'taskId' | 'status'>;

/** Sorts after every deadline there can be. */
export const noDeadline = Number.MAX_SAFE_INTEGER;

/** A move that the table of statuses does not have is a bug of whoever decided it: nothing of the transaction is written. */
export function mustFollow({ id, status }: Movable, next: AssignmentStatus): void {
  if (!mayFollow(status, next)) throw new Error(`Assignment ${id} cannot go from ${status} to ${next}`);
}
