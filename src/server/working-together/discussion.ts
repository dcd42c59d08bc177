import { commandOf } from '../../service/idempotency.ts';
import {
  describeMessage,
  mustBeAuthor,
  mustBeOfTask,
  positionOf,
  type MessageRow,
} from '../../service/working-together/message-row.ts';
import { timestamp, type Instant } from '../../shared/clock.ts';
import type { Message, MessageVersion, UnreadCount } from '../../shared/contract/discussion.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { mentionsIn } from '../../shared/human-task/mentions.ts';
import { tellOf, tellOfTasks } from '../assignments/tell-feed.ts';
import type { ServerCaller } from '../caller.ts';
import { loadAssignment } from '../human-tasks/load-assignment.ts';
import type { ServerParts } from '../server-parts.ts';
import { once } from '../store/commands.ts';
import type { Reader, Tx } from '../store/database.ts';
import {
  countUnread,
  editMessage,
  eraseMessage,
  findMessage,
  insertMessage,
  markMessagesRead,
  markUnread,
  mentionsOf,
  pageOfMessages,
  putMentions,
  readUpTo,
  versionsOf,
} from '../store/messages.ts';
import { findTaskForUpdate } from '../store/tasks.ts';
import { loadReadableTask, lockDiscussedTask, type ReadableTask } from './load-open-task.ts';
import { participantsOf } from './participants.ts';

// Who holds a task, and who may see others', reads its discussion; whom it was taken from does so no longer, and everyone else
// does not know that there is one. M1: only its author changes or deletes a message, an administrator too may not. M2: nothing a
// person wrote is changed without a trace: edits keep what was.

type Parts = Pick<ServerParts, 'db' | 'clock' | 'ids'>;

export interface DiscussionPage {
  messages: Message[];
  unread: UnreadCount;
  participants: string[];
  nextCursor: string | null;
}

