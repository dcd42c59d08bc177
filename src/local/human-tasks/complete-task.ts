import { type Instant } from '../../shared/clock.ts';
import type { AnswerSchemas } from '../../shared/human-task/answer.ts';
import type { Settlement } from '../../shared/human-task/settle.ts';
import type { Json } from '../../shared/json.ts';
import { mover } from '../assignments/restaff.ts';
import type { Caller } from '../caller.ts';
import { endAssignment } from '../store/assignments.ts';
import { once } from '../store/commands.ts';
import type { WritableDatabase } from '../store/database.ts';
import { deleteDrafts } from '../store/drafts.ts';
import { findFile, keepAnsweredFiles } from '../store/files.ts';
import { wakeProcess } from '../store/processes.ts';
import { recordAnswer } from '../store/tasks.ts';
import { loadForCommand, type CommandParts, type CommandTime } from './claim-task.ts';
import { judgeAnswer } from '../../service/human-tasks/judge-answer.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import {
  type CompleteRequest,
  type Completion,
  completionOf,
  endedBySettlement,
} from '../../service/human-tasks/completion.ts';

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
  const { settlement, fileIds } = judgeAnswer(
    {
      request,
      actor: caller.actor,
      source: caller.source,
      assignment,
      task,
      all,
      findFile: (id) => findFile(parts.db, id),
    },
    schemas,
    now,
  );
  apply(parts.db, task, all, settlement, caller, now);
  deleteDrafts(parts.db, task.id);
  keepAnsweredFiles(parts.db, task.id, fileIds);
  return completionOf(task, settlement, now) as Completion & { [key: string]: Json };
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
  for (const { assignment, status, transition } of endedBySettlement(
    assignments,
    settlement,
    mover(caller, now),
  )) {
    endAssignment(db, assignment, status, transition);
  }
  wakeProcess(db, task.processId, now);
}
