import { timestamp } from '../../../shared/clock.ts';
import { CountersignError } from '../../../shared/errors.ts';
import type { Answer, Response } from '../../../shared/human-task/answer.ts';
import type { AssignmentStatus, Source, TaskStatus } from '../../../shared/human-task/status.ts';
import { findReplicaTask, type ReplicaTask } from '../../store/replica/tasks.ts';
import { openAnswer } from '../../store/replica/outbox.ts';
import type { OutboxRow } from '../../store/replica/outbox-row.ts';
import { checkedAnswer, mustBeAnswerable } from '../outbox/answer.ts';
import { answerOf, requestOf } from '../outbox/entries.ts';
import { undoWindowMs } from '../outbox/hold.ts';
import { tellOf, writeEntry, writtenBefore } from '../outbox/outbox.ts';
import type { ReplicaParts } from '../replica-parts.ts';
import { placeAgain } from './apply-feed.ts';
import { atThisTime, isWaiting, readDocument, type Document } from './document.ts';
import { withQueuedClaim } from './queued-claim.ts';

export interface CompleteRequest {
  readonly taskAsstId: string;
  readonly taskId?: string | undefined;
  readonly response: Response;
  readonly idempotencyKey?: string | undefined;
}

export interface Queued {
  readonly taskId: string;
  readonly taskAsstId: string;
  readonly processId: string;
  /** W: it is on its way, and the server has the last word. */
  readonly taskStatusCode: TaskStatus;
  readonly completedTs: string;
  readonly completedUser: string;
  readonly response: Answer;
}

/**
 * completeTask of a server account: the answer is checked by the rules of both sides and on this disk when it returns; the row
 * shows it at once, and it leaves when the time to undo it is over.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, STALE_TASK, ASSIGNMENT_INACTIVE, CLAIMED_BY_OTHER, FORBIDDEN, ANSWER_INVALID,
 *   ANSWER_ELSEWHERE, ALREADY_QUEUED, IDEMPOTENCY_MISMATCH, STORE_UNAVAILABLE
 */
export async function completeTask(
  parts: ReplicaParts,
  source: Source,
  request: CompleteRequest,
): Promise<Queued> {
  const { db, writer, identity, clock } = parts;
  const { row, document } = await writer.write(() => {
    const { task, document } = mustFind(parts, request.taskAsstId);
    const before = writtenBefore(parts, request.idempotencyKey, 'completeTask', task.assignmentId);
    if (before !== null) return { row: sameAnswer(before, request.response), document };
    if (request.taskId !== undefined && request.taskId !== task.taskId) {
      throw invalid('/taskId', 'Is not the task of this assignment.');
    }
    if (openAnswer(db, task.assignmentId) !== null) throw new CountersignError('ALREADY_QUEUED');
    mustBeAnswerable(document, identity.userId);
    const now = clock.now();
    const checked = checkedAnswer(db, document, request.response, { ...parts, source, now });
    const row = writeEntry(parts, {
      action: 'completeTask',
      request: { response: checked.response },
      assignmentId: task.assignmentId,
      taskId: task.taskId,
      title: document.title,
      label: checked.label,
      source,
      heldUntil: now + undoWindowMs(document.ask.risk),
      key: request.idempotencyKey ?? null,
    });
    placeAgain(db, task.assignmentId, identity.userId);
    return { row, document };
  });
  parts.reach('outbox.written');
  tellOf(parts, row);
  return {
    taskId: row.taskId,
    taskAsstId: row.assignmentId,
    processId: document.processId,
    taskStatusCode: 'W',
    completedTs: timestamp(row.writtenAt),
    completedUser: identity.userId,
    response: answerOf(row),
  };
}

export interface ClaimResult {
  readonly taskId: string;
  readonly taskAsstId: string;
  readonly processId: string;
  readonly assignmentStatusCode: AssignmentStatus;
  readonly claimedBy: string;
  readonly claimedTs: string;
  readonly claimExpiresTs: string;
}

