import { integer } from '../../service/columns.ts';
import { toAssignment, type AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { DonePosition, InboxPosition, Whose } from '../../service/human-tasks/human-task-list.ts';
import type { Instant } from '../../shared/clock.ts';
import { assignmentColumns } from './assignments.ts';
import { first, type Parameter, type Reader } from './database.ts';

const afterEveryDeadline = '9223372036854775807';
const beforeEverything = Number.MIN_SAFE_INTEGER;

/** One page of what waits: due first, then the newest. `dueBefore` leaves out what is due later or never. */
export async function pageOfOpen(
  reader: Reader,
  whose: Whose,
  dueBefore: Instant | null,
  after: InboxPosition | null,
  limit: number,
): Promise<AssignmentRow[]> {
  const { where, parameters } = filterOf(reader, whose, 5);
  const rows = await reader.query(
    `SELECT ${assignmentColumns} FROM assignment
     WHERE active AND ${where} AND due_order < $1 AND (due_order, newest_order, seq) > ($2, $3, $4)
     ORDER BY due_order, newest_order, seq LIMIT $5`,
    dueBefore ?? afterEveryDeadline,
    after?.dueOrder ?? beforeEverything,
    after?.newestOrder ?? beforeEverything,
    after?.seq ?? 0,
    limit,
    ...parameters,
  );
  return rows.map(toAssignment);
}

export async function countOpen(reader: Reader, whose: Whose, dueBefore: Instant | null): Promise<number> {
  const { where, parameters } = filterOf(reader, whose, 1);
  return count(
    reader,
    `SELECT count(*) AS count FROM assignment WHERE active AND ${where} AND due_order < $1`,
    dueBefore ?? afterEveryDeadline,
    ...parameters,
  );
}

/** What this user has answered, the latest first. */
export async function pageOfDone(
  reader: Reader,
  assigneeId: string,
  before: DonePosition | null,
  limit: number,
): Promise<AssignmentRow[]> {
  const rows = await reader.query(
    `SELECT ${assignmentColumns} FROM assignment
     WHERE status = 'COMPLETED' AND host_id = $1 AND assignee_id = $2 AND (ended_at, seq) < ($3, $4)
     ORDER BY ended_at DESC, seq DESC LIMIT $5`,
    reader.hostId,
    assigneeId,
    before?.endedAt ?? Number.MAX_SAFE_INTEGER,
    before?.seq ?? Number.MAX_SAFE_INTEGER,
    limit,
  );
  return rows.map(toAssignment);
}

export async function countDone(reader: Reader, assigneeId: string): Promise<number> {
  return count(
    reader,
    `SELECT count(*) AS count FROM assignment WHERE status = 'COMPLETED' AND host_id = $1 AND assignee_id = $2`,
    reader.hostId,
    assigneeId,
  );
}

/** @param used how many parameters come before its own */
function filterOf(reader: Reader, whose: Whose, used: number): { where: string; parameters: Parameter[] } {
  const host = `host_id = $${used + 1}`;
  if (whose === 'everybody') return { where: host, parameters: [reader.hostId] };
  if (whose === 'nobody') return { where: `${host} AND assignee_id IS NULL`, parameters: [reader.hostId] };
  return { where: `${host} AND assignee_id = $${used + 2}`, parameters: [reader.hostId, whose.userId] };
}

async function count(reader: Reader, sql: string, ...parameters: readonly Parameter[]): Promise<number> {
  const row = await first(reader, sql, ...parameters);
  return row === undefined ? 0 : integer(row, 'count');
}
