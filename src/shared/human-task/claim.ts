import { timestamp, timestampOrNull, type Instant } from '../clock.ts';
import { CountersignError } from '../errors.ts';
import type { AssignmentId, UserId } from '../ids.ts';
import { staleTask } from './stale-task.ts';
import { mayOverride, type Actor } from './actor.ts';
import { isOpen, type AskTaskState, type AssignmentState } from './assignment-state.ts';

/** Who works on a task just now, through which of its assignments. */
export interface CurrentClaim {
  readonly assignmentId: AssignmentId;
  readonly claimedBy: UserId;
  readonly claimedAt: Instant;
  readonly expiresAt: Instant;
}

/** The claim that keeps the others from a task; null: there is none, or its time is up. */
export function currentClaim(assignments: readonly AssignmentState[], now: Instant): CurrentClaim | null {
  for (const { id, active, status, claimedBy, claimedAt, claimExpiresAt } of assignments) {
    if (!active || status !== 'CLAIMED' || claimedBy === null || claimedAt === null) continue;
    if (claimExpiresAt !== null && claimExpiresAt > now) {
      return { assignmentId: id, claimedBy, claimedAt, expiresAt: claimExpiresAt };
    }
  }
  return null;
}

/** Those whose claim's time is up: each is recorded as EXPIRED and offered again. */
export function expiredClaims(assignments: readonly AssignmentState[], now: Instant): AssignmentId[] {
  return assignments
    .filter(
      ({ active, status, claimExpiresAt }) =>
        active && status === 'CLAIMED' && (claimExpiresAt === null || claimExpiresAt <= now),
    )
    .map(({ id }) => id);
}

/** An assignment as it stands at this moment, also where the end of its claim is not recorded yet. */
export function atThisMoment<T extends AssignmentState>(assignment: T, now: Instant): T {
  if (expiredClaims([assignment], now).length === 0) return assignment;
  return { ...assignment, status: 'ASSIGNED', claimedBy: null, claimedAt: null, claimExpiresAt: null };
}

/**
 * Whether the assignee may keep the task from the others until then. Claiming again extends a claim. Nobody claims for
 * somebody else: an administrator assigns the task to themselves instead.
 * @throws CountersignError FORBIDDEN, NOT_AN_ASK, STALE_TASK, ASSIGNMENT_INACTIVE, CLAIMED_BY_OTHER
 */
export function claim(
  assignment: AssignmentState,
  task: AskTaskState,
  all: readonly AssignmentState[],
  actor: Actor,
  { now, minutes }: { now: Instant; minutes: number },
): CurrentClaim {
  if (assignment.assigneeId !== actor.userId) throw new CountersignError('FORBIDDEN');
  mustBeOpen(assignment, task);
  mustNotBeClaimedByOther(all, actor.userId, now);
  return {
    assignmentId: assignment.id,
    claimedBy: actor.userId,
    claimedAt: now,
    expiresAt: now + minutes * 60_000,
  };
}

/**
 * Whether the claim may be given back: by who has it, or by who may override.
 * @throws CountersignError FORBIDDEN, NOT_AN_ASK, STALE_TASK, ASSIGNMENT_INACTIVE, NOT_CLAIMED, CLAIMED_BY_OTHER
 */
export function release(
  assignment: AssignmentState,
  task: AskTaskState,
  all: readonly AssignmentState[],
  actor: Actor,
  now: Instant,
): AssignmentId {
  const override = mayOverride(actor);
  if (assignment.assigneeId !== actor.userId && !override) throw new CountersignError('FORBIDDEN');
  mustBeOpen(assignment, task);
  const claimed = currentClaim(all, now);
  if (claimed === null) throw new CountersignError('NOT_CLAIMED');
  if (claimed.claimedBy !== actor.userId && !override) throw claimedByOther(claimed);
  return claimed.assignmentId;
}

/** @throws CountersignError NOT_AN_ASK, STALE_TASK, ASSIGNMENT_INACTIVE */
export function mustBeOpen(assignment: AssignmentState, task: AskTaskState): void {
  if (task.ask === null) throw new CountersignError('NOT_AN_ASK');
  if (task.status === 'C' && task.completedUser !== null) throw staleTask(task);
  if (task.status !== 'W' || !isOpen(assignment)) throw new CountersignError('ASSIGNMENT_INACTIVE');
}

/** @throws CountersignError CLAIMED_BY_OTHER */
export function mustNotBeClaimedByOther(
  all: readonly AssignmentState[],
  userId: UserId | null,
  now: Instant,
): void {
  const claimed = currentClaim(all, now);
  if (claimed !== null && claimed.claimedBy !== userId) throw claimedByOther(claimed);
}

function claimedByOther({ claimedBy, expiresAt }: CurrentClaim): CountersignError {
  return new CountersignError('CLAIMED_BY_OTHER', {
    message: `${claimedBy} is working on this task until ${timestamp(expiresAt)}`,
    details: { claim: { claimedBy, claimExpiresTs: timestampOrNull(expiresAt) } },
  });
}
