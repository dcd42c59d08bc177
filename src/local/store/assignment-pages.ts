import type { Instant } from '../../shared/clock.ts';
import { assignmentColumns } from './assignments.ts';
import { all, count, type ReadableDatabase } from './database.ts';
import { toAssignment, type AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { InboxPosition, Whose } from '../../service/human-tasks/human-task-list.ts';

/** One page of what waits: due first, then the newest. `dueBefore` leaves out what is due later or never. */
export function pageOfOpen(
  db: ReadableDatabase,
  whose: Whose,
  dueBefore: Instant | null,
  after: InboxPosition | null,
  limit: number,
): AssignmentRow[] {
  const { where, parameters } = filterOf(whose);
  return all(
    db,
    `SELECT ${assignmentColumns} FROM assignment
     WHERE active = 1 AND ${where} AND due_order < ? AND (due_order, newest_order, seq) > (?, ?, ?)
     ORDER BY due_order, newest_order, seq LIMIT ?`,
    ...parameters,
    dueBefore ?? Number.MAX_SAFE_INTEGER + 1,
    after?.dueOrder ?? Number.MIN_SAFE_INTEGER,
    after?.newestOrder ?? Number.MIN_SAFE_INTEGER,
    after?.seq ?? 0,
    limit,
  ).map(toAssignment);
}

export function countOpen(db: ReadableDatabase, whose: Whose, dueBefore: Instant | null): number {
  const { where, parameters } = filterOf(whose);
  return count(
    db,
    `SELECT count(*) AS count FROM assignment WHERE active = 1 AND ${where} AND due_order < ?`,
    ...parameters,
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
    `SELECT ${assignmentColumns} FROM assignment
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

function filterOf(whose: Whose): { where: string; parameters: string[] } {
  if (whose === 'everybody') return { where: 'TRUE', parameters: [] };
  return { where: 'assignee_id = ?', parameters: [whose === 'nobody' ? '' : whose.userId] };
}
