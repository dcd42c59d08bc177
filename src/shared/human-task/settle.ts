import { timestamp, type Instant } from '../clock.ts';
import { CountersignError } from '../errors.ts';
import type { AssignmentId, TaskId, UserId } from '../ids.ts';
import { answerProblems, type Answer, type AnswerSchemas, type Response } from './answer.ts';
import type { Ask } from './ask.ts';
import type { AssignmentStatus, TaskStatus } from './status.ts';

/** Who acts: from the session or token alone, never from a payload (seed 004, "Authorization"). */
export interface Actor {
  readonly userId: UserId;
  readonly permissions: ReadonlySet<string>;
}

export interface AssignmentState {
  readonly id: AssignmentId;
  readonly taskId: TaskId;
  readonly assigneeId: UserId;
  readonly status: AssignmentStatus;
  readonly active: boolean;
  readonly claimedBy: UserId | null;
  readonly claimExpiresAt: Instant | null;
}

export interface AskTaskState {
  readonly id: TaskId;
  readonly status: TaskStatus;
  /** null: the task is not an ask. */
  readonly ask: Ask | null;
  readonly answer: Answer | null;
  readonly completedUser: UserId | null;
  readonly completedAt: Instant | null;
}

/** What completing changes, to be applied in one transaction by a store. */
export interface Settlement {
  readonly answer: Answer;
  /** The user on whose behalf the task is completed: the assignee, also when an administrator overrides. */
  readonly completedUser: UserId;
  readonly actor: UserId;
  readonly completed: AssignmentId;
  readonly cancelled: readonly AssignmentId[];
}

export const overridePermission = 'workflow.task.override';
export const administratorPermission = 'portal.admin';

/** The checks of seed 004, "Completion Command", in its order; then what has to change. @throws CountersignError */
export function settle(
  assignment: AssignmentState,
  task: AskTaskState,
  siblings: readonly AssignmentState[],
  actor: Actor,
  response: Response,
  now: Instant,
  schemas: AnswerSchemas,
): Settlement {
  mustBeAllowed(assignment, actor);
  if (task.ask === null) throw new CountersignError('NOT_AN_ASK');
  mustBeWaiting(assignment, task, now);
  const problems = answerProblems(task.ask, response, schemas);
  if (problems.length > 0) throw new CountersignError('ANSWER_INVALID', { details: { fields: problems } });
  return {
    answer: envelope(response, now),
    completedUser: assignment.assigneeId,
    actor: actor.userId,
    completed: assignment.id,
    cancelled: siblings
      .filter((sibling) => sibling.active && sibling.id !== assignment.id)
      .map((sibling) => sibling.id),
  };
}

/** Whether this actor could submit an answer right now; what the page and the list show as `canComplete`. */
export function canComplete(
  assignment: AssignmentState,
  task: AskTaskState,
  actor: Actor,
  now: Instant,
): boolean {
  return (
    mayAct(assignment, actor) &&
    task.ask !== null &&
    task.status === 'W' &&
    isOpen(assignment) &&
    !isClaimedByOther(assignment, actor.userId, now)
  );
}

export function mayAct(assignment: AssignmentState, actor: Actor): boolean {
  return assignment.assigneeId === actor.userId || mayOverride(actor);
}

/** Administrators of the host satisfy the override permission (seed 004, "Authorization"). */
export function mayOverride(actor: Actor): boolean {
  return actor.permissions.has(overridePermission) || isAdministrator(actor);
}

export function isAdministrator(actor: Actor): boolean {
  return actor.permissions.has(administratorPermission);
}

function mustBeAllowed(assignment: AssignmentState, actor: Actor): void {
  if (!mayAct(assignment, actor)) throw new CountersignError('FORBIDDEN');
}

function mustBeWaiting(assignment: AssignmentState, task: AskTaskState, now: Instant): void {
  if (task.status === 'C' && task.completedUser !== null) throw staleTask(task);
  if (task.status !== 'W' || !isOpen(assignment)) throw new CountersignError('ASSIGNMENT_INACTIVE');
  if (isClaimedByOther(assignment, assignment.assigneeId, now)) {
    throw new CountersignError('ASSIGNMENT_INACTIVE', {
      message: `This task is claimed by ${assignment.claimedBy}`,
    });
  }
}

function staleTask(task: AskTaskState): CountersignError {
  return new CountersignError('STALE_TASK', {
    details: {
      decision: {
        completedUser: task.completedUser ?? '',
        completedTs: timestamp(task.completedAt ?? 0),
        value: task.answer?.value ?? null,
      },
    },
  });
}

function isOpen(assignment: AssignmentState): boolean {
  return assignment.active && (assignment.status === 'ASSIGNED' || assignment.status === 'CLAIMED');
}

function isClaimedByOther(assignment: AssignmentState, userId: UserId, now: Instant): boolean {
  return (
    assignment.status === 'CLAIMED' &&
    assignment.claimedBy !== userId &&
    (assignment.claimExpiresAt === null || assignment.claimExpiresAt > now)
  );
}

function envelope(response: Response, now: Instant): Answer {
  const comment = response.comment?.trim();
  return {
    value: response.value ?? null,
    ...(comment === undefined || comment === '' ? {} : { comment }),
    submittedAt: response.submittedAt ?? timestamp(now),
  };
}
