import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import {
  assignmentOf,
  mustSee,
  readableAsk,
  type AssignmentQuestion,
  type LoadedAssignment,
} from '../../service/human-tasks/visible-assignment.ts';
import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { currentAssignments } from '../assignments/expire-claims.ts';
import { assignmentsOfTask, findAssignment } from '../store/assignments.ts';
import type { Reader, Tx } from '../store/database.ts';
import { findTask, findTaskForUpdate } from '../store/tasks.ts';

/**
 * One assignment with its task, for someone who may see it. The host is the caller's: another one's assignment is not there.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN
 */
export async function loadAssignment(
  reader: Reader,
  actor: Actor,
  question: AssignmentQuestion,
): Promise<LoadedAssignment> {
  const assignment = isHere(reader, question) ? await findAssignment(reader, question.taskAsstId) : null;
  const task = assignment === null ? null : await findTask(reader, assignment.taskId);
  return mustSee(assignment, task, actor);
}

/**
 * The same by the task: see `assignmentOf`.
 * @throws CountersignError TASK_NOT_FOUND, NOT_AN_ASK, ASK_INVALID, FORBIDDEN, ASSIGNMENT_NOT_FOUND
 */
export async function loadAssignmentOf(
  reader: Reader,
  actor: Actor,
  question: { taskId: string; hostId?: string | undefined },
): Promise<LoadedAssignment> {
  const task = isHere(reader, question) ? await findTask(reader, question.taskId) : null;
  if (task === null) throw new CountersignError('TASK_NOT_FOUND');
  return assignmentOf(task, await assignmentsOfTask(reader, task.id), actor);
}

export interface LoadedForCommand extends LoadedAssignment {
  /** Everyone who was asked, with no claim left whose time is up. */
  readonly all: readonly AssignmentRow[];
}

/**
 * The same for a command: the task is locked until the transaction ends, so whatever is decided on it is decided one after the
 * other.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID
 */
export async function loadForCommand(
  tx: Tx,
  actor: Actor,
  question: AssignmentQuestion,
  now: Instant,
): Promise<LoadedForCommand> {
  const found = isHere(tx, question) ? await findAssignment(tx, question.taskAsstId) : null;
  const { assignment, task } = mustSee(
    found,
    found === null ? null : await findTaskForUpdate(tx, found.taskId),
    actor,
  );
  readableAsk(task);
  const all = await currentAssignments(tx, task.id, now);
  return { assignment: all.find(({ id }) => id === assignment.id) ?? assignment, task, all };
}

/** Another host's assignment is not there. */
export function isHere(reader: Reader, { hostId }: { readonly hostId?: string | undefined }): boolean {
  return hostId === undefined || hostId.toLowerCase() === reader.hostId;
}
