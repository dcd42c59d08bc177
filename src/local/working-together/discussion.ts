import { timestamp, type Instant } from '../../shared/clock.ts';
import type { Message, MessageVersion, UnreadCount } from '../../shared/contract/discussion.ts';
import { CountersignError } from '../../shared/errors.ts';
import { mentionsIn } from '../../shared/human-task/mentions.ts';
import { mayOverride, mayReassign, type Actor } from '../../shared/human-task/actor.ts';
import { holdersOf } from '../../shared/human-task/taken-away.ts';
import type { UserId } from '../../shared/ids.ts';
import { permissionsOfUser } from '../caller.ts';
import { loadAssignment } from '../human-tasks/load-assignment.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import { commandOf, type Command } from '../../service/idempotency.ts';
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
} from '../store/messages.ts';
import type { Writer } from '../store/writer.ts';
import { loadDiscussedTask, loadReadableTask, type Where } from './load-open-task.ts';
import type { LoadedAssignment } from '../../service/human-tasks/visible-assignment.ts';
import {
  type MessageRow,
  describeMessage,
  mustBeAuthor,
  mustBeOfTask,
  positionOf,
} from '../../service/working-together/message-row.ts';

// Who holds a task, and who may see others', reads its discussion; whom it was taken from does so no longer, and everyone else
// does not know that there is one. M1: only its author changes or
// deletes a message, an administrator too may not. M2: nothing a person wrote is changed without a trace: edits keep what was.

interface ReadingPlace extends Where {
  /** Who is logged in to this computer. */
  readonly actor: Pick<Actor, 'userId'>;
}

interface WritingPlace extends ReadingPlace {
  readonly db: WritableDatabase;
  readonly writer: Writer;
}

/** `isNew` false: a replay, nothing has changed. */
interface MessageChange {
  readonly message: Message;
  readonly isNew: boolean;
}

export interface DiscussionPage {
  messages: Message[];
  unread: UnreadCount;
  participants: string[];
  nextCursor: string | null;
}

/** The newest first. @throws CountersignError as `loadReadableTask`, INVALID_REQUEST */
export function listMessages(
  place: ReadingPlace,
  actor: Actor,
  question: { taskAsstId: string; cursor?: string | undefined; limit: number },
): DiscussionPage {
  const { db } = place;
  return readTogether(db, () => {
    const { task } = loadReadableTask(place, actor, question.taskAsstId);
    const rows = pageOfMessages(db, task.id, positionOf(question.cursor), question.limit);
    const last = rows.at(-1);
    return {
      messages: rows.map((row) => describe(db, row, actor)),
      unread: countUnread(db, task.id, actor.userId),
      participants: participantsOf(place, task.id),
      nextCursor: last === undefined || rows.length < question.limit ? null : String(last.seq),
    };
  });
}

/**
 * `task` null: a replay, of what was posted before.
 * @throws CountersignError as `loadDiscussedTask`, IDEMPOTENCY_MISMATCH, STORE_UNAVAILABLE
 */
export async function postMessage(
  place: WritingPlace,
  actor: Actor,
  request: { taskAsstId: string; text: string; idempotencyKey?: string | undefined },
  { id, now }: { id: string; now: Instant },
): Promise<{ message: Message; task: LoadedAssignment['task'] | null }> {
  const { db, writer } = place;
  const { taskAsstId, text } = request;
  const command = commandOf(actor.userId, 'postMessage', request);
  return writer.write(() => {
    const posted: { task: LoadedAssignment['task'] | null } = { task: null };
    const messageId = once<string>(db, command, now, () => {
      const { task } = loadDiscussedTask(place, actor, taskAsstId);
      insertMessage(db, { id, taskId: task.id, author: actor.userId, text, postedAt: now });
      tellOthers(place, mustFind(db, task.id, id));
      posted.task = task;
      return id;
    });
    const message = findMessage(db, messageId);
    if (message === null) throw new CountersignError('MESSAGE_NOT_FOUND');
    return { message: describe(db, message, actor), ...posted };
  });
}

/** @throws CountersignError as `loadDiscussedTask`, MESSAGE_NOT_FOUND, FORBIDDEN for another's, STORE_UNAVAILABLE */
export async function changeMessage(
  place: WritingPlace,
  actor: Actor,
  request: { taskAsstId: string; messageId: string; text: string; idempotencyKey?: string | undefined },
  now: Instant,
): Promise<MessageChange> {
  const { text } = request;
  return changeOnce(place, actor, commandOf(actor.userId, 'editMessage', request), now, () => {
    const message = mustBeOwn(place, actor, request);
    // The same text: nothing has changed.
    if (message.text !== text) editMessage(place.db, message, text, now);
    tellOthers(place, mustFind(place.db, message.taskId, message.id));
    return message.id;
  });
}

