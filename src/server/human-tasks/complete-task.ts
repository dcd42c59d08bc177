import { resolveFiles } from '../../service/files/resolve-files.ts';
import { assignmentState, askTaskState } from '../../service/human-tasks/assignment-state.ts';
import {
  completionOf,
  endedBySettlement,
  mustBeOffered,
  mustBeTheTask,
  type CompleteRequest,
  type Completion,
} from '../../service/human-tasks/completion.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import type { Instant } from '../../shared/clock.ts';
import { settle } from '../../shared/human-task/settle.ts';
import type { Json } from '../../shared/json.ts';
import { mover } from '../assignments/mover.ts';
import { tellOf } from '../assignments/tell-feed.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import { endAssignments } from '../store/assignments.ts';
import type { Tx } from '../store/database.ts';
import { deleteDrafts } from '../store/drafts.ts';
import { filesOfTask, keepAnsweredFiles } from '../store/files.ts';
import { recordAnswer } from '../store/tasks.ts';
import { enqueueWake } from '../store/wake-outbox.ts';
import { carryOut } from './carry-out.ts';
import { loadForCommand } from './load-assignment.ts';

export type CompleteParts = Pick<ServerParts, 'db' | 'clock' | 'reach' | 'schemas' | 'engine'>;

/**
 * completeTask of seed 004, in one transaction: the task is locked, then the checks, the answer, this assignment, its siblings,
 * the history, the feeds, and what wakes the process. When it returns, all of that is on disk; the process goes on from there in
 * its own time.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, STALE_TASK, ASSIGNMENT_INACTIVE, CLAIMED_BY_OTHER,
 *   ANSWER_INVALID, ANSWER_ELSEWHERE, IDEMPOTENCY_MISMATCH, STORE_UNAVAILABLE
 */
export async function completeTask(
  parts: CompleteParts,
  caller: ServerCaller,
  request: CompleteRequest,
): Promise<Completion> {
  const payload = { taskAsstId: request.taskAsstId, response: { ...request.response } as Json };
  return carryOut(parts, caller, 'completeTask', request, payload, (tx, now) =>
    complete(parts, tx, caller, request, now),
  );
}

async function complete(
  { schemas, engine }: CompleteParts,
  tx: Tx,
  caller: ServerCaller,
  request: CompleteRequest,
  now: Instant,
): Promise<Completion> {
  const { assignment, task, all } = await loadForCommand(tx, caller.actor, request, now);
  mustBeTheTask(request, task);
  const { response, fileIds } = await withFiles(tx, task, request);
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
  const completion = { at: now, user: settlement.completedUser, by: caller.actor.userId };
  await recordAnswer(tx, task.id, settlement.answer, completion);
  await endAssignments(tx, endedBySettlement(all, settlement, mover(caller, now)));
  await deleteDrafts(tx, task.id);
  if (takesFiles(task)) await keepAnsweredFiles(tx, task.id, fileIds);
  await tellOf(tx, all, now);
  await enqueueWake(tx, task.processId, 'answer', now);
  tx.afterCommit(() => engine.nudge());
  return completionOf(task, settlement, now);
}

async function withFiles(tx: Tx, task: TaskRow, { response }: CompleteRequest) {
  const files = takesFiles(task) ? await filesOfTask(tx, task.id) : [];
  return resolveFiles(task, response, (id) => files.find((file) => file.id === id) ?? null);
}

function takesFiles({ instance }: TaskRow): boolean {
  return instance.ask?.files !== undefined;
}