/** A claim that the server hears of when it can be reached; until then nobody else knows of it. @throws CountersignError */
export async function claimLater(
  parts: ReplicaParts,
  source: Source,
  request: { taskAsstId: string; minutes: number; idempotencyKey?: string | undefined },
): Promise<ClaimResult> {
  const { writer, identity, clock } = parts;
  const { taskAsstId, minutes } = request;
  const result = await writer.write(() => {
    const { task, document } = mustFind(parts, taskAsstId);
    const now = clock.now();
    const claim = {
      claimedBy: identity.userId,
      claimedTs: timestamp(now),
      claimExpiresTs: timestamp(now + minutes * 60_000),
    };
    const place = { taskId: task.taskId, taskAsstId, processId: task.processId };
    const answer = { ...place, ...claim, assignmentStatusCode: 'CLAIMED' as const };
    const before = writtenBefore(parts, request.idempotencyKey, 'claimHumanTask', taskAsstId);
    if (before !== null) return { row: before, answer };
    mustBeAnswerable(document, identity.userId);
    const row = writeEntry(parts, {
      ...about(task, document, source, request.idempotencyKey),
      action: 'claimHumanTask',
      request: { minutes },
    });
    return { row, answer };
  });
  parts.reach('outbox.written');
  tellOf(parts, result.row);
  return result.answer;
}

/** The same of giving a claim back. @throws CountersignError NOT_CLAIMED, ASSIGNMENT_INACTIVE, ASSIGNMENT_NOT_FOUND */
export async function releaseLater(
  parts: ReplicaParts,
  source: Source,
  request: { taskAsstId: string; idempotencyKey?: string | undefined },
): Promise<Pick<ClaimResult, 'taskId' | 'taskAsstId' | 'processId' | 'assignmentStatusCode'>> {
  const { writer } = parts;
  const { taskAsstId } = request;
  const { row, task } = await writer.write(() => {
    const { task, document } = mustFind(parts, taskAsstId);
    const before = writtenBefore(parts, request.idempotencyKey, 'releaseHumanTask', taskAsstId);
    if (before !== null) return { row: before, task };
    if (!isWaiting(document)) throw new CountersignError('ASSIGNMENT_INACTIVE');
    if (document.claimedBy === null) throw new CountersignError('NOT_CLAIMED');
    const row = writeEntry(parts, {
      ...about(task, document, source, request.idempotencyKey),
      action: 'releaseHumanTask',
      request: {},
    });
    return { row, task };
  });
  parts.reach('outbox.written');
  tellOf(parts, row);
  return {
    taskId: task.taskId,
    taskAsstId,
    processId: task.processId,
    assignmentStatusCode: 'ASSIGNED',
  };
}

/** @throws CountersignError ASSIGNMENT_NOT_FOUND, ASK_INVALID */
export function mustFind(
  { db, clock, identity }: Pick<ReplicaParts, 'db' | 'clock' | 'identity'>,
  taskAsstId: string,
): { task: ReplicaTask; document: Document } {
  const task = findReplicaTask(db, taskAsstId);
  if (task === null) throw new CountersignError('ASSIGNMENT_NOT_FOUND');
  const queued = withQueuedClaim(db, readDocument(task), identity);
  return { task, document: atThisTime(queued, clock.now()) };
}

function about(task: ReplicaTask, document: Document, source: Source, key: string | undefined) {
  return {
    assignmentId: task.assignmentId,
    taskId: task.taskId,
    title: document.title,
    label: null,
    source,
    heldUntil: null,
    key: key ?? null,
  };
}

/** @throws CountersignError IDEMPOTENCY_MISMATCH for another answer under the same key */
function sameAnswer(row: OutboxRow, response: Response): OutboxRow {
  const { value } = requestOf(row, 'completeTask').response;
  const isSame = JSON.stringify(value ?? null) === JSON.stringify(response.value ?? null);
  if (isSame || row.action !== 'completeTask') return row;
  throw new CountersignError('IDEMPOTENCY_MISMATCH');
}

function invalid(pointer: string, message: string): CountersignError {
  return new CountersignError('INVALID_REQUEST', { details: { fields: [{ pointer, message }] } });
}
