import type { Instant } from '../../shared/clock.ts';
import { integer, integerOrNull, text } from '../../service/columns.ts';
import { all, count, first, run, type ReadableDatabase, type WritableDatabase } from './database.ts';
import { toMessage, type MessageRow } from '../../service/working-together/message-row.ts';

const columns = 'seq, id, task_id, author, text, posted_at, edited_at, deleted_at';

export function insertMessage(
  db: WritableDatabase,
  message: Pick<MessageRow, 'id' | 'taskId' | 'author' | 'text' | 'postedAt'>,
): void {
  run(
    db,
    `INSERT INTO message (id, task_id, author, text, posted_at) VALUES (?, ?, ?, ?, ?)`,
    message.id,
    message.taskId,
    message.author,
    message.text,
    message.postedAt,
  );
}

/** Keeps how it read before. */
export function editMessage(db: WritableDatabase, message: MessageRow, newText: string, at: Instant): void {
  run(
    db,
    `INSERT INTO message_version (message_seq, version, text, written_at)
     VALUES (?, (SELECT count(*) + 1 FROM message_version WHERE message_seq = ?), ?, ?)`,
    message.seq,
    message.seq,
    message.text,
    message.editedAt ?? message.postedAt,
  );
  run(db, `UPDATE message SET text = ?, edited_at = ? WHERE seq = ?`, newText, at, message.seq);
}

/** The row stays, that somebody wrote; what, also before edits, and who was named in it, goes. */
export function eraseMessage(db: WritableDatabase, { seq }: MessageRow, at: Instant): void {
  run(db, `DELETE FROM message_version WHERE message_seq = ?`, seq);
  run(db, `DELETE FROM mention WHERE message_seq = ?`, seq);
  run(db, `UPDATE message SET text = '', deleted_at = ? WHERE seq = ?`, at, seq);
}

export function findMessage(db: ReadableDatabase, id: string): MessageRow | null {
  const row = first(db, `SELECT ${columns} FROM message WHERE id = ?`, id);
  return row === undefined ? null : toMessage(row);
}

/** The newest first. `before`: a seq. */
export function pageOfMessages(
  db: ReadableDatabase,
  taskId: string,
  before: number | null,
  limit: number,
): MessageRow[] {
  return all(
    db,
    `SELECT ${columns} FROM message WHERE task_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
    taskId,
    before ?? Number.MAX_SAFE_INTEGER,
    limit,
  ).map(toMessage);
}

/** How a message read before, the oldest first. */
export function versionsOf(db: ReadableDatabase, seq: number): { text: string; writtenAt: Instant }[] {
  return all(
    db,
    `SELECT text, written_at FROM message_version WHERE message_seq = ? ORDER BY version`,
    seq,
  ).map((row) => ({ text: text(row, 'text'), writtenAt: integer(row, 'written_at') }));
}

/** Everyone who has written in the discussion of a task. */
export function authorsOf(db: ReadableDatabase, taskId: string): string[] {
  return all(db, `SELECT DISTINCT author FROM message WHERE task_id = ?`, taskId).map((row) =>
    text(row, 'author'),
  );
}

export function mentionsOf(db: ReadableDatabase, seq: number): { userId: string; readAt: Instant | null }[] {
  return all(db, `SELECT user_id, read_at FROM mention WHERE message_seq = ? ORDER BY user_id`, seq).map(
    (row) => ({ userId: text(row, 'user_id'), readAt: integerOrNull(row, 'read_at') }),
  );
}

/** Who is named stays marked as he was; who is named no longer loses the mark. */
export function putMentions(db: WritableDatabase, seq: number, userIds: readonly string[]): void {
  for (const { userId } of mentionsOf(db, seq)) {
    if (!userIds.includes(userId)) {
      run(db, `DELETE FROM mention WHERE message_seq = ? AND user_id = ?`, seq, userId);
    }
  }
  for (const userId of userIds) {
    run(
      db,
      `INSERT INTO mention (message_seq, user_id) VALUES (?, ?) ON CONFLICT (message_seq, user_id) DO NOTHING`,
      seq,
      userId,
    );
  }
}

/** Up to which message a user has read a discussion; 0: nothing of it. */
export function readUpTo(db: ReadableDatabase, taskId: string, userId: string): number {
  const row = first(
    db,
    `SELECT read_seq FROM discussion_reader WHERE task_id = ? AND user_id = ?`,
    taskId,
    userId,
  );
  return row === undefined ? 0 : integer(row, 'read_seq');
}

/** A user has read up to this message; never moves back. */
export function markMessagesRead(
  db: WritableDatabase,
  taskId: string,
  userId: string,
  upTo: number,
  at: Instant,
): void {
  run(
    db,
    `INSERT INTO discussion_reader (task_id, user_id, read_seq) VALUES (?, ?, ?)
     ON CONFLICT (task_id, user_id) DO UPDATE SET read_seq = max(read_seq, excluded.read_seq)`,
    taskId,
    userId,
    upTo,
  );
  run(
    db,
    `UPDATE mention SET read_at = ? WHERE user_id = ? AND read_at IS NULL
       AND message_seq IN (SELECT seq FROM message WHERE task_id = ? AND seq <= ?)`,
    at,
    userId,
    taskId,
    upTo,
  );
  if (isEmptyCount(countUnread(db, taskId, userId))) {
    run(db, `DELETE FROM discussion_unread WHERE user_id = ? AND task_id = ?`, userId, taskId);
  }
}

/** There is something to read for these users. */
export function markUnread(db: WritableDatabase, taskId: string, userIds: readonly string[]): void {
  for (const userId of userIds) {
    run(
      db,
      `INSERT INTO discussion_unread (user_id, task_id) VALUES (?, ?) ON CONFLICT (user_id, task_id) DO NOTHING`,
      userId,
      taskId,
    );
  }
}

/** One's own messages are never unread, nor are deleted ones. */
export function countUnread(
  db: ReadableDatabase,
  taskId: string,
  userId: string,
): { messages: number; mentions: number } {
  return {
    messages: count(
      db,
      `SELECT count(*) AS count FROM message
       WHERE task_id = ? AND seq > ? AND author <> ? AND deleted_at IS NULL`,
      taskId,
      readUpTo(db, taskId, userId),
      userId,
    ),
    mentions: count(
      db,
      `SELECT count(*) AS count FROM message JOIN mention ON mention.message_seq = message.seq
       WHERE message.task_id = ? AND message.author <> ? AND mention.user_id = ? AND mention.read_at IS NULL`,
      taskId,
      userId,
      userId,
    ),
  };
}

/** The tasks in whose discussions there may be something to read for a user. */
export function tasksWithUnread(db: ReadableDatabase, userId: string): string[] {
  return all(db, `SELECT task_id FROM discussion_unread WHERE user_id = ?`, userId).map((row) =>
    text(row, 'task_id'),
  );
}

function isEmptyCount({ messages, mentions }: { messages: number; mentions: number }): boolean {
  return messages === 0 && mentions === 0;
}
