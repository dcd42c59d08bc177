import type { Instant } from '../../shared/clock.ts';
import { recordTransition } from './assignment-history.ts';
import { all, first, run, type ReadableDatabase, type WritableDatabase } from './database.ts';
import type { Transition } from '../../service/human-tasks/transition.ts';
import { integerOrNull, text } from '../../service/columns.ts';
import {
  toAssignment,
  type AssignmentRow,
  type Movable,
  type NewAssignment,
  mustFollow,
  noDeadline,
} from '../../service/human-tasks/assignment-row.ts';

export const assignmentColumns =
  'seq, id, task_id, process_id, assignee_id, role_id, wanted_user_id, status, active, unassigned_reason, category_code, ' +
  'reason_code, assigned_at, deadline_at, claimed_by, claimed_at, claim_expires_at, ended_at, read_at, due_order, newest_order';

export function insertAssignment(
  db: WritableDatabase,
  assignment: NewAssignment,
  transition: Transition,
): void {
  run(
    db,
    `INSERT INTO assignment (id, task_id, process_id, assignee_id, role_id, wanted_user_id, status, active,
       unassigned_reason, category_code, reason_code, assigned_at, deadline_at, due_order, newest_order)
     VALUES (?, ?, ?, ?, ?, ?, 'ASSIGNED', 1, ?, ?, ?, ?, ?, ?, ?)`,
    assignment.id,
    assignment.taskId,
    assignment.processId,
    assignment.assigneeId ?? '',
    assignment.roleId,
    assignment.wantedUserId,
    assignment.unassignedReason,
    assignment.categoryCode,
    assignment.reasonCode,
    assignment.assignedAt,
    assignment.deadlineAt,
    assignment.deadlineAt ?? noDeadline,
    -assignment.assignedAt,
  );
  recordTransition(db, assignment, 'ASSIGNED', transition);
}

/** Takes an assignment out of the inbox for good and keeps why. */
export function endAssignment(
  db: WritableDatabase,
  assignment: Movable,
  status: 'COMPLETED' | 'CANCELLED' | 'EXPIRED',
  transition: Transition,
): void {
  mustFollow(assignment, status);
  run(
    db,
    `UPDATE assignment SET status = ?, active = 0, unassigned_reason = ?, ended_at = ?, claimed_by = NULL,
       claimed_at = NULL, claim_expires_at = NULL
     WHERE id = ?`,
    status,
    transition.reason,
    transition.at,
    assignment.id,
  );
  recordTransition(db, assignment, status, transition);
}

export function claimAssignment(
  db: WritableDatabase,
  assignment: Movable,
  claim: { claimedBy: string; claimedAt: Instant; expiresAt: Instant },
  transition: Transition,
): void {
  mustFollow(assignment, 'CLAIMED');
  run(
    db,
    `UPDATE assignment SET status = 'CLAIMED', claimed_by = ?, claimed_at = ?, claim_expires_at = ? WHERE id = ?`,
    claim.claimedBy,
    claim.claimedAt,
    claim.expiresAt,
    assignment.id,
  );
  recordTransition(db, assignment, 'CLAIMED', transition);
}

/** The claim is given back or its time is up: that is kept, and the assignment can be acted on as before the claim. */
export function offerAgain(
  db: WritableDatabase,
  assignment: Movable,
  why: 'RELEASED' | 'EXPIRED',
  transition: Transition,
): void {
  mustFollow(assignment, why);
  run(
    db,
    `UPDATE assignment SET status = 'ASSIGNED', claimed_by = NULL, claimed_at = NULL, claim_expires_at = NULL WHERE id = ?`,
    assignment.id,
  );
  recordTransition(db, assignment, why, transition);
  recordTransition(db, assignment, 'ASSIGNED', { ...transition, reason: 'offered_again', note: null });
}

/** Claims whose time is up, the longest ago first. */
export function claimsExpiredBy(db: ReadableDatabase, now: Instant, limit: number): AssignmentRow[] {
  return all(
    db,
    `SELECT ${assignmentColumns} FROM assignment WHERE status = 'CLAIMED' AND claim_expires_at <= ?
     ORDER BY claim_expires_at LIMIT ?`,
    now,
    limit,
  ).map(toAssignment);
}

/** The first instant after `now` at which the time of a claim is up. */
export function nextClaimExpiry(db: ReadableDatabase, now: Instant): Instant | null {
  const row = first(
    db,
    `SELECT min(claim_expires_at) AS at FROM assignment WHERE status = 'CLAIMED' AND claim_expires_at > ?`,
    now,
  );
  return row === undefined ? null : integerOrNull(row, 'at');
}

export function markRead(db: WritableDatabase, id: string, at: Instant): boolean {
  return run(db, `UPDATE assignment SET read_at = ? WHERE id = ? AND read_at IS NULL`, at, id) === 1;
}

export function findAssignment(db: ReadableDatabase, id: string): AssignmentRow | null {
  const row = first(db, `SELECT ${assignmentColumns} FROM assignment WHERE id = ?`, id);
  return row === undefined ? null : toAssignment(row);
}

export function assignmentsOfTask(db: ReadableDatabase, taskId: string): AssignmentRow[] {
  return all(db, `SELECT ${assignmentColumns} FROM assignment WHERE task_id = ? ORDER BY seq`, taskId).map(
    toAssignment,
  );
}

/** The tasks with an open place that a change of these users and roles may concern. */
export function tasksThatAsk(
  db: ReadableDatabase,
  who: { userIds: readonly string[]; roleIds: readonly string[] },
): string[] {
  const found = new Set<string>();
  const add = (where: string, id: string) => {
    const sql = `SELECT DISTINCT task_id FROM assignment WHERE active = 1 AND ${where} = ?`;
    for (const row of all(db, sql, id)) found.add(text(row, 'task_id'));
  };
  for (const id of who.userIds) {
    add('assignee_id', id);
    add('wanted_user_id', id);
  }
  for (const id of who.roleIds) add('role_id', id);
  return [...found];
}
