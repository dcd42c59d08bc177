import type { Instant } from '../../shared/clock.ts';
import type { AssignmentStatus } from '../../shared/human-task/status.ts';
import { mayFollow } from '../../shared/human-task/transitions.ts';
import { flag, integer, integerOrNull, text, textOrNull, type Columns } from '../columns.ts';

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

export function toAssignment(row: Columns): AssignmentRow {
  const assigneeId = textOrNull(row, 'assignee_id');
  return {
    seq: integer(row, 'seq'),
    id: text(row, 'id'),
    taskId: text(row, 'task_id'),
    processId: text(row, 'process_id'),
    // SQLite's indexes want a value: there nobody is an empty text.
    assigneeId: assigneeId === '' ? null : assigneeId,
    roleId: textOrNull(row, 'role_id'),
    wantedUserId: textOrNull(row, 'wanted_user_id'),
    status: text(row, 'status') as AssignmentStatus,
    active: flag(row, 'active'),
    unassignedReason: textOrNull(row, 'unassigned_reason'),
    categoryCode: textOrNull(row, 'category_code'),
    reasonCode: textOrNull(row, 'reason_code'),
    assignedAt: integer(row, 'assigned_at'),
    deadlineAt: integerOrNull(row, 'deadline_at'),
    claimedBy: textOrNull(row, 'claimed_by'),
    claimedAt: integerOrNull(row, 'claimed_at'),
    claimExpiresAt: integerOrNull(row, 'claim_expires_at'),
    endedAt: integerOrNull(row, 'ended_at'),
    readAt: integerOrNull(row, 'read_at'),
    dueOrder: integer(row, 'due_order'),
    newestOrder: integer(row, 'newest_order'),
  };
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
