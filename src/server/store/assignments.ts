import { text } from '../../service/columns.ts';
import {
  toAssignment,
  mustFollow,
  noDeadline,
  type AssignmentRow,
  type Movable,
  type NewAssignment,
} from '../../service/human-tasks/assignment-row.ts';
import type { Transition } from '../../service/human-tasks/transition.ts';
import type { Instant } from '../../shared/clock.ts';
import { recordTransitions } from './assignment-history.ts';
import { first, type Reader, type SystemReader, type Tx } from './database.ts';

export const assignmentColumns =
  'seq, id, task_id, process_id, assignee_id, role_id, wanted_user_id, status, active, unassigned_reason, category_code, ' +
  'reason_code, assigned_at, deadline_at, claimed_by, claimed_at, claim_expires_at, ended_at, read_at, due_order, newest_order';

export interface Made {
  readonly assignment: NewAssignment;
  readonly transition: Transition;
}

/** In their order, each with its line in the history. */
export async function insertAssignments(tx: Tx, made: readonly Made[]): Promise<void> {
  if (made.length === 0) return;
  const rows = made.map(({ assignment }) => assignment);
  await tx.run(
    `INSERT INTO assignment (id, host_id, task_id, process_id, assignee_id, role_id, wanted_user_id, status, active,
       unassigned_reason, category_code, reason_code, assigned_at, deadline_at, due_order, newest_order)
     SELECT id, $1, task_id, process_id, assignee_id, role_id, wanted_user_id, 'ASSIGNED', true, unassigned_reason,
       category_code, reason_code, assigned_at, deadline_at, coalesce(deadline_at, ${noDeadline}), -assigned_at
     FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
       $11::bigint[], $12::bigint[]) WITH ORDINALITY
       AS made (id, task_id, process_id, assignee_id, role_id, wanted_user_id, unassigned_reason, category_code, reason_code,
         assigned_at, deadline_at, place)
     ORDER BY place`,
    tx.hostId,
    rows.map(({ id }) => id),
    rows.map(({ taskId }) => taskId),
    rows.map(({ processId }) => processId),
    rows.map(({ assigneeId }) => assigneeId),
    rows.map(({ roleId }) => roleId),
    rows.map(({ wantedUserId }) => wantedUserId),
    rows.map(({ unassignedReason }) => unassignedReason),
    rows.map(({ categoryCode }) => categoryCode),
    rows.map(({ reasonCode }) => reasonCode),
    rows.map(({ assignedAt }) => assignedAt),
    rows.map(({ deadlineAt }) => deadlineAt),
  );
  await recordTransitions(
    tx,
    made.map(({ assignment, transition }) => ({ assignment, status: 'ASSIGNED', transition })),
  );
}

export interface Ended {
  readonly assignment: Movable;
  readonly status: 'COMPLETED' | 'CANCELLED' | 'EXPIRED';
  readonly transition: Transition;
}

/** Takes assignments out of the inboxes for good and keeps why. */
export async function endAssignments(tx: Tx, ended: readonly Ended[]): Promise<void> {
  if (ended.length === 0) return;
  for (const { assignment, status } of ended) mustFollow(assignment, status);
  await recordTransitions(
    tx,
    ended,
    `UPDATE assignment SET status = moved.status, active = false, unassigned_reason = moved.reason, ended_at = moved.at,
       claimed_by = NULL, claimed_at = NULL, claim_expires_at = NULL
     FROM moved WHERE assignment.id = moved.assignment_id`,
  );
}

export async function claimAssignment(
  tx: Tx,
  assignment: Movable,
  claim: { claimedBy: string; claimedAt: Instant; expiresAt: Instant },
  transition: Transition,
): Promise<void> {
  mustFollow(assignment, 'CLAIMED');
  await tx.run(
    `UPDATE assignment SET status = 'CLAIMED', claimed_by = $2, claimed_at = $3, claim_expires_at = $4 WHERE id = $1`,
    assignment.id,
    claim.claimedBy,
    claim.claimedAt,
    claim.expiresAt,
  );
  await recordTransitions(tx, [{ assignment, status: 'CLAIMED', transition }]);
}

