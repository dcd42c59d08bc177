import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { Ask } from '../../shared/human-task/ask.ts';
import { maySee } from '../../shared/human-task/assignment-state.ts';
import type { UserId } from '../../shared/ids.ts';
import type { TaskRow } from '../processes/task-row.ts';
import type { AssignmentRow } from './assignment-row.ts';
import { seesOthers } from './human-task-list.ts';

export interface LoadedAssignment {
  readonly assignment: AssignmentRow;
  readonly task: TaskRow;
}

/** Whom one asks about: an assignment of this account and workspace. Another workspace's is not there at all. */
export interface AssignmentQuestion {
  readonly taskAsstId: string;
  readonly hostId?: string | undefined;
}

/** @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN */
export function mustSee(
  assignment: AssignmentRow | null,
  task: TaskRow | null,
  actor: Actor,
): LoadedAssignment {
  if (assignment === null || task === null) throw new CountersignError('ASSIGNMENT_NOT_FOUND');
  if (!maySee({ assigneeId: assignment.assigneeId as UserId | null }, actor)) {
    throw new CountersignError('FORBIDDEN');
  }
  return { assignment, task };
}

/**
 * The assignment of a task that its page shows to this caller: their own, else, for who may see them, one of the others'; of
 * several the one that is open, else the latest.
 * @throws CountersignError NOT_AN_ASK, ASK_INVALID, FORBIDDEN, ASSIGNMENT_NOT_FOUND
 */
export function assignmentOf(task: TaskRow, all: readonly AssignmentRow[], actor: Actor): LoadedAssignment {
  if (task.instance.kind !== 'ask') readableAsk(task);
  const own = all.filter(({ assigneeId }) => assigneeId === actor.userId);
  if (own.length === 0 && !seesOthers(actor)) throw new CountersignError('FORBIDDEN');
  const shown = own.length > 0 ? own : all;
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
