import { timestamp, timestampOrNull, type Instant } from '../../shared/clock.ts';
import type { Message, MessageVersion, UnreadCount } from '../../shared/contract/discussion.ts';
import { CountersignError } from '../../shared/errors.ts';
import { mentionsIn } from '../../shared/human-task/mentions.ts';
import { mayOverride, type Actor } from '../../shared/human-task/actor.ts';
import { loadAssignment, type LoadedAssignment } from '../human-tasks/load-assignment.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import { once } from '../store/commands.ts';
import { readTogether, type ReadableDatabase, type WritableDatabase } from '../store/database.ts';
import {
  authorsOf,
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
  tasksWithUnread,
  versionsOf,
  type MessageRow,
} from '../store/messages.ts';
import type { Writer } from '../store/writer.ts';
import { loadDiscussedTask, type Where } from './load-open-task.ts';

// Who may open a task may read its discussion; everyone else does not know that there is one. M1: only its author changes or
// deletes a message, an administrator too may not. M2: nothing a person wrote is changed without a trace: edits keep what was.

interface WritingPlace extends Where {
  readonly db: WritableDatabase;
  readonly writer: Writer;
}

export interface DiscussionPage {
  messages: Message[];
  unread: UnreadCount;
  participants: string[];
  nextCursor: string | null;
}

/** The newest first. @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, INVALID_REQUEST */
export function listMessages(
  { db, hostId }: Where,
  actor: Actor,
  question: { taskAsstId: string; cursor?: string | undefined; limit: number },
): DiscussionPage {
  return readTogether(db, () => {
    const { task } = loadAssignment(db, hostId, actor, question);
    const rows = pageOfMessages(db, task.id, position(question.cursor), question.limit);
    const last = rows.at(-1);
    return {
      messages: rows.map((row) => describe(db, row, actor)),
      unread: countUnread(db, task.id, actor.userId),
      participants: participantsOf(db, task.id),
      nextCursor: last === undefined || rows.length < question.limit ? null : String(last.seq),
    };
  });
}

/** @throws CountersignError as `loadDiscussedTask`, IDEMPOTENCY_MISMATCH, STORE_UNAVAILABLE */
export async function postMessage(
  place: WritingPlace,
  actor: Actor,
  request: { taskAsstId: string; text: string; idempotencyKey?: string | undefined },
  { id, now }: { id: string; now: Instant },
): Promise<{ message: Message; task: LoadedAssignment['task'] }> {
  const { db, writer } = place;
  const { taskAsstId, text } = request;
  const command = {
    actor: actor.userId,
    key: request.idempotencyKey ?? null,
    action: 'postMessage',
    payload: { taskAsstId, text },
  };
  return writer.write(() => {
    const { task } = loadDiscussedTask(place, actor, taskAsstId);
    const messageId = once<string>(db, command, now, () => {
      insertMessage(db, { id, taskId: task.id, author: actor.userId, text, postedAt: now });
      tellOthers(db, mustFind(db, task.id, id));
      return id;
    });
    return { message: describe(db, mustFind(db, task.id, messageId), actor), task };
  });
}

/** @throws CountersignError as `loadDiscussedTask`, MESSAGE_NOT_FOUND, FORBIDDEN for another's, STORE_UNAVAILABLE */
export async function changeMessage(
  place: WritingPlace,
  actor: Actor,
  request: { taskAsstId: string; messageId: string; text: string },
  now: Instant,
): Promise<Message> {
  const { db, writer } = place;
  return writer.write(() => {
    const message = mustBeOwn(place, actor, request);
    // Sent again, or the same text: nothing has changed.
    if (message.text !== request.text) editMessage(db, message, request.text, now);
    const edited = mustFind(db, message.taskId, message.id);
    tellOthers(db, edited);
    return describe(db, edited, actor);
  });
}

/** @throws CountersignError as `changeMessage`, except that deleting again does nothing */
export async function deleteMessage(
  place: WritingPlace,
  actor: Actor,
  request: { taskAsstId: string; messageId: string },
  now: Instant,
): Promise<Message> {
  const { db, hostId, writer } = place;
  return writer.write(() => {
    const { task } = loadAssignment(db, hostId, actor, request);
    const message = mustFind(db, task.id, request.messageId);
    if (message.author !== actor.userId) throw new CountersignError('FORBIDDEN');
    if (message.deletedAt === null) eraseMessage(db, message, now);
    return describe(db, mustFind(db, task.id, message.id), actor);
  });
}

