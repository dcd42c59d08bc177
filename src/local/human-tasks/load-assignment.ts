import type { Actor, AskTaskState, AssignmentState } from '../../shared/human-task/settle.ts';
import { mayAct } from '../../shared/human-task/settle.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { AssignmentId, TaskId, UserId } from '../../shared/ids.ts';
import { findAssignment, type AssignmentRow } from '../store/assignments.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findTask, type TaskRow } from '../store/tasks.ts';

export interface LoadedAssignment {
  readonly assignment: AssignmentRow;
  readonly task: TaskRow;
}

/** Whom one asks about: an assignment of this account and workspace. Another workspace's is not there at all. */
export interface AssignmentQuestion {
  readonly taskAsstId: string;
  readonly hostId?: string | undefined;
}

/**
 * One assignment with its task, for someone who may see it.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN
 */
export function loadAssignment(
  db: ReadableDatabase,
  localHostId: string,
  actor: Actor,
  question: AssignmentQuestion,
): LoadedAssignment {
  const inWorkspace = question.hostId === undefined || question.hostId === localHostId;
  const assignment = inWorkspace ? findAssignment(db, question.taskAsstId) : null;
  const task = assignment === null ? null : findTask(db, assignment.taskId);
  if (assignment === null || task === null) throw new CountersignError('ASSIGNMENT_NOT_FOUND');
  if (!mayAct(assignmentState(assignment), actor)) throw new CountersignError('FORBIDDEN');
  return { assignment, task };
}

export function assignmentState(row: AssignmentRow): AssignmentState {
  return {
    id: row.id as AssignmentId,
    taskId: row.taskId as TaskId,
    assigneeId: row.assigneeId as UserId,
    status: row.status,
    active: row.active,
    claimedBy: row.claimedBy as UserId | null,
    claimExpiresAt: row.claimExpiresAt,
  };
}

export function askTaskState(row: TaskRow): AskTaskState {
  return {
    id: row.id as TaskId,
    status: row.statusCode,
    ask: row.instance.ask,
    answer: row.instance.answer,
    completedUser: row.completedUser as UserId | null,
    completedAt: row.completedAt,
  };
}
