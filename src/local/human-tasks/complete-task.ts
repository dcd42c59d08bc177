import { timestamp, type Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Answer, AnswerSchemas, Response } from '../../shared/human-task/answer.ts';
import { quickAnswers } from '../../shared/human-task/quick-answers.ts';
import { settle, type Settlement } from '../../shared/human-task/settle.ts';
import type { Source, TaskStatus } from '../../shared/human-task/status.ts';
import type { Json } from '../../shared/json.ts';
import { resolveFiles } from '../../service/files/resolve-files.ts';
import { mover } from '../assignments/restaff.ts';
import type { Caller } from '../caller.ts';
import { endAssignment } from '../store/assignments.ts';
import { once } from '../store/commands.ts';
import type { WritableDatabase } from '../store/database.ts';
import { deleteDrafts } from '../store/drafts.ts';
import { findFile, keepAnsweredFiles } from '../store/files.ts';
import { wakeProcess } from '../store/processes.ts';
import { recordAnswer } from '../store/tasks.ts';
import { loadForCommand, type AssignmentCommand, type CommandParts, type CommandTime } from './claim-task.ts';
import { askTaskState, assignmentState } from '../../service/human-tasks/assignment-state.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';

export interface Completion {
  readonly taskId: string;
  readonly taskAsstId: string;
  readonly processId: string;
  readonly taskStatusCode: TaskStatus;
  readonly completedTs: string;
  readonly completedUser: string;
  readonly response: Answer;
}

export interface CompleteRequest extends AssignmentCommand {
  readonly taskId?: string | undefined;
  readonly response: Response;
}

/**
 * completeTask of seed 004, in one transaction: the checks, the answer, this assignment, its siblings, the history, and the
 * process made due. When it returns, all of that is on disk; the process goes on from there in its own time.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, STALE_TASK, ASSIGNMENT_INACTIVE, ANSWER_INVALID,
 *   ANSWER_ELSEWHERE, IDEMPOTENCY_MISMATCH, STORE_UNAVAILABLE
 */
export async function completeTask(
  parts: CommandParts & { engine: { schemas: AnswerSchemas } },
  caller: Caller,
  request: CompleteRequest,
  at: CommandTime,
): Promise<Completion> {
  const { db, writer, engine } = parts;
  const command = {
    actor: caller.actor.userId,
    key: request.idempotencyKey ?? null,
    action: 'completeTask',
    payload: { taskAsstId: request.taskAsstId, response: { ...request.response } as Json },
  };
  const completion = await writer.write(() => {
    const result = once(db, command, at.now, () => {
      const completed = complete(parts, caller, request, at.now, engine.schemas);
      at.onApplied?.();
      return { ...completed };
    });
    at.reach('answer.before-commit');
    return result;
  });
  at.reach('answer.recorded');
  return completion;
}

function complete(
  parts: CommandParts,
  caller: Caller,
  request: CompleteRequest,
  now: Instant,
  schemas: AnswerSchemas,
): Completion & { [key: string]: Json } {
  const { assignment, task, all } = loadForCommand(parts, caller, request, now);
  mustBeTheTask(request, task);
  const { response, fileIds } = resolveFiles(task, request.response, (id) => findFile(parts.db, id));
  const settlement = settle(
    assignmentState(assignment),
    askTaskState(task),
    all.map(assignmentState),
    caller.actor,
    response,
    now,
    schemas,
  );
  mustBeOffered(task, caller.source, settlement);
  apply(parts.db, task, all, settlement, caller, now);
  deleteDrafts(parts.db, task.id);
  keepAnsweredFiles(parts.db, task.id, fileIds);
  return {
    taskId: task.id,
    taskAsstId: assignment.id,
    processId: task.processId,
    taskStatusCode: 'C',
    completedTs: timestamp(now),
    completedUser: settlement.completedUser,
    response: { ...settlement.answer },
  } as Completion & { [key: string]: Json };
}

function apply(
  db: WritableDatabase,
  task: TaskRow,
  assignments: readonly AssignmentRow[],
  settlement: Settlement,
  caller: Caller,
  now: Instant,
): void {
  const { answer, completedUser } = settlement;
  recordAnswer(db, task.id, answer, { at: now, user: completedUser, by: caller.signedIn });
  const by = mover(caller, now);
  for (const assignment of assignments) {
    const { assigneeId } = assignment;
    if (assignment.id === settlement.completed) {
      const transition = { ...by, effectiveUser: completedUser, reason: 'completed' };
      endAssignment(db, assignment, 'COMPLETED', transition);
    } else if (settlement.cancelled.some((id) => id === assignment.id)) {
      const transition = { ...by, effectiveUser: assigneeId, reason: 'completed_by_other_user' };
      endAssignment(db, assignment, 'CANCELLED', transition);
    }
  }
  wakeProcess(db, task.processId, now);
}

function mustBeTheTask(request: CompleteRequest, task: TaskRow): void {
  if (request.taskId === undefined || request.taskId === task.id) return;
  throw new CountersignError('INVALID_REQUEST', {
    details: { fields: [{ pointer: '/taskId', message: 'Is not the task of this assignment.' }] },
  });
}

/** The rule that chose a notification's buttons is applied again to what comes in from one. */
function mustBeOffered(task: TaskRow, source: Source, settlement: Settlement): void {
  if (source !== 'notification' || task.instance.ask === null) return;
  const offered = quickAnswers(task.instance.ask).options;
  if (!offered.some((option) => option.value === settlement.answer.value)) {
    throw new CountersignError('ANSWER_ELSEWHERE');
  }
}
