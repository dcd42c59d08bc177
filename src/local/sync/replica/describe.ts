import { timestampOrNull, timestamp, type Instant } from '../../../shared/clock.ts';
import type { TaskSync } from '../../../shared/contract/accounts.ts';
import type { HumanTask, HumanTaskRow } from '../../../shared/contract/human-tasks.ts';
import { answeredLabel } from '../../../shared/human-task/answer-label.ts';
import type { Answer } from '../../../shared/human-task/answer.ts';
import { quickAnswers } from '../../../shared/human-task/quick-answers.ts';
import type { ReadableDatabase } from '../../store/database.ts';
import { findReplicaDraft } from '../../store/replica/drafts.ts';
import { latestDecision, openAnswer } from '../../store/replica/outbox.ts';
import type { OutboxRow } from '../../store/replica/outbox-row.ts';
import type { ReplicaTask } from '../../store/replica/tasks.ts';
import { answerOf } from '../outbox/entries.ts';
import { atThisTime, isWaiting, readDocument, type Document } from './document.ts';
import { withQueuedClaim } from './queued-claim.ts';

/** Of which account, and until when it is known to be true. */
export interface Truth {
  readonly accountId: string;
  readonly accountName: string;
  /** When the server was last known to have told everything; null: never. */
  readonly confirmedAt: Instant | null;
  readonly now: Instant;
  readonly userId: string;
  readonly userName: string;
  /** As of `TaskSync`. */
  readonly longestAnswer: number | null;
}

/** A task as its page shows it, an answer that is on its way counted as given. */
export function describeTask(db: ReadableDatabase, task: ReplicaTask, truth: Truth): HumanTask {
  const { unread: _unread, ...document } = atThisTime(
    withQueuedClaim(db, readDocument(task), truth),
    truth.now,
  );
  const answering = openAnswer(db, task.assignmentId);
  const sync = syncOf(db, task, truth);
  return answering === null ? { ...document, sync } : { ...document, ...asAnswered(answering), sync };
}

/** What is as it would be if the server had taken the answer already. */
function asAnswered(answering: OutboxRow): Partial<HumanTask> {
  return {
    answer: answerOf(answering),
    canComplete: false,
    isOverride: false,
    canClaim: false,
    canRelease: false,
    canReassign: false,
    canAssignToMe: false,
    readOnly: true,
  };
}

export function describeRow(db: ReadableDatabase, task: ReplicaTask, truth: Truth): HumanTaskRow {
  const { userId } = truth;
  const document = atThisTime(withQueuedClaim(db, readDocument(task), truth), truth.now);
  const { ask, claimedBy } = document;
  const answering = openAnswer(db, task.assignmentId);
  const isOpen = isWaiting(document) && answering === null;
  const answer = answering === null ? document.answer : answerOf(answering);
  return {
    taskAsstId: document.taskAsstId,
    taskId: document.taskId,
    processId: document.processId,
    title: document.title,
    mode: ask.mode,
    risk: ask.risk,
    workflow: document.workflow,
    wfTaskId: document.wfTaskId,
    assignedTs: document.assignedTs,
    assigneeId: document.assigneeId,
    assigneeName: document.assigneeName,
    roleId: document.roleId,
    assignmentStatusCode: document.assignmentStatusCode,
    taskStatusCode: document.taskStatusCode,
    claimedBy,
    claimedByName: document.claimedByName,
    claimExpiresTs: document.claimExpiresTs,
    unassignedReason: document.unassignedReason,
    deadlineTs: document.deadlineTs,
    unread: isOpen && document.unread,
    hasDraft: isOpen && hasEntries(findReplicaDraft(db, task.taskId)?.dataJson ?? null),
    quickAnswers:
      isOpen && document.assigneeId === userId && (claimedBy === null || claimedBy === userId)
        ? quickAnswers(ask).options.map(({ label, value }) => ({ label, value }))
        : [],
    answerLabel: labelOf(document, answer),
    completedTs: answering === null ? document.completedTs : timestamp(answering.writtenAt),
    sync: syncOf(db, task, truth),
  };
}

export function syncOf(db: ReadableDatabase, task: ReplicaTask, truth: Truth): TaskSync {
  const { accountId, accountName, longestAnswer, confirmedAt } = truth;
  return {
    accountId,
    accountName,
    confirmedTs: timestampOrNull(Math.max(confirmedAt ?? 0, task.appliedAt) || null),
    longestAnswer,
    outbox: latestDecision(db, task.assignmentId),
  };
}

function labelOf({ ask }: Document, answer: Answer | null): string | null {
  return answer === null ? null : answeredLabel(ask, answer);
}

/** Whether there is anything in it that someone would miss. */
function hasEntries(dataJson: string | null): boolean {
  if (dataJson === null) return false;
  return Object.values(JSON.parse(dataJson) as Record<string, unknown>).some((entry) =>
    typeof entry === 'string' ? entry.trim() !== '' : entry !== undefined,
  );
}
