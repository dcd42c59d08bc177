import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import type { AnswerSchemas } from '../../shared/human-task/answer.ts';
import { quickAnswers } from '../../shared/human-task/quick-answers.ts';
import { settle, type Settlement } from '../../shared/human-task/settle.ts';
import type { Source } from '../../shared/human-task/status.ts';
import type { FileRow } from '../files/file-row.ts';
import { resolveFiles } from '../files/resolve-files.ts';
import type { TaskRow } from '../processes/task-row.ts';
import type { AssignmentRow } from './assignment-row.ts';
import { askTaskState, assignmentState } from './assignment-state.ts';
import type { CompleteRequest } from './completion.ts';

export interface AnswerQuestion {
  readonly request: CompleteRequest;
  readonly actor: Actor;
  readonly source: Source;
  readonly assignment: AssignmentRow;
  readonly task: TaskRow;
  /** The assignments of the task, as they stand now. */
  readonly all: readonly AssignmentRow[];
  findFile(fileId: string): FileRow | null;
}

export interface JudgedAnswer {
  readonly settlement: Settlement;
  /** The files of the answer. */
  readonly fileIds: ReadonlySet<string>;
}

/**
 * The checks of completeTask, the same wherever the task is kept.
 * @throws CountersignError NOT_AN_ASK, STALE_TASK, ASSIGNMENT_INACTIVE, CLAIMED_BY_OTHER, FORBIDDEN, ANSWER_INVALID,
 *   ANSWER_ELSEWHERE, INVALID_REQUEST
 */
export function judgeAnswer(
  { request, actor, source, assignment, task, all, findFile }: AnswerQuestion,
  schemas: AnswerSchemas,
  now: Instant,
): JudgedAnswer {
  mustBeTheTask(request, task);
  const { response, fileIds } = resolveFiles(task, request.response, findFile);
  const settlement = settle(
    assignmentState(assignment),
    askTaskState(task),
    all.map(assignmentState),
    actor,
    response,
    now,
    schemas,
  );
  mustBeOffered(task, source, settlement);
  return { settlement, fileIds };
}

function mustBeTheTask({ taskId }: CompleteRequest, task: TaskRow): void {
  if (taskId === undefined || taskId.toLowerCase() === task.id) return;
  throw new CountersignError('INVALID_REQUEST', {
    details: { fields: [{ pointer: '/taskId', message: 'Is not the task of this assignment.' }] },
  });
}

/** The rule that chose a notification's buttons is applied again to what comes in from one. */
function mustBeOffered({ instance: { ask } }: TaskRow, source: Source, settlement: Settlement): void {
  if (source !== 'notification' || ask === null) return;
  const offered = quickAnswers(ask).options;
  if (!offered.some((option) => option.value === settlement.answer.value)) {
    throw new CountersignError('ANSWER_ELSEWHERE');
  }
}
