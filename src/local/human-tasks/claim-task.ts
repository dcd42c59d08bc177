import { timestamp, type Instant } from '../../shared/clock.ts';
import { claim, release } from '../../shared/human-task/claim.ts';
import type { AssignmentStatus } from '../../shared/human-task/status.ts';
import { currentAssignments } from '../assignments/expire-claims.ts';
import { mover } from '../assignments/restaff.ts';
import type { Caller } from '../caller.ts';
import type { Reach } from '../reach.ts';
import { claimAssignment, offerAgain } from '../store/assignments.ts';
import { once } from '../store/commands.ts';
import type { WritableDatabase } from '../store/database.ts';
import type { Writer } from '../store/writer.ts';
import { loadAssignment } from './load-assignment.ts';
import { askTaskState, assignmentState } from '../../service/human-tasks/assignment-state.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import { readableAsk, type AssignmentQuestion } from '../../service/human-tasks/visible-assignment.ts';

export interface Claimed {
  readonly taskId: string;
  readonly taskAsstId: string;
  readonly processId: string;
  readonly assignmentStatusCode: AssignmentStatus;
  readonly claimedBy: string;
  readonly claimedTs: string;
  readonly claimExpiresTs: string;
}

export type Released = Pick<Claimed, 'taskId' | 'taskAsstId' | 'processId' | 'assignmentStatusCode'>;

/** What every command on an assignment is given. */
export interface AssignmentCommand extends AssignmentQuestion {
  readonly idempotencyKey?: string | undefined;
}

/** When a command is carried out, and what is told of it. */
export interface CommandTime {
  readonly now: Instant;
  readonly reach: Reach;
  /** It is carried out now; not called for a replay, which only repeats the first result. */
  readonly onApplied?: () => void;
}

export interface CommandParts {
  readonly db: WritableDatabase;
  readonly writer: Writer;
  readonly hostId: string;
}

/**
 * claimHumanTask of seed 004: the others who are asked cannot answer until the claim is released or its time is up. It has
 * nothing to do with the engine, which never waits for a claim.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID, STALE_TASK, ASSIGNMENT_INACTIVE,
 *   CLAIMED_BY_OTHER, IDEMPOTENCY_MISMATCH
 */
export async function claimTask(
  parts: CommandParts,
  caller: Caller,
  request: AssignmentCommand & { readonly minutes: number },
  at: CommandTime,
): Promise<Claimed> {
  const { taskAsstId, minutes } = request;
  const claimed = await carryOut(
    parts,
    caller,
    'claimHumanTask',
    request,
    { taskAsstId, minutes },
    at,
    () => {
      const { db } = parts;
      const { assignment, task, all } = loadForCommand(parts, caller, request, at.now);
      const states = all.map(assignmentState);
      const now = { now: at.now, minutes };
      const made = claim(assignmentState(assignment), askTaskState(task), states, caller.actor, now);
      claimAssignment(db, assignment, made, {
        ...mover(caller, at.now),
        effectiveUser: made.claimedBy,
        reason: assignment.status === 'CLAIMED' ? 'extended' : 'claimed',
      });
      return {
        taskId: task.id,
        taskAsstId: assignment.id,
        processId: task.processId,
        assignmentStatusCode: 'CLAIMED' as const,
        claimedBy: made.claimedBy,
        claimedTs: timestamp(made.claimedAt),
        claimExpiresTs: timestamp(made.expiresAt),
      };
    },
  );
  return claimed;
}

/**
 * releaseHumanTask of seed 004: recorded as RELEASED, and the assignment is offered again. Who may override releases the claim
 * of somebody else, through any assignment of the task.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID, STALE_TASK, ASSIGNMENT_INACTIVE,
 *   NOT_CLAIMED, CLAIMED_BY_OTHER, IDEMPOTENCY_MISMATCH
 */
export async function releaseTask(
  parts: CommandParts,
  caller: Caller,
  request: AssignmentCommand,
  at: CommandTime,
): Promise<Released> {
  const { taskAsstId } = request;
  return carryOut(parts, caller, 'releaseHumanTask', request, { taskAsstId }, at, () => {
    const { assignment, task, all } = loadForCommand(parts, caller, request, at.now);
    const states = all.map(assignmentState);
    const id = release(assignmentState(assignment), askTaskState(task), states, caller.actor, at.now);
    const claimed = all.find((row) => row.id === id) ?? assignment;
    offerAgain(parts.db, claimed, 'RELEASED', {
      ...mover(caller, at.now),
      effectiveUser: claimed.assigneeId,
      reason: 'released',
    });
    return {
      taskId: task.id,
      taskAsstId: assignment.id,
      processId: task.processId,
      assignmentStatusCode: 'ASSIGNED' as const,
    };
  });
}

/** The assignment, its task and all of the task's assignments, with no claim left whose time is up. */
export function loadForCommand(
  { db, hostId }: CommandParts,
  { actor }: Caller,
  question: AssignmentQuestion,
  now: Instant,
): { assignment: AssignmentRow; task: TaskRow; all: AssignmentRow[] } {
  const { assignment, task } = loadAssignment(db, hostId, actor, question);
  readableAsk(task);
  const all = currentAssignments(db, task.id, now);
  return { assignment: all.find(({ id }) => id === assignment.id) ?? assignment, task, all };
}

/** One transaction, once for each key of the caller. */
export async function carryOut<T extends object>(
  { db, writer }: CommandParts,
  { actor }: Caller,
  action: string,
  { idempotencyKey }: { readonly idempotencyKey?: string | undefined },
  payload: { readonly [field: string]: string | number | null },
  { now, reach, onApplied }: CommandTime,
  apply: () => T,
): Promise<T> {
  const command = { actor: actor.userId, key: idempotencyKey ?? null, action, payload };
  const result = await writer.write(() =>
    once(db, command, now, () => {
      const applied = JSON.parse(JSON.stringify(apply()));
      onApplied?.();
      return applied;
    }),
  );
  reach('assignment.recorded');
  return result as T;
}
