import type { AskTaskState, AssignmentState } from '../../shared/human-task/assignment-state.ts';
import type { AssignmentId, RoleId, TaskId, UserId } from '../../shared/ids.ts';
import type { TaskRow } from '../processes/task-row.ts';
import type { AssignmentRow } from './assignment-row.ts';

/** A row as the rules see it. */
export function assignmentState(row: AssignmentRow): AssignmentState {
  return {
    id: row.id as AssignmentId,
    taskId: row.taskId as TaskId,
    assigneeId: row.assigneeId as UserId | null,
    roleId: row.roleId as RoleId | null,
    status: row.status,
    active: row.active,
    claimedBy: row.claimedBy as UserId | null,
    claimedAt: row.claimedAt,
    claimExpiresAt: row.claimExpiresAt,
  };
}

export function askTaskState(
  row: Pick<TaskRow, 'id' | 'statusCode' | 'instance' | 'completedUser' | 'completedAt'>,
): AskTaskState {
  return {
    id: row.id as TaskId,
    status: row.statusCode,
    ask: row.instance.ask,
    answer: row.instance.answer,
    completedUser: row.completedUser as UserId | null,
    completedAt: row.completedAt,
  };
}
