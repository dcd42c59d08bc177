import { assertNever } from '../../../shared/assert-never.ts';
import { instant, type Instant } from '../../../shared/clock.ts';
import { CountersignError } from '../../../shared/errors.ts';
import { answeredLabel } from '../../../shared/human-task/answer-label.ts';
import { openEntries } from '../../store/replica/outbox.ts';
import type { OutboxRow } from '../../store/replica/outbox-row.ts';
import { changeEntry, endAttempt, type EntryChange } from '../../store/replica/outbox-writes.ts';
import { settleReplicaFile } from '../../store/replica/files.ts';
import { findReplicaTask } from '../../store/replica/tasks.ts';
import { patchWaiting, placeAgain } from '../replica/apply-feed.ts';
import { readDocument, type Document } from '../replica/document.ts';
import type { ReplicaParts } from '../replica-parts.ts';
import type { Acknowledged, Claimed, Completed } from '../transports/transport.ts';
import { nothingToDo, ownFilesIn, patchOfDecision } from './answer.ts';
import { backoffMs, commandBackoff } from './backoff.ts';
import type { Decided, Verdict } from './classify.ts';
import { problemOf, requestOf } from './entries.ts';

/** What came of one attempt. */
export type Outcome =
  | { readonly kind: 'acknowledged'; readonly acknowledged: Acknowledged }
  | { readonly kind: 'failed'; readonly error: unknown; readonly verdict: Verdict };

/** Writes what came of an attempt, and what it means for the task; inside one transaction. @returns the entries that changed */
export function record(parts: ReplicaParts, row: OutboxRow, outcome: Outcome): OutboxRow[] {
  if (row.state !== 'sending') return [];
  const now = parts.clock.now();
  endAttempt(parts.db, row, nameOf(outcome), now);
  const changed =
    outcome.kind === 'acknowledged'
      ? [delivered(parts, row, outcome.acknowledged, now)]
      : failed(parts, row, outcome.error, outcome.verdict, now);
  for (const one of changed) place(parts, one, outcome);
  return changed;
}

function nameOf(outcome: Outcome): string {
  if (outcome.kind === 'acknowledged') return 'delivered';
  return outcome.error instanceof CountersignError ? outcome.error.code : 'INTERNAL';
}

const over = { nextTryAt: null, heldUntil: null, progressJson: null } satisfies EntryChange;

function delivered({ db }: ReplicaParts, row: OutboxRow, result: Acknowledged, now: Instant): OutboxRow {
  return changeEntry(db, row, {
    ...over,
    state: 'delivered',
    endedAt: now,
    uncertain: false,
    errorJson: null,
    resultJson: JSON.stringify(result),
  });
}

/** After the entry has changed: what is on its way decides about the list in which its task stands. */
function place(parts: ReplicaParts, row: OutboxRow, outcome: Outcome): void {
  const isPlaced = outcome.kind === 'acknowledged' && applyResult(parts, row, outcome.acknowledged);
  if (!isPlaced) placeAgain(parts.db, row.assignmentId, parts.identity.userId);
}

/**
 * What the server has done is so here too, before its feed tells; what the feed has told by now is newer.
 * @returns whether the task was written, and so stands in its list
 */
function applyResult(parts: ReplicaParts, row: OutboxRow, result: Acknowledged): boolean {
  switch (result.action) {
    case 'completeTask':
      return result.completed !== null && applyCompleted(parts, row, result.completed);
    case 'claimHumanTask':
      return result.claimed !== null && applyClaimed(parts, row.assignmentId, result.claimed);
    case 'uploadFile':
      settleReplicaFile(parts.db, requestOf(row, 'uploadFile').fileId, JSON.stringify(result.file));
      return false;
    case 'releaseHumanTask':
    case 'postMessage':
      return false;
    default:
      return assertNever(result);
  }
}

