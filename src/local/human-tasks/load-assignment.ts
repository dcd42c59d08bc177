import {
  assignmentOf,
  mustSee,
  type AssignmentQuestion,
  type LoadedAssignment,
} from '../../service/human-tasks/visible-assignment.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { assignmentsOfTask, findAssignment } from '../store/assignments.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findTask } from '../store/tasks.ts';

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
  return mustSee(assignment, assignment === null ? null : findTask(db, assignment.taskId), actor);
}

/**
 * The same by the task: see `assignmentOf`.
 * @throws CountersignError TASK_NOT_FOUND, NOT_AN_ASK, ASK_INVALID, FORBIDDEN, ASSIGNMENT_NOT_FOUND
 */
export function loadAssignmentOf(
  db: ReadableDatabase,
  localHostId: string,
  actor: Actor,
  question: { taskId: string; hostId?: string | undefined },
): LoadedAssignment {
  const inWorkspace = question.hostId === undefined || question.hostId === localHostId;
  const task = inWorkspace ? findTask(db, question.taskId) : null;
  if (task === null) throw new CountersignError('TASK_NOT_FOUND');
  return assignmentOf(task, assignmentsOfTask(db, task.id), actor);
}