/** The newest first. @throws CountersignError as `loadReadableTask`, INVALID_REQUEST */
export async function listMessages(
  { db }: Pick<Parts, 'db'>,
  { hostId, actor }: ServerCaller,
  question: { readonly taskAsstId: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<DiscussionPage> {
  return db.read(hostId, async (reader) => {
    const { task, all } = await loadReadableTask(reader, actor, question.taskAsstId);
    const rows = await pageOfMessages(reader, task.id, positionOf(question.cursor), question.limit);
    const last = rows.at(-1);
    return {
      messages: await describe(reader, task.id, rows, actor),
      unread: await unreadOf(reader, task.id, actor),
      participants: await participantsOf(reader, task.id, all),
      nextCursor: last === undefined || rows.length < question.limit ? null : String(last.seq),
    };
  });
}

/** A replay gets what was posted before. @throws CountersignError as `lockDiscussedTask`, IDEMPOTENCY_MISMATCH, STORE_UNAVAILABLE */
export async function postMessage(
  parts: Parts,
  caller: ServerCaller,
  request: {
    readonly taskAsstId: string;
    readonly text: string;
    readonly idempotencyKey?: string | undefined;
  },
): Promise<Message> {
  const { ids } = parts;
  const { actor } = caller;
  const { taskAsstId, text } = request;
  return writeOnce(parts, caller, 'postMessage', request, async (tx, now) => {
    const loaded = await lockDiscussedTask(tx, actor, taskAsstId);
    const id = ids.next();
    await insertMessage(tx, { id, taskId: loaded.task.id, author: actor.userId, text, postedAt: now });
    await tellOthers(tx, loaded, await mustFind(tx, loaded.task.id, id), now);
    return id;
  });
}

export interface MessageQuestion {
  readonly taskAsstId: string;
  readonly messageId: string;
}

type MessageRequest = MessageQuestion & { readonly idempotencyKey?: string | undefined };

/** @throws CountersignError as `lockDiscussedTask`, MESSAGE_NOT_FOUND, FORBIDDEN for another's, STORE_UNAVAILABLE */
export async function changeMessage(
  parts: Parts,
  caller: ServerCaller,
  request: MessageRequest & { readonly text: string },
): Promise<Message> {
  const { actor } = caller;
  const { taskAsstId, messageId, text } = request;
  return writeOnce(parts, caller, 'editMessage', request, async (tx, now) => {
    const loaded = await lockDiscussedTask(tx, actor, taskAsstId);
    const message = await mustFind(tx, loaded.task.id, messageId);
    mustBeAuthor(message, actor);
    if (message.deletedAt !== null) throw new CountersignError('MESSAGE_NOT_FOUND');
    // The same text: nothing has changed.
    if (message.text !== text) {
      await editMessage(tx, message, text, now);
      await tellOthers(tx, loaded, await mustFind(tx, loaded.task.id, messageId), now);
    }
    return messageId;
  });
}

/** @throws CountersignError as `changeMessage`, except that deleting again does nothing */
export async function deleteMessage(
  parts: Parts,
  caller: ServerCaller,
  request: MessageRequest,
): Promise<Message> {
  const { actor } = caller;
  const { taskAsstId, messageId } = request;
  return writeOnce(parts, caller, 'deleteMessage', request, async (tx, now) => {
    const { task } = await loadAssignment(tx, actor, { taskAsstId });
    const message = await mustFind(tx, task.id, messageId);
    mustBeAuthor(message, actor);
    if (message.deletedAt === null) {
      await findTaskForUpdate(tx, task.id);
      await eraseMessage(tx, message, now);
      await tellOfTasks(tx, [task.id], now);
    }
    return messageId;
  });
}

/** How it read before, the oldest first. @throws CountersignError as `loadReadableTask`, MESSAGE_NOT_FOUND */
export async function listVersions(
  { db }: Pick<Parts, 'db'>,
  { hostId, actor }: ServerCaller,
  { taskAsstId, messageId }: MessageQuestion,
): Promise<MessageVersion[]> {
  return db.read(hostId, async (reader) => {
    const { task } = await loadReadableTask(reader, actor, taskAsstId);
    const { seq } = await mustFind(reader, task.id, messageId);
    const versions = await versionsOf(reader, seq);
    return versions.map(({ text, writtenAt }) => ({ text, writtenTs: timestamp(writtenAt) }));
  });
}

/** @throws CountersignError as `loadReadableTask`, MESSAGE_NOT_FOUND, STORE_UNAVAILABLE */
export async function readMessages(
  { db, clock }: Parts,
  { hostId, actor }: ServerCaller,
  { taskAsstId, upToMessageId }: { readonly taskAsstId: string; readonly upToMessageId: string },
): Promise<UnreadCount> {
  return db.write(hostId, async (tx) => {
    const { task } = await loadReadableTask(tx, actor, taskAsstId);
    const { seq } = await mustFind(tx, task.id, upToMessageId);
    return markMessagesRead(tx, task.id, actor.userId, seq, clock.now());
  });
}

/** What is kept of the command is which message: its text may be deleted later. @param write answers with its id */
async function writeOnce(
  { db, clock }: Parts,
  { hostId, actor }: ServerCaller,
  action: string,
  request: { readonly idempotencyKey?: string | undefined },
  write: (tx: Tx, now: Instant) => Promise<string>,
): Promise<Message> {
  return db.write(hostId, async (tx) => {
    const now = clock.now();
    const command = commandOf(actor.userId, action, request);
    const messageId = await once<string>(tx, command, now, () => write(tx, now));
    const message = await findMessage(tx, messageId);
    if (message === null) throw new CountersignError('MESSAGE_NOT_FOUND');
    return describeOne(tx, message, actor);
  });
}

/** Whoever takes part has something to read; whoever is named is marked besides. */
async function tellOthers(
  tx: Tx,
  { task, all }: ReadableTask,
  { seq, author, text }: MessageRow,
  now: Instant,
): Promise<void> {
  const others = (await participantsOf(tx, task.id, all)).filter((userId) => userId !== author);
  const named = mentionsIn(text, others);
  await putMentions(tx, seq, named);
  const read = await readUpTo(tx, task.id, others);
  const unread = others.filter((userId) => (read.get(userId) ?? 0) < seq || named.includes(userId));
  await markUnread(tx, task.id, unread);
  await tellOf(tx, all, now);
}

async function mustFind(reader: Reader, taskId: string, messageId: string): Promise<MessageRow> {
  return mustBeOfTask(await findMessage(reader, messageId), taskId);
}

async function unreadOf(reader: Reader, taskId: string, { userId }: Actor): Promise<UnreadCount> {
  const counts = await countUnread(reader, [taskId], userId);
  return counts.get(taskId) ?? { messages: 0, mentions: 0 };
}

async function describeOne(reader: Reader, row: MessageRow, actor: Actor): Promise<Message> {
  const [message] = await describe(reader, row.taskId, [row], actor);
  if (message === undefined) throw new TypeError('A row without a description');
  return message;
}

async function describe(
  reader: Reader,
  taskId: string,
  rows: readonly MessageRow[],
  actor: Actor,
): Promise<Message[]> {
  const mentions = await mentionsOf(
    reader,
    rows.map(({ seq }) => seq),
  );
  const read = (await readUpTo(reader, taskId, [actor.userId])).get(actor.userId) ?? 0;
  return rows.map((row) => describeMessage(row, mentions.get(row.seq) ?? [], read, actor));
}
