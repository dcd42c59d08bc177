import { timestamp, type Instant } from '../clock.ts';
import { CountersignError } from '../errors.ts';
import type { AssignmentId, UserId } from '../ids.ts';
import type { Ask } from './ask.ts';
import { answerProblems, type Answer, type AnswerSchemas, type Response } from './answer.ts';
import type { Actor } from './actor.ts';
import { isOpen, mayAct, type AskTaskState, type AssignmentState } from './assignment-state.ts';
import { fieldsOf } from './fields.ts';
import { mustBeOpen, mustNotBeClaimedByOther } from './claim.ts';

/** What completing changes, to be applied in one transaction by a store. */
export interface Settlement {
  readonly answer: Answer;
  /**
   * The user on whose behalf the task is completed: the assignee, also when an administrator overrides. What nobody holds is
   * completed for whoever does it.
   */
  readonly completedUser: UserId;
  readonly actor: UserId;
  readonly completed: AssignmentId;
  readonly cancelled: readonly AssignmentId[];
}

/** The checks of seed 004, "Completion Command", in its order; then what has to change. @throws CountersignError */
export function settle(
  assignment: AssignmentState,
  task: AskTaskState,
  all: readonly AssignmentState[],
  actor: Actor,
  response: Response,
  now: Instant,
  schemas: AnswerSchemas,
): Settlement {
  const { ask } = mustBeCompletable(assignment, task, all, actor, now);
  const problems = answerProblems(ask, response, schemas);
  if (problems.length > 0) throw new CountersignError('ANSWER_INVALID', { details: { fields: problems } });
  return {
    answer: envelope(ask, response, now),
    completedUser: assignment.assigneeId ?? actor.userId,
    actor: actor.userId,
    completed: assignment.id,
    cancelled: all.filter((other) => isOpen(other) && other.id !== assignment.id).map(({ id }) => id),
  };
}

/**
 * Whether this actor could submit an answer right now. The page and the list show it as `canComplete`.
 * @throws CountersignError FORBIDDEN, NOT_AN_ASK, STALE_TASK, ASSIGNMENT_INACTIVE, CLAIMED_BY_OTHER
 */
export function mustBeCompletable(
  assignment: AssignmentState,
  task: AskTaskState,
  all: readonly AssignmentState[],
  actor: Actor,
  now: Instant,
): { readonly ask: NonNullable<AskTaskState['ask']> } {
  if (!mayAct(assignment, actor)) throw new CountersignError('FORBIDDEN');
  mustBeOpen(assignment, task);
  mustNotBeClaimedByOther(all, assignment.assigneeId, now);
  if (task.ask === null) throw new CountersignError('NOT_AN_ASK');
  return { ask: task.ask };
}

function envelope(ask: Ask, response: Response, now: Instant): Answer {
  const comment = response.comment?.trim();
  const fields = fieldsOf(ask, response);
  return {
    value: response.value ?? null,
    ...(fields === undefined ? {} : { fields }),
    ...(comment === undefined || comment === '' ? {} : { comment }),
    submittedAt: response.submittedAt ?? timestamp(now),
  };
}