/** How it read before, the oldest first. @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, MESSAGE_NOT_FOUND */
export function listVersions(
  { db, hostId }: Where,
  actor: Actor,
  question: { taskAsstId: string; messageId: string },
): MessageVersion[] {
  const { task } = loadAssignment(db, hostId, actor, question);
  const { seq } = mustFind(db, task.id, question.messageId);
  return versionsOf(db, seq).map(({ text, writtenAt }) => ({ text, writtenTs: timestamp(writtenAt) }));
}

/** @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, MESSAGE_NOT_FOUND, STORE_UNAVAILABLE */
export async function readMessages(
  { db, hostId, writer }: WritingPlace,
  actor: Actor,
  request: { taskAsstId: string; upToMessageId: string },
  now: Instant,
): Promise<UnreadCount> {
  return writer.write(() => {
    const { task } = loadAssignment(db, hostId, actor, request);
    markMessagesRead(db, task.id, actor.userId, mustFind(db, task.id, request.upToMessageId).seq, now);
    return countUnread(db, task.id, actor.userId);
  });
}

const mostTasks = 200;

/** What the caller has not read, of the tasks that he may open; those with mentions first. */
export function unreadOfEveryTask(
  db: ReadableDatabase,
  actor: Actor,
): (UnreadCount & { taskId: string; taskAsstId: string })[] {
  return readTogether(db, () =>
    tasksWithUnread(db, actor.userId)
      .flatMap((taskId) => {
        const assignments = assignmentsOfTask(db, taskId);
        const own = assignments.findLast(({ assigneeId }) => assigneeId === actor.userId);
        const way = own ?? (mayOverride(actor) ? assignments.at(-1) : undefined);
        const unread = countUnread(db, taskId, actor.userId);
        const isNone = way === undefined || (unread.messages === 0 && unread.mentions === 0);
        return isNone ? [] : [{ taskId, taskAsstId: way.id, ...unread }];
      })
      .toSorted((a, b) => b.mentions - a.mentions)
      .slice(0, mostTasks),
  );
}

/** Whoever takes part has something to read; whoever is named is marked besides. */
function tellOthers(db: WritableDatabase, { seq, taskId, author, text }: MessageRow): void {
  const others = participantsOf(db, taskId).filter((userId) => userId !== author);
  const named = mentionsIn(text, others);
  putMentions(db, seq, named);
  const unread = others.filter((userId) => readUpTo(db, taskId, userId) < seq || named.includes(userId));
  markUnread(db, taskId, unread);
}

function participantsOf(db: ReadableDatabase, taskId: string): string[] {
  const asked = assignmentsOfTask(db, taskId).flatMap(({ assigneeId }) => assigneeId || []);
  return [...new Set([...asked, ...authorsOf(db, taskId)])];
}

function mustBeOwn(
  place: Where,
  actor: Actor,
  { taskAsstId, messageId }: { taskAsstId: string; messageId: string },
): MessageRow {
  const { task } = loadDiscussedTask(place, actor, taskAsstId);
  const message = mustFind(place.db, task.id, messageId);
  if (message.author !== actor.userId) throw new CountersignError('FORBIDDEN');
  if (message.deletedAt !== null) throw new CountersignError('MESSAGE_NOT_FOUND');
  return message;
}

function mustFind(db: ReadableDatabase, taskId: string, messageId: string): MessageRow {
  const message = findMessage(db, messageId);
  if (message === null || message.taskId !== taskId) throw new CountersignError('MESSAGE_NOT_FOUND');
  return message;
}

function position(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new CountersignError('INVALID_REQUEST', {
    details: { fields: [{ pointer: '/cursor', message: 'Not a cursor of this list.' }] },
  });
}

function describe(db: ReadableDatabase, row: MessageRow, actor: Actor): Message {
  const mentions = mentionsOf(db, row.seq);
  const isNew = row.seq > readUpTo(db, row.taskId, actor.userId);
  const namesMe = mentions.some(({ userId, readAt }) => userId === actor.userId && readAt === null);
  return {
    messageId: row.id,
    taskId: row.taskId,
    author: row.author,
    postedTs: timestamp(row.postedAt),
    editedTs: timestampOrNull(row.editedAt),
    deleted: row.deletedAt !== null,
    text: row.text,
    mentions: mentions.map(({ userId }) => userId),
    unread: row.author !== actor.userId && row.deletedAt === null && (isNew || namesMe),
  };
}
