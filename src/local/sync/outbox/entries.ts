import { timestamp, timestampOrNull, type Instant } from '../../../shared/clock.ts';
import { OutboxEntry } from '../../../shared/contract/accounts.ts';
import { errorCatalogue } from '../../../shared/error-catalogue.ts';
import { CountersignError } from '../../../shared/errors.ts';
import type { Answer, Response } from '../../../shared/human-task/answer.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { OutboxRow } from '../../store/replica/outbox-row.ts';

/** What each kind of entry carries, as JSON. */
export interface Requests {
  readonly completeTask: { readonly response: Response };
  readonly claimHumanTask: { readonly minutes: number };
  readonly releaseHumanTask: Record<string, never>;
  readonly postMessage: { readonly text: string };
  readonly uploadFile: { readonly fileId: string };
}

export function requestOf<A extends keyof Requests>(
  row: Pick<OutboxRow, 'requestJson'>,
  _action: A,
): Requests[A] {
  return JSON.parse(row.requestJson) as Requests[A];
}

/** The envelope as the server will make it of an answer that is on its way. */
export function answerOf(row: OutboxRow): Answer {
  const { value, fields, comment, submittedAt } = requestOf(row, 'completeTask').response;
  return {
    value: value ?? null,
    ...(fields === undefined ? {} : { fields: fields as JsonObject }),
    ...(comment === undefined || comment === '' ? {} : { comment }),
    submittedAt: submittedAt ?? timestamp(row.writtenAt),
  };
}

/** An error as the queue shows and keeps it. */
export function problemOf(error: unknown): NonNullable<OutboxEntry['lastError']> {
  const known = error instanceof CountersignError ? error : new CountersignError('INTERNAL');
  const { status, title } = errorCatalogue[known.code];
  return {
    type: `https://countersign.dev/problems/${known.code.toLowerCase().replaceAll('_', '-')}`,
    status,
    title,
    ...(known.message === title ? {} : { detail: known.message }),
    code: known.code,
  };
}

export function describeEntry(row: OutboxRow, accountId: string, now: Instant): OutboxEntry {
  const isOver = row.state === 'held' && (row.heldUntil ?? 0) <= now;
  return OutboxEntry.parse({
    entryId: row.id,
    accountId,
    action: row.action,
    taskAsstId: row.assignmentId,
    taskId: row.taskId,
    title: row.title,
    state: isOver ? 'queued' : row.state,
    response: row.action === 'completeTask' ? requestOf(row, 'completeTask').response : null,
    label: row.label,
    writtenTs: timestamp(row.writtenAt),
    heldUntilTs: row.state === 'held' && !isOver ? timestampOrNull(row.heldUntil) : null,
    attempts: row.attempts,
    nextTryTs: timestampOrNull(row.nextTryAt),
    lastError: row.errorJson === null ? null : JSON.parse(row.errorJson),
    endedTs: timestampOrNull(row.endedAt),
    decided: row.decidedJson === null ? null : JSON.parse(row.decidedJson),
    dismissed: row.dismissed,
  });
}
