import { assignmentState, askTaskState } from '../../service/human-tasks/assignment-state.ts';
import type { AssignmentQuestion } from '../../service/human-tasks/visible-assignment.ts';
import { timestamp } from '../../shared/clock.ts';
import { claim, release } from '../../shared/human-task/claim.ts';
import type { AssignmentStatus } from '../../shared/human-task/status.ts';
import { mover } from '../assignments/mover.ts';
import { tellOf } from '../assignments/tell-feed.ts';
import type { ServerCaller } from '../caller.ts';
import { claimAssignment, offerAgain } from '../store/assignments.ts';
import { carryOut, type CommandParts, type KeyedRequest } from './carry-out.ts';
import { loadForCommand } from './load-assignment.ts';

export interface Released {
  readonly taskId: string;
  readonly taskAsstId: string;
  readonly processId: string;
  readonly assignmentStatusCode: AssignmentStatus;
}

export interface Claimed extends Released {
  readonly claimedBy: string;
  readonly claimedTs: string;
  readonly claimExpiresTs: string;
}

/**
 * claimHumanTask of seed 004: the others who are asked cannot answer until the claim is released or its time is up. It has
 * nothing to do with the engine, which never waits for a claim.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID, STALE_TASK, ASSIGNMENT_INACTIVE,
 *   CLAIMED_BY_OTHER, IDEMPOTENCY_MISMATCH
 */
export async function claimTask(
  parts: CommandParts,
  caller: ServerCaller,
  request: AssignmentQuestion & KeyedRequest & { readonly minutes: number },
): Promise<Claimed> {
  const { taskAsstId, minutes } = request;
  const payload = { taskAsstId, minutes };
  return carryOut(parts, caller, 'claimHumanTask', request, payload, async (tx, now) => {
    const { assignment, task, all } = await loadForCommand(tx, caller.actor, request, now);
    const states = all.map(assignmentState);
    const at = { now, minutes };
    const made = claim(assignmentState(assignment), askTaskState(task), states, caller.actor, at);
    await claimAssignment(tx, assignment, made, {
      ...mover(caller, now),
      effectiveUser: made.claimedBy,
      reason: assignment.status === 'CLAIMED' ? 'extended' : 'claimed',
    });
    await tellOf(tx, all, now);
    return {
      taskId: task.id,
      taskAsstId: assignment.id,
      processId: task.processId,
      assignmentStatusCode: 'CLAIMED' as const,
      claimedBy: made.claimedBy,
      claimedTs: timestamp(made.claimedAt),
      claimExpiresTs: timestamp(made.expiresAt),
    };
  });
}

/**
 * releaseHumanTask of seed 004: recorded as RELEASED, and the assignment is offered again. Who may override releases the claim
 * of somebody else, through any assignment of the task.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID, STALE_TASK, ASSIGNMENT_INACTIVE,
 *   NOT_CLAIMED, CLAIMED_BY_OTHER, IDEMPOTENCY_MISMATCH
 */
export async function releaseTask(
  parts: CommandParts,
  caller: ServerCaller,
  request: AssignmentQuestion & KeyedRequest,
): Promise<Released> {
  const { taskAsstId } = request;
  return carryOut(parts, caller, 'releaseHumanTask', request, { taskAsstId }, async (tx, now) => {
    const { assignment, task, all } = await loadForCommand(tx, caller.actor, request, now);
    const states = all.map(assignmentState);
    const id = release(assignmentState(assignment), askTaskState(task), states, caller.actor, now);
    const claimed = all.find((row) => row.id === id) ?? assignment;
    await offerAgain(tx, claimed, 'RELEASED', {
      ...mover(caller, now),
      effectiveUser: claimed.assigneeId,
      reason: 'released',
    });
    await tellOf(tx, all, now);
    return {
      taskId: task.id,
      taskAsstId: assignment.id,
      processId: task.processId,
      assignmentStatusCode: 'ASSIGNED' as const,
    };
  });
}
