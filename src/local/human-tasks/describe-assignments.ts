import { timestamp, timestampOrNull, type Instant } from '../../shared/clock.ts';
import type { TaskAssignment, TransitionRecord } from '../../shared/contract/assignments.ts';
import { atThisMoment } from '../../shared/human-task/claim.ts';
import { assignmentState } from '../assignments/assignment-state.ts';
import { transitionsOfTask } from '../store/assignment-history.ts';
import type { AssignmentRow } from '../store/assignments.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { roleName, userName } from '../store/people.ts';

export function describeAssignment(db: ReadableDatabase, row: AssignmentRow, now: Instant): TaskAssignment {
  return {
    taskAsstId: row.id,
    assigneeId: row.assigneeId,
    assigneeName: nameOrNull(db, row.assigneeId),
    roleId: row.roleId,
    roleName: row.roleId === null ? null : roleName(db, row.roleId),
    statusCode: atThisMoment(assignmentState(row), now).status,
    active: row.active,
    assignedTs: timestamp(row.assignedAt),
    endedTs: timestampOrNull(row.endedAt),
    unassignedReason: row.unassignedReason,
  };
}

/** Every transition of a task, of all its assignments, in the order in which they were recorded. */
export function describeHistory(db: ReadableDatabase, taskId: string): TransitionRecord[] {
  return transitionsOfTask(db, taskId).map(({ at, assignmentId, ...transition }) => ({
    ...transition,
    taskAsstId: assignmentId,
    at: timestamp(at),
  }));
}

export function nameOrNull(db: ReadableDatabase, userId: string | null): string | null {
  return userId === null ? null : userName(db, userId);
}
