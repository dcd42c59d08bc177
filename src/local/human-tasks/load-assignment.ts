import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { Ask } from '../../shared/human-task/ask.ts';
import { mayReassign, mayOverride } from '../../shared/human-task/actor.ts';
import { maySee } from '../../shared/human-task/assignment-state.ts';
import type { UserId } from '../../shared/ids.ts';
import { assignmentsOfTask, findAssignment, type AssignmentRow } from '../store/assignments.ts';
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
  if (!maySee({ assigneeId: assignment.assigneeId as UserId | null }, actor)) {
    throw new CountersignError('FORBIDDEN');
  }
  return { assignment, task };
}

/**
 * The assignment of a task that its page shows to this caller: their own, else, for who may see them, one of the others'; of
 * several the one that is open, else the latest.
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
  if (task.instance.kind !== 'ask') readableAsk(task);
  const assignments = assignmentsOfTask(db, task.id);
  const own = assignments.filter(({ assigneeId }) => assigneeId === actor.userId);
  const seesAll = mayOverride(actor) || mayReassign(actor);
  if (own.length === 0 && !seesAll) throw new CountersignError('FORBIDDEN');
  const shown = own.length > 0 ? own : assignments;
  const assignment = shown.find(({ active }) => active) ?? shown.at(-1);
  if (assignment !== undefined) return { assignment, task };
  readableAsk(task);
  throw new CountersignError('ASSIGNMENT_NOT_FOUND');
}

/** What a task asks, held against its schema again: an older version or another program may have written it. */
export function readableAsk({ id, processId, instance }: TaskRow): Ask {
  const details = { task: { taskId: id, processId } };
  if (instance.kind !== 'ask') throw new CountersignError('NOT_AN_ASK', { details });
  const ask = Ask.safeParse(instance.ask);
  if (ask.success) return ask.data;
  throw new CountersignError('ASK_INVALID', { cause: ask.error, details });
}