/** The claim is given back or its time is up: that is kept, and the assignment can be acted on as before the claim. */
export async function offerAgain(
  tx: Tx,
  assignment: Movable,
  why: 'RELEASED' | 'EXPIRED',
  transition: Transition,
): Promise<void> {
  mustFollow(assignment, why);
  await tx.run(
    `UPDATE assignment SET status = 'ASSIGNED', claimed_by = NULL, claimed_at = NULL, claim_expires_at = NULL
     WHERE id = $1`,
    assignment.id,
  );
  const again = { ...transition, reason: 'offered_again', note: null };
  await recordTransitions(tx, [
    { assignment, status: why, transition },
    { assignment, status: 'ASSIGNED', transition: again },
  ]);
}

/** Tasks with a claim whose time is up, of every host, the longest ago first. */
export async function tasksWithExpiredClaims(
  reader: SystemReader,
  now: Instant,
  limit: number,
): Promise<{ hostId: string; taskId: string }[]> {
  const rows = await reader.query(
    `SELECT host_id, task_id FROM assignment WHERE status = 'CLAIMED' AND claim_expires_at <= $1
     ORDER BY claim_expires_at LIMIT $2`,
    now,
    limit,
  );
  return rows.map((row) => ({ hostId: text(row, 'host_id'), taskId: text(row, 'task_id') }));
}

/** @returns the assignment as it is now; null: it was read before, or is not there any more. It is locked until the end. */
export async function markRead(tx: Tx, id: string, at: Instant): Promise<AssignmentRow | null> {
  const row = await first(
    tx,
    `UPDATE assignment SET read_at = $2 WHERE id = $1 AND read_at IS NULL RETURNING ${assignmentColumns}`,
    id,
    at,
  );
  return row === undefined ? null : toAssignment(row);
}

export async function findAssignment(reader: Reader, id: string): Promise<AssignmentRow | null> {
  const row = await first(reader, `SELECT ${assignmentColumns} FROM assignment WHERE id = $1`, id);
  return row === undefined ? null : toAssignment(row);
}

/** In the order in which they were asked. */
export async function assignmentsOfTask(reader: Reader, taskId: string): Promise<AssignmentRow[]> {
  const sql = `SELECT ${assignmentColumns} FROM assignment WHERE task_id = $1 ORDER BY seq`;
  return (await reader.query(sql, taskId)).map(toAssignment);
}

/** By task, each in the order in which they were asked. */
export async function assignmentsOfTasks(
  reader: Reader,
  taskIds: readonly string[],
): Promise<Map<string, AssignmentRow[]>> {
  const sql = `SELECT ${assignmentColumns} FROM assignment WHERE task_id = ANY ($1) ORDER BY seq`;
  const found = new Map<string, AssignmentRow[]>();
  if (taskIds.length === 0) return found;
  for (const row of await reader.query(sql, taskIds)) {
    const assignment = toAssignment(row);
    const others = found.get(assignment.taskId);
    if (others === undefined) found.set(assignment.taskId, [assignment]);
    else others.push(assignment);
  }
  return found;
}

/**
 * The tasks with an open place that a change of these users and roles may concern; no other transaction changes them until this
 * one ends.
 */
export async function lockTasksThatAsk(
  tx: Tx,
  who: { userIds: readonly string[]; roleIds: readonly string[] },
): Promise<string[]> {
  const rows = await tx.query(
    `SELECT id FROM task WHERE id IN (
       SELECT task_id FROM assignment WHERE host_id = $1 AND active AND assignee_id = ANY ($2)
       UNION SELECT task_id FROM assignment WHERE host_id = $1 AND active AND wanted_user_id = ANY ($2)
       UNION SELECT task_id FROM assignment WHERE host_id = $1 AND active AND role_id = ANY ($3)
     ) ORDER BY id FOR UPDATE`,
    tx.hostId,
    who.userIds,
    who.roleIds,
  );
  return rows.map((row) => text(row, 'id'));
}
