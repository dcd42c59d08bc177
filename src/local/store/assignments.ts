import type { Instant } from '../../shared/clock.ts';
import type { AssignmentStatus, Source } from '../../shared/human-task/status.ts';
import {
  all,
  count,
  first,
  integer,
  integerOrNull,
  run,
  text,
  textOrNull,
  type ReadableDatabase,
  type Row,
  type WritableDatabase,
} from './database.ts';

export interface AssignmentRow {
  readonly seq: number;
  readonly id: string;
  readonly taskId: string;
  readonly processId: string;
  readonly assigneeId: string;
  readonly status: AssignmentStatus;
  readonly active: boolean;
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

/** Who moved an assignment on behalf of whom, from where, and why. */
export interface Transition {
  readonly at: Instant;
  readonly actor: string;
  readonly effectiveUser: string;
  readonly source: Source;
  readonly reason: string | null;
}

const columns =
  'seq, id, task_id, process_id, assignee_id, status, active, unassigned_reason, category_code, reason_code, ' +
  'assigned_at, deadline_at, claimed_by, claimed_at, claim_expires_at, ended_at, read_at, due_order, newest_order';

/** Sorts after every deadline there can be. */
const noDeadline = Number.MAX_SAFE_INTEGER;

export function insertAssignment(
  db: WritableDatabase,
  assignment: Pick<
    AssignmentRow,
    'id' | 'taskId' | 'processId' | 'assigneeId' | 'categoryCode' | 'reasonCode' | 'assignedAt' | 'deadlineAt'
  >,
  transition: Transition,
): void {
  run(
    db,
    `INSERT INTO assignment (id, task_id, process_id, assignee_id, status, active, category_code, reason_code,
       assigned_at, deadline_at, due_order, newest_order)
     VALUES (?, ?, ?, ?, 'ASSIGNED', 1, ?, ?, ?, ?, ?, ?)`,
    assignment.id,
    assignment.taskId,
    assignment.processId,
    assignment.assigneeId,
    assignment.categoryCode,
    assignment.reasonCode,
    assignment.assignedAt,
    assignment.deadlineAt,
    assignment.deadlineAt ?? noDeadline,
    -assignment.assignedAt,
  );
  recordTransition(db, assignment.id, assignment.taskId, 'ASSIGNED', transition);
}

/** Takes an assignment out of the inbox for good and keeps why. */
export function endAssignment(
  db: WritableDatabase,
  assignment: Pick<AssignmentRow, 'id' | 'taskId'>,
  status: 'COMPLETED' | 'CANCELLED' | 'EXPIRED',
  transition: Transition,
): void {
  run(
    db,
    `UPDATE assignment SET status = ?, active = 0, unassigned_reason = ?, ended_at = ? WHERE id = ?`,
    status,
    transition.reason,
    transition.at,
    assignment.id,
  );
  recordTransition(db, assignment.id, assignment.taskId, status, transition);
}

export function markRead(db: WritableDatabase, id: string, at: Instant): boolean {
  return run(db, `UPDATE assignment SET read_at = ? WHERE id = ? AND read_at IS NULL`, at, id) === 1;
}

export function findAssignment(db: ReadableDatabase, id: string): AssignmentRow | null {
  const row = first(db, `SELECT ${columns} FROM assignment WHERE id = ?`, id);
  return row === undefined ? null : toAssignment(row);
}

export function assignmentsOfTask(db: ReadableDatabase, taskId: string): AssignmentRow[] {
  return all(db, `SELECT ${columns} FROM assignment WHERE task_id = ? ORDER BY seq`, taskId).map(
    toAssignment,
  );
}

export interface InboxPosition {
  readonly dueOrder: number;
  readonly newestOrder: number;
  readonly seq: number;
}

/** One page of what waits for this user: due first, then the newest. `dueBefore` leaves out what is due later or never. */
export function pageOfInbox(
  db: ReadableDatabase,
  assigneeId: string,
  dueBefore: Instant | null,
  after: InboxPosition | null,
  limit: number,
): AssignmentRow[] {
  return all(
    db,
    `SELECT ${columns} FROM assignment
     WHERE active = 1 AND assignee_id = ? AND due_order < ? AND (due_order, newest_order, seq) > (?, ?, ?)
     ORDER BY due_order, newest_order, seq LIMIT ?`,
    assigneeId,
    dueBefore ?? Number.MAX_SAFE_INTEGER + 1,
    after?.dueOrder ?? Number.MIN_SAFE_INTEGER,
    after?.newestOrder ?? Number.MIN_SAFE_INTEGER,
    after?.seq ?? 0,
    limit,
  ).map(toAssignment);
}

export function countInbox(db: ReadableDatabase, assigneeId: string, dueBefore: Instant | null): number {
  return count(
    db,
    `SELECT count(*) AS count FROM assignment WHERE active = 1 AND assignee_id = ? AND due_order < ?`,
    assigneeId,
    dueBefore ?? Number.MAX_SAFE_INTEGER + 1,
  );
}

/** What this user has answered, the latest first. */
export function pageOfDone(
  db: ReadableDatabase,
  assigneeId: string,
  before: { readonly endedAt: Instant; readonly seq: number } | null,
  limit: number,
): AssignmentRow[] {
  return all(
    db,
    `SELECT ${columns} FROM assignment
     WHERE status = 'COMPLETED' AND assignee_id = ? AND (ended_at, seq) < (?, ?)
     ORDER BY ended_at DESC, seq DESC LIMIT ?`,
    assigneeId,
    before?.endedAt ?? Number.MAX_SAFE_INTEGER,
    before?.seq ?? Number.MAX_SAFE_INTEGER,
    limit,
  ).map(toAssignment);
}

export function countDone(db: ReadableDatabase, assigneeId: string): number {
  return count(
    db,
    `SELECT count(*) AS count FROM assignment WHERE status = 'COMPLETED' AND assignee_id = ?`,
    assigneeId,
  );
}

export interface TransitionRow extends Transition {
  readonly status: AssignmentStatus;
}

export function transitionsOfTask(db: ReadableDatabase, taskId: string): TransitionRow[] {
  return all(
    db,
    `SELECT at, status, actor, effective_user, source, reason FROM assignment_history
     WHERE task_id = ? ORDER BY seq`,
    taskId,
  ).map((row) => ({
    at: integer(row, 'at'),
    status: text(row, 'status') as AssignmentStatus,
    actor: text(row, 'actor'),
    effectiveUser: text(row, 'effective_user'),
    source: text(row, 'source') as Source,
    reason: textOrNull(row, 'reason'),
  }));
}

function recordTransition(
  db: WritableDatabase,
  assignmentId: string,
  taskId: string,
  status: AssignmentStatus,
  transition: Transition,
): void {
  run(
    db,
    `INSERT INTO assignment_history (assignment_id, task_id, at, status, actor, effective_user, source, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    assignmentId,
    taskId,
    transition.at,
    status,
    transition.actor,
    transition.effectiveUser,
    transition.source,
    transition.reason,
  );
}

function toAssignment(row: Row): AssignmentRow {
  return {
    seq: integer(row, 'seq'),
    id: text(row, 'id'),
    taskId: text(row, 'task_id'),
    processId: text(row, 'process_id'),
    assigneeId: text(row, 'assignee_id'),
    status: text(row, 'status') as AssignmentStatus,
    active: integer(row, 'active') === 1,
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
