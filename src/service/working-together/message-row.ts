import { timestamp, timestampOrNull, type Instant } from '../../shared/clock.ts';
import type { Message } from '../../shared/contract/discussion.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { integer, integerOrNull, text, type Columns } from '../columns.ts';

export interface MessageRow {
  readonly seq: number;
  readonly id: string;
  readonly taskId: string;
  readonly author: string;
  /** Empty when it was deleted. */
  readonly text: string;
  readonly postedAt: Instant;
  readonly editedAt: Instant | null;
  readonly deletedAt: Instant | null;
}

export function toMessage(row: Columns): MessageRow {
  return {
    seq: integer(row, 'seq'),
    id: text(row, 'id'),
    taskId: text(row, 'task_id'),
    author: text(row, 'author'),
    text: text(row, 'text'),
    postedAt: integer(row, 'posted_at'),
    editedAt: integerOrNull(row, 'edited_at'),
    deletedAt: integerOrNull(row, 'deleted_at'),
  };
}

/** Who is named in a message, and whether they have read it. */
export interface MentionRow {
  readonly userId: string;
  readonly readAt: Instant | null;
}

/** @param readUpTo the seq of the last message that the caller has read of this discussion */
export function describeMessage(
  row: MessageRow,
  mentions: readonly MentionRow[],
  readUpTo: number,
  { userId: caller }: Pick<Actor, 'userId'>,
): Message {
  const isNew = row.seq > readUpTo;
  const namesMe = mentions.some(({ userId, readAt }) => userId === caller && readAt === null);
  return {
    messageId: row.id,
    taskId: row.taskId,
    author: row.author,
    postedTs: timestamp(row.postedAt),
    editedTs: timestampOrNull(row.editedAt),
    deleted: row.deletedAt !== null,
    text: row.text,
    mentions: mentions.map(({ userId }) => userId),
    unread: row.author !== caller && row.deletedAt === null && (isNew || namesMe),
  };
}

/** The seq before which the next page lies; null: the first. @throws CountersignError INVALID_REQUEST */
export function positionOf(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new CountersignError('INVALID_REQUEST', {
    details: { fields: [{ pointer: '/cursor', message: 'Not a cursor of this list.' }] },
  });
}

/** @throws CountersignError MESSAGE_NOT_FOUND */
export function mustBeOfTask(message: MessageRow | null, taskId: string): MessageRow {
  if (message === null || message.taskId !== taskId) throw new CountersignError('MESSAGE_NOT_FOUND');
  return message;
}

/** Only its author changes or deletes a message. @throws CountersignError FORBIDDEN */
export function mustBeAuthor(message: MessageRow, { userId }: Pick<Actor, 'userId'>): void {
  if (message.author !== userId) throw new CountersignError('FORBIDDEN');
}