/** @throws CountersignError as `changeMessage`, except that deleting again does nothing */
export async function deleteMessage(
  place: WritingPlace,
  actor: Actor,
  request: { taskAsstId: string; messageId: string; idempotencyKey?: string | undefined },
  now: Instant,
): Promise<MessageChange> {
  const { db, hostId } = place;
  return changeOnce(place, actor, commandOf(actor.userId, 'deleteMessage', request), now, () => {
    const { task } = loadAssignment(db, hostId, actor, request);
    const message = mustFind(db, task.id, request.messageId);
    mustBeAuthor(message, actor);
    if (message.deletedAt === null) eraseMessage(db, message, now);
    return message.id;
  });
}

/** How it read before, the oldest first. @throws CountersignError as `loadReadableTask`, MESSAGE_NOT_FOUND */
export function listVersions(
  place: Where,
  actor: Actor,
  question: { taskAsstId: string; messageId: string },
): MessageVersion[] {
  const { task } = loadReadableTask(place, actor, question.taskAsstId);
  const { seq } = mustFind(place.db, task.id, question.messageId);
  return versionsOf(place.db, seq).map(({ text, writtenAt }) => ({ text, writtenTs: timestamp(writtenAt) }));
}

/** @throws CountersignError as `loadReadableTask`, MESSAGE_NOT_FOUND, STORE_UNAVAILABLE */
export async function readMessages(
  place: WritingPlace,
  actor: Actor,
  request: { taskAsstId: string; upToMessageId: string },
  now: Instant,
): Promise<UnreadCount> {
  const { db, writer } = place;
  return writer.write(() => {
    const { task } = loadReadableTask(place, actor, request.taskAsstId);
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
        const isHeld = holdersOf(assignments).has(actor.userId);
        const own = assignments.findLast(({ assigneeId }) => isHeld && assigneeId === actor.userId);
        const way = own ?? (mayOverride(actor) ? assignments.at(-1) : undefined);
        const unread = countUnread(db, taskId, actor.userId);
        const isNone = way === undefined || (unread.messages === 0 && unread.mentions === 0);
        return isNone ? [] : [{ taskId, taskAsstId: way.id, ...unread }];
      })
      .toSorted((a, b) => b.mentions - a.mentions)
      .slice(0, mostTasks),
  );
}

/** What is kept of the command is which message: its text may be deleted later. @param change answers with its id */
async function changeOnce(
  { db, writer }: WritingPlace,
  actor: Actor,
  command: Command,
  now: Instant,
  change: () => string,
): Promise<MessageChange> {
  return writer.write(() => {
    let isNew = false;
    const messageId = once(db, command, now, () => {
      isNew = true;
      return change();
    });
    const message = findMessage(db, messageId);
    if (message === null) throw new CountersignError('MESSAGE_NOT_FOUND');
    return { message: describe(db, message, actor), isNew };
  });
}

/** Whoever takes part has something to read; whoever is named is marked besides. */
function tellOthers(place: WritingPlace, { seq, taskId, author, text }: MessageRow): void {
  const { db } = place;
  const others = participantsOf(place, taskId).filter((userId) => userId !== author);
  const named = mentionsIn(text, others);
  putMentions(db, seq, named);
  const unread = others.filter((userId) => readUpTo(db, taskId, userId) < seq || named.includes(userId));
  markUnread(db, taskId, unread);
}

/** Who is or was asked or has written something, and may read what is written. */
function participantsOf({ db, actor: { userId: owner } }: ReadingPlace, taskId: string): string[] {
  const places = assignmentsOfTask(db, taskId);
  const holders = holdersOf(places);
  const asked = places.flatMap(({ assigneeId }) => assigneeId || []);
  return [...new Set([...asked, ...authorsOf(db, taskId)])].filter((id) => {
    if (holders.has(id)) return true;
    const user = { userId: id as UserId, permissions: permissionsOfUser(db, owner, id as UserId) };
    return mayOverride(user) || mayReassign(user);
  });
}

function mustBeOwn(
  place: Where,
  actor: Actor,
  { taskAsstId, messageId }: { taskAsstId: string; messageId: string },
): MessageRow {
  const { task } = loadDiscussedTask(place, actor, taskAsstId);
  const message = mustFind(place.db, task.id, messageId);
  mustBeAuthor(message, actor);
  if (message.deletedAt !== null) throw new CountersignError('MESSAGE_NOT_FOUND');
  return message;
}

function mustFind(db: ReadableDatabase, taskId: string, messageId: string): MessageRow {
  return mustBeOfTask(findMessage(db, messageId), taskId);
}

function describe(db: ReadableDatabase, row: MessageRow, actor: Actor): Message {
  return describeMessage(row, mentionsOf(db, row.seq), readUpTo(db, row.taskId, actor.userId), actor);
}
