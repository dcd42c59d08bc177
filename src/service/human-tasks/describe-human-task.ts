import { timestamp, timestampOrNull, type Instant } from '../../shared/clock.ts';
import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import { isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import { atThisMoment, currentClaim } from '../../shared/human-task/claim.ts';
import { roleNameOrNull, userNameOrNull, type Names } from '../names.ts';
import { abilities } from './abilities.ts';
import { contextDocument, sharedDocument, type AskedTask } from './ask-document.ts';
import type { AssignmentRow } from './assignment-row.ts';
import { askTaskState, assignmentState } from './assignment-state.ts';
import { describeAssignment } from './describe-assignments.ts';

/** Everything of one assignment that its page shows, as a store has it. */
export interface LoadedHumanTask extends AskedTask {
  readonly assignment: AssignmentRow;
  /** Everyone who was asked, in the order in which they were. */
  readonly all: readonly AssignmentRow[];
  readonly process: AskedTask['process'] & { readonly resumeError: string | null };
  readonly names: Names;
}

/** getHumanTask of seed 004: one assignment as the page shows it to this caller. */
export function describeHumanTask(loaded: LoadedHumanTask, actor: Actor, now: Instant): HumanTask {
  const { assignment, task, ask, all, names } = loaded;
  const { wait } = task.instance;
  const states = all.map((row) => atThisMoment(assignmentState(row), now));
  const state = atThisMoment(assignmentState(assignment), now);
  const claim = currentClaim(states, now);
  return {
    ...sharedDocument(loaded),
    ...contextDocument(loaded, ask.contextKeys === undefined || isAdministrator(actor)),
    taskAsstId: assignment.id,
    assignedTs: timestamp(assignment.assignedAt),
    assigneeId: assignment.assigneeId,
    assignmentStatusCode: state.status,
    claimedBy: claim?.claimedBy ?? null,
    claimedTs: timestampOrNull(claim?.claimedAt ?? null),
    deadlineTs: timestampOrNull(wait?.kind === 'approval' ? wait.deadline : assignment.deadlineAt),
    categoryCode: assignment.categoryCode,
    reasonCode: assignment.reasonCode,
    taskStatusCode: task.statusCode,
    claimExpiresTs: timestampOrNull(claim?.expiresAt ?? null),
    ...abilities(state, askTaskState(task), states, actor, now),
    assigneeName: userNameOrNull(names, assignment.assigneeId),
    claimedByName: userNameOrNull(names, claim?.claimedBy ?? null),
    roleId: assignment.roleId,
    roleName: roleNameOrNull(names, assignment.roleId),
    assignments: all.map((row) => describeAssignment(names, row, now)),
    answer: task.instance.answer,
    completedTs: timestampOrNull(task.completedAt ?? assignment.endedAt),
    completedUser: task.completedUser,
    unassignedReason: assignment.unassignedReason,
    resumeFailed: loaded.process.resumeError !== null,
  };
}