function applyCompleted(
  { db, identity }: ReplicaParts,
  row: OutboxRow,
  { completedTs, completedUser, response }: Completed,
): boolean {
  const patch: Partial<Document> = {
    ...nothingToDo,
    taskStatusCode: 'C',
    assignmentStatusCode: 'COMPLETED',
    answer: response,
    completedTs,
    completedUser,
    unassignedReason: 'completed',
    unread: false,
  };
  return patchWaiting(db, row.assignmentId, identity.userId, patch, { answeredAt: instant(completedTs) });
}

/** Inside a transaction. @returns whether the task was written */
export function applyClaimed({ db, identity }: ReplicaParts, assignmentId: string, claim: Claimed): boolean {
  const task = findReplicaTask(db, assignmentId);
  if (task === null || task.changedAt >= instant(claim.claimedTs)) return false;
  const patch = { ...claim, claimedByName: identity.userName, canRelease: true } as const;
  return patchWaiting(db, assignmentId, identity.userId, { ...patch, assignmentStatusCode: 'CLAIMED' });
}

function failed(
  parts: ReplicaParts,
  row: OutboxRow,
  error: unknown,
  verdict: Verdict,
  now: Instant,
): OutboxRow[] {
  const { db, random } = parts;
  const errorJson = JSON.stringify(problemOf(error));
  switch (verdict.kind) {
    case 'delivered':
      return [changeEntry(db, row, { ...over, state: 'delivered', endedAt: now, errorJson: null })];
    case 'refused':
      return refused(parts, row, errorJson, now);
    case 'conflict': {
      const decided = applyConflict(parts, row, verdict.decided);
      const decidedJson = decided === null ? null : JSON.stringify(decided);
      return [changeEntry(db, row, { ...over, state: 'conflict', endedAt: now, errorJson, decidedJson })];
    }
    case 'blocked':
    case 'retry': {
      const waitMs =
        verdict.kind === 'blocked'
          ? null
          : backoffMs(commandBackoff, row.attempts, random(), verdict.retryAfterMs);
      const uncertain = row.uncertain || verdict.uncertain;
      const nextTryAt = waitMs === null ? null : now + waitMs;
      return [changeEntry(db, row, { state: 'queued', heldUntil: null, uncertain, nextTryAt, errorJson })];
    }
    default:
      return assertNever(verdict);
  }
}

/** An answer that needs a file which the server does not take cannot be given either. */
function refused(parts: ReplicaParts, row: OutboxRow, errorJson: string, now: Instant): OutboxRow[] {
  const { db } = parts;
  const end = { ...over, state: 'refused', endedAt: now, errorJson } as const;
  const changed = [changeEntry(db, row, end)];
  if (row.action !== 'uploadFile') return changed;
  const { fileId } = requestOf(row, 'uploadFile');
  for (const other of openEntries(db)) {
    if (other.action !== 'completeTask' || other.taskId !== row.taskId) continue;
    const { response } = requestOf(other, 'completeTask');
    if (ownFilesIn(db, response).includes(fileId)) changed.push(changeEntry(db, other, end));
  }
  return changed;
}

/** The truth is shown again: who was first, or who works on it. */
function applyConflict(
  { db, identity }: ReplicaParts,
  row: OutboxRow,
  decided: Omit<Decided, 'byName' | 'label'> | null,
): Decided | null {
  const task = findReplicaTask(db, row.assignmentId);
  const document = task === null ? null : readDocument(task);
  // Of everything else the feed tells; only who asked it is told why it was refused.
  if (decided === null) return null;
  const { patch, answeredAt } = patchOfDecision(decided, identity.userId);
  patchWaiting(db, row.assignmentId, identity.userId, patch, { answeredAt });
  const label =
    document === null || decided.answer === null ? null : answeredLabel(document.ask, decided.answer);
  return { ...decided, byName: nameIn(document, decided.by), label };
}

function nameIn(document: Document | null, userId: string): string {
  const known = document?.assignments.find(({ assigneeId }) => assigneeId === userId);
  return known?.assigneeName ?? userId;
}
