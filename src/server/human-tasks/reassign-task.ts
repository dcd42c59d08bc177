import { openPlaces } from '../../service/human-tasks/asked-places.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import { assignmentState, askTaskState } from '../../service/human-tasks/assignment-state.ts';
import { describeAssignment } from '../../service/human-tasks/describe-assignments.ts';
import { readableAsk, type AssignmentQuestion } from '../../service/human-tasks/visible-assignment.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import type { Instant } from '../../shared/clock.ts';
import type { TaskAssignment } from '../../shared/contract/assignments.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Audience, Restaffing } from '../../shared/human-task/places.ts';
import { assignToMe, reassign, type NewAudience } from '../../shared/human-task/reassign.ts';
import type { Ids } from '../../shared/ids.ts';
import { currentAssignments } from '../assignments/expire-claims.ts';
import { mover } from '../assignments/mover.ts';
import { applyRestaffing } from '../assignments/restaff.ts';
import type { ServerCaller } from '../caller.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import type { Tx } from '../store/database.ts';
import { directoryFor, namesFor } from '../store/directory.ts';
import { findUser, holdPeople } from '../store/people.ts';
import { findTaskForUpdate } from '../store/tasks.ts';
import { carryOut, type CommandParts, type KeyedRequest } from './carry-out.ts';
import { loadForCommand } from './load-assignment.ts';

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
  caller: ServerCaller,
  request: AssignmentQuestion &
    KeyedRequest & { readonly to: NewAudience; readonly reason?: string | undefined },
): Promise<Reassigned> {
  const { taskAsstId, to, reason = null } = request;
  const payload = { taskAsstId, to: JSON.stringify(to), reason };
  return carryOut(parts, caller, 'reassignTask', request, payload, async (tx, now) => {
    await holdPeople(tx);
    const { assignment, task, all } = await loadForCommand(tx, caller.actor, request, now);
    const change = reassign(
      assignmentState(assignment),
      askTaskState(task),
      openPlaces(all),
      caller.actor,
      to,
      await directoryFor(tx, audienceIn(to)),
    );
    return apply(parts, tx, caller, { task, all, change }, now, reason);
  });
}

/**
 * assignToMe: takes an ask that a role or nobody holds.
 * @throws CountersignError TASK_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID, STALE_TASK, ASSIGNMENT_INACTIVE,
 *   NOT_ASSIGNABLE, CLAIMED_BY_OTHER, IDEMPOTENCY_MISMATCH
 */
export async function assignTaskToMe(
  parts: Parts,
  caller: ServerCaller,
  request: { readonly taskId: string } & KeyedRequest,
): Promise<Reassigned & { readonly taskAsstId: string }> {
  const { taskId } = request;
  return carryOut(parts, caller, 'assignToMe', request, { taskId }, async (tx, now) => {
    await holdPeople(tx);
    // Whoever was deactivated since the call was let in would keep the ask from everybody.
    if ((await findUser(tx, caller.actor.userId))?.active !== true) throw new CountersignError('FORBIDDEN');
    const task = await findTaskForUpdate(tx, taskId);
    if (task === null) throw new CountersignError('TASK_NOT_FOUND');
    readableAsk(task);
    const all = await currentAssignments(tx, taskId, now);
    const states = all.map(assignmentState);
    const change = assignToMe(states, askTaskState(task), openPlaces(all), caller.actor, now);
    const reassigned = await apply(parts, tx, caller, { task, all, change }, now, null);
    const own = reassigned.assignments.find(({ assigneeId }) => assigneeId === caller.actor.userId);
    if (own === undefined) throw new Error(`${taskId} was not assigned`);
    return { ...reassigned, taskAsstId: own.taskAsstId };
  });
}

async function apply(
  { ids }: Parts,
  tx: Tx,
  caller: ServerCaller,
  { task, all, change }: { task: TaskRow; all: readonly AssignmentRow[]; change: Restaffing },
  now: Instant,
  note: string | null,
): Promise<Reassigned> {
  const open = all.filter(({ active }) => active);
  const [ask] = open;
  if (ask === undefined) throw new CountersignError('ASSIGNMENT_INACTIVE');
  await applyRestaffing(tx, [{ ask, open, change }], mover(caller, now, note), ids);
  const rows = (await assignmentsOfTask(tx, task.id)).filter(({ active }) => active);
  const names = await namesFor(
    tx,
    rows.map(({ assigneeId }) => assigneeId),
    rows.map(({ roleId }) => roleId),
  );
  return {
    taskId: task.id,
    processId: task.processId,
    assignments: rows.map((row) => describeAssignment(names, row, now)),
  };
}

function audienceIn(to: NewAudience): Audience {
  return 'userId' in to ? { userIds: [to.userId], roleIds: [] } : { userIds: [], roleIds: [to.roleId] };
}
