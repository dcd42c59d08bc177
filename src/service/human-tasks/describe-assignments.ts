import { timestamp, timestampOrNull, type Instant } from '../../shared/clock.ts';
import type { TaskAssignment, TransitionRecord } from '../../shared/contract/assignments.ts';
import { atThisMoment } from '../../shared/human-task/claim.ts';
import { roleNameOrNull, userNameOrNull, type Names } from '../names.ts';
import type { AssignmentRow } from './assignment-row.ts';
import { assignmentState } from './assignment-state.ts';
import type { TransitionRow } from './transition.ts';

export function describeAssignment(names: Names, row: AssignmentRow, now: Instant): TaskAssignment {
  return {
    taskAsstId: row.id,
    assigneeId: row.assigneeId,
    assigneeName: userNameOrNull(names, row.assigneeId),
    roleId: row.roleId,
    roleName: roleNameOrNull(names, row.roleId),
    statusCode: atThisMoment(assignmentState(row), now).status,
    active: row.active,
    assignedTs: timestamp(row.assignedAt),
    endedTs: timestampOrNull(row.endedAt),
    unassignedReason: row.unassignedReason,
  };
}

/** Every transition of a task, of all its assignments, in the order in which they were recorded. */
export function describeHistory(transitions: readonly TransitionRow[]): TransitionRecord[] {
  return transitions.map(({ at, assignmentId, ...transition }) => ({
    ...transition,
    taskAsstId: assignmentId,
    at: timestamp(at),
  }));
}
