import type { Instant } from '../../shared/clock.ts';
import type { TaskAssignment } from '../../shared/contract/assignments.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Restaffing } from '../../shared/human-task/places.ts';
import { assignToMe, reassign, type NewAudience } from '../../shared/human-task/reassign.ts';
import type { Ids } from '../../shared/ids.ts';
import { currentAssignments } from '../assignments/expire-claims.ts';
import { applyRestaffing, mover } from '../assignments/restaff.ts';
import type { Caller } from '../caller.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import { directoryOf, namesOf } from '../store/people.ts';
import { findTask } from '../store/tasks.ts';
import {
  carryOut,
  loadForCommand,
  type AssignmentCommand,
  type CommandParts,
  type CommandTime,
} from './claim-task.ts';
import { askTaskState, assignmentState } from '../../service/human-tasks/assignment-state.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import { openPlaces } from '../../service/human-tasks/asked-places.ts';
import { describeAssignment } from '../../service/human-tasks/describe-assignments.ts';
import { readableAsk } from '../../service/human-tasks/visible-assignment.ts';

export interface Reassigned {
  readonly taskId: string;
  readonly processId: string;
  /** Those that are open now. */
  readonly assignments: TaskAssignment[];
}

interface Parts extends CommandParts {
  readonly ids: Ids;
}

/**
 * reassignTask: asks a user, or a role, instead of everyone who is asked now.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID, STALE_TASK, ASSIGNMENT_INACTIVE,
 *   USER_NOT_FOUND, USER_INACTIVE, ROLE_NOT_FOUND, IDEMPOTENCY_MISMATCH
 */
export async function reassignTask(
  parts: Parts,
  caller: Caller,
  request: AssignmentCommand & { readonly to: NewAudience; readonly reason?: string | undefined },
  at: CommandTime,
): Promise<Reassigned> {
  const { taskAsstId, to, reason = null } = request;
  const payload = { taskAsstId, to: JSON.stringify(to), reason };
  return carryOut(parts, caller, 'reassignTask', request, payload, at, () => {
    const { assignment, task, all } = loadForCommand(parts, caller, request, at.now);
    const change = reassign(
      assignmentState(assignment),
      askTaskState(task),
      openPlaces(all),
      caller.actor,
      to,
      directoryOf(parts.db),
    );
    return apply(parts, caller, task, all, change, at.now, reason);
  });
}

/**
 * assignToMe: takes an ask that a role or nobody holds.
 * @throws CountersignError TASK_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID, STALE_TASK, ASSIGNMENT_INACTIVE,
 *   NOT_ASSIGNABLE, CLAIMED_BY_OTHER, IDEMPOTENCY_MISMATCH
 */
export async function assignTaskToMe(
  parts: Parts,
  caller: Caller,
  request: { readonly taskId: string; readonly idempotencyKey?: string | undefined },
  at: CommandTime,
): Promise<Reassigned & { readonly taskAsstId: string }> {
  const { db } = parts;
  const { taskId } = request;
  return carryOut(parts, caller, 'assignToMe', request, { taskId }, at, () => {
    const task = findTask(db, taskId);
    if (task === null) throw new CountersignError('TASK_NOT_FOUND');
    readableAsk(task);
    const all = currentAssignments(db, taskId, at.now);
    const states = all.map(assignmentState);
    const change = assignToMe(states, askTaskState(task), openPlaces(all), caller.actor, at.now);
    const reassigned = apply(parts, caller, task, all, change, at.now, null);
    const own = reassigned.assignments.find(({ assigneeId }) => assigneeId === caller.actor.userId);
    if (own === undefined) throw new Error(`${taskId} was not assigned`);
    return { ...reassigned, taskAsstId: own.taskAsstId };
  });
}

function apply(
  { db, ids }: Parts,
  caller: Caller,
  task: TaskRow,
  all: readonly AssignmentRow[],
  change: Restaffing,
  now: Instant,
  note: string | null,
): Reassigned {
  const open = all.filter(({ active }) => active);
  const [one] = open;
  if (one === undefined) throw new CountersignError('ASSIGNMENT_INACTIVE');
  applyRestaffing(db, one, open, change, mover(caller, now, note), ids);
  const names = namesOf(db);
  const assignments = assignmentsOfTask(db, task.id).filter(({ active }) => active);
  return {
    taskId: task.id,
    processId: task.processId,
    assignments: assignments.map((row) => describeAssignment(names, row, now)),
  };
}
