import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import { mayReassign, type Actor } from '../../shared/human-task/actor.ts';
import { isOpen, type AskTaskState, type AssignmentState } from '../../shared/human-task/assignment-state.ts';
import { claim, release } from '../../shared/human-task/claim.ts';
import { mustBeAssignable } from '../../shared/human-task/reassign.ts';
import { mustBeCompletable } from '../../shared/human-task/settle.ts';

export interface Abilities {
  readonly canComplete: boolean;
  readonly isOverride: boolean;
  readonly canClaim: boolean;
  readonly canRelease: boolean;
  readonly canReassign: boolean;
  readonly canAssignToMe: boolean;
  readonly readOnly: boolean;
}

/** What the caller may do right now, by the same rules that the commands apply. Claims whose time is up are none. */
export function abilities(
  assignment: AssignmentState,
  task: AskTaskState,
  all: readonly AssignmentState[],
  actor: Actor,
  now: Instant,
): Abilities {
  const canComplete = allowed(() => mustBeCompletable(assignment, task, all, actor, now));
  const alone = all.filter(isOpen).length === 1 && assignment.assigneeId === actor.userId;
  return {
    canComplete,
    isOverride: canComplete && assignment.assigneeId !== actor.userId,
    canClaim: allowed(() => claim(assignment, task, all, actor, { now, minutes: 1 })),
    canRelease: allowed(() => release(assignment, task, all, actor, now)),
    canReassign: mayReassign(actor) && task.status === 'W' && isOpen(assignment),
    canAssignToMe:
      !(alone && assignment.roleId === null) && allowed(() => mustBeAssignable(all, task, actor, now)),
    readOnly: !canComplete,
  };
}

/** Whether a rule lets it be. What a refusal would say is not asked for, so it is made without its costly stack. */
function allowed(rule: () => unknown): boolean {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    rule();
    return true;
  } catch (error) {
    if (error instanceof CountersignError) return false;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  // A bug: once more, so that it says where it is.
  rule();
  return true;
}
