import { integer, integerOrNull, text } from '../../service/columns.ts';
import { toMessage, type MentionRow, type MessageRow } from '../../service/working-together/message-row.ts';
import type { Instant } from '../../shared/clock.ts';
import type { UnreadCount } from '../../shared/contract/discussion.ts';
import { first, type Reader, type Tx } from './database.ts';

const columns = 'seq, id, task_id, author, text, posted_at, edited_at, deleted_at';

export async function insertMessage(
  tx: Tx,
  message: Pick<MessageRow, 'id' | 'taskId' | 'author' | 'text' | 'postedAt'>,
): Promise<void> {
  await tx.run(
    `INSERT INTO message (host_id, id, task_id, author, text, posted_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    tx.hostId,
    message.id,
    message.taskId,
    message.author,
    message.text,
    message.postedAt,
  );
}

/** Keeps how it read before. */
export async function editMessage(tx: Tx, message: MessageRow, newText: string, at: Instant): Promise<void> {
  await tx.run(
    `INSERT INTO message_version (host_id, message_seq, version, text, written_at)
     VALUES ($1, $2, (SELECT count(*) + 1 FROM message_version WHERE message_seq = $2), $3, $4)`,
    tx.hostId,
    message.seq,
    message.text,
    message.editedAt ?? message.postedAt,
  );
  await tx.run(`UPDATE message SET text = $2, edited_at = $3 WHERE seq = $1`, message.seq, newText, at);
}

/** The row stays, that somebody wrote; what, also before edits, and who was named in it, goes. */
export async function eraseMessage(tx: Tx, { seq }: MessageRow, at: Instant): Promise<void> {
  await tx.run(`DELETE FROM message_version WHERE message_seq = $1`, seq);
  await tx.run(`DELETE FROM mention WHERE message_seq = $1`, seq);
  await tx.run(`UPDATE message SET text = '', deleted_at = $2 WHERE seq = $1`, seq, at);
}

export async function findMessage(reader: Reader, id: string): Promise<MessageRow | null> {
  const row = await first(reader, `SELECT ${columns} FROM message WHERE id = $1`, id);
  return row === undefined ? null : toMessage(row);
}

/** The newest first. `before`: a seq. */
export async function pageOfMessages(
  reader: Reader,
  taskId: string,
  before: number | null,
  limit: number,
): Promise<MessageRow[]> {
  const rows = await reader.query(
    `SELECT ${columns} FROM message WHERE task_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`,
    taskId,
    before ?? Number.MAX_SAFE_INTEGER,
    limit,
  );
  return rows.map(toMessage);
}

/** How a message read before, the oldest first. */
export async function versionsOf(
  reader: Reader,
  seq: number,
): Promise<{ text: string; writtenAt: Instant }[]> {
  const rows = await reader.query(
    `SELECT text, written_at FROM message_version WHERE message_seq = $1 ORDER BY version`,
    seq,
  );
  return rows.map((row) => ({ text: text(row, 'text'), writtenAt: integer(row, 'written_at') }));
}

/** Everyone who has written in the discussion of a task. */
export async function authorsOf(reader: Reader, taskId: string): Promise<string[]> {
  const rows = await reader.query(`SELECT DISTINCT author FROM message WHERE task_id = $1`, taskId);
  return rows.map((row) => text(row, 'author'));
}

/** By the seq of their message, each list by user. */
export async function mentionsOf(
  reader: Reader,
  seqs: readonly number[],
): Promise<Map<number, MentionRow[]>> {
  const rows = await reader.query(
    `SELECT message_seq, user_id, read_at FROM mention WHERE message_seq = ANY ($1) ORDER BY user_id`,
    seqs,
  );
  const found = new Map<number, MentionRow[]>(seqs.map((seq) => [seq, []]));
  for (const row of rows) {
    const mention = { userId: text(row, 'user_id'), readAt: integerOrNull(row, 'read_at') };
    found.get(integer(row, 'message_seq'))?.push(mention);
  }
  return found;
}

/** Who is named stays marked as he was; who is named no longer loses the mark. */
export async function putMentions(tx: Tx, seq: number, userIds: readonly string[]): Promise<void> {
  await tx.run(`DELETE FROM mention WHERE message_seq = $1 AND user_id <> ALL ($2)`, seq, userIds);
  await tx.run(
    `INSERT INTO mention (host_id, message_seq, user_id) SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING`,
    tx.hostId,
    seq,
    userIds,
  );
}

/** Up to which message these users have read a discussion; who has read nothing is not there. */
export async function readUpTo(
  reader: Reader,
  taskId: string,
  userIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await reader.query(
    `SELECT user_id, read_seq FROM discussion_reader WHERE task_id = $1 AND user_id = ANY ($2)`,
    taskId,
    userIds,
  );
  return new Map(rows.map((row) => [text(row, 'user_id'), integer(row, 'read_seq')]));
}

/** A user has read up to this message; never moves back. @returns what is left to read */
export async function markMessagesRead(
  tx: Tx,
  taskId: string,
  userId: string,
  upTo: number,
  at: Instant,
): Promise<UnreadCount> {
  await tx.run(
    `INSERT INTO discussion_reader (host_id, task_id, user_id, read_seq) VALUES ($1, $2, $3, $4)
     ON CONFLICT (task_id, user_id) DO UPDATE SET read_seq = greatest(discussion_reader.read_seq, excluded.read_seq)`,
    tx.hostId,
    taskId,
    userId,
    upTo,
  );
  await tx.run(
    `UPDATE mention SET read_at = $4 WHERE user_id = $2 AND read_at IS NULL
       AND message_seq IN (SELECT seq FROM message WHERE task_id = $1 AND seq <= $3)`,
    taskId,
    userId,
    upTo,
    at,
  );
  const unread = (await countUnread(tx, [taskId], userId)).get(taskId) ?? none;
  if (unread.messages === 0 && unread.mentions === 0) {
    await tx.run(
      `DELETE FROM discussion_unread WHERE user_id = $1 AND task_id = $2 AND host_id = $3`,
      userId,
      taskId,
      tx.hostId,
    );
  }
  return unread;
}

/** There is something to read for these users. */
export async function markUnread(tx: Tx, taskId: string, userIds: readonly string[]): Promise<void> {
  await tx.run(
    `INSERT INTO discussion_unread (host_id, user_id, task_id) SELECT $1, unnest($3::text[]), $2 ON CONFLICT DO NOTHING`,
    tx.hostId,
    taskId,
    userIds,
  );
}

const none: UnreadCount = { messages: 0, mentions: 0 };

/** By task. One's own messages are never unread, nor are deleted ones. */
export async function countUnread(
  reader: Reader,
  taskIds: readonly string[],
  userId: string,
): Promise<Map<string, UnreadCount>> {
  const rows = await reader.query(
    `SELECT message.task_id,
       count(*) FILTER (WHERE message.deleted_at IS NULL AND message.seq > coalesce(reader.read_seq, 0)) AS messages,
       count(*) FILTER (WHERE mention.user_id IS NOT NULL) AS mentions
     FROM message
     LEFT JOIN discussion_reader AS reader ON reader.task_id = message.task_id AND reader.user_id = $2
     LEFT JOIN mention ON mention.message_seq = message.seq AND mention.user_id = $2 AND mention.read_at IS NULL
     WHERE message.task_id = ANY ($1) AND message.author <> $2 GROUP BY message.task_id`,
    taskIds,
    userId,
  );
  const counted = rows.map(
    (row) =>
      [
        text(row, 'task_id'),
        { messages: integer(row, 'messages'), mentions: integer(row, 'mentions') },
      ] as const,
  );
  return new Map([...taskIds.map((id) => [id, none] as const), ...counted]);
}

/** The tasks in whose discussions there may be something to read for a user. */
export async function tasksWithUnread(reader: Reader, userId: string): Promise<string[]> {
  const rows = await reader.query(
    `SELECT task_id FROM discussion_unread WHERE user_id = $1 AND host_id = $2`,
    userId,
    reader.hostId,
  );
  return rows.map((row) => text(row, 'task_id'));
}
