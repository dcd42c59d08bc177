import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { IdempotencyKey, PageRequest, procedure } from './base.ts';

/** In characters. */
export const longestMessage = 10_000;

/** Markdown, shown without raw HTML and remote images, like every text of people. */
const MessageText = z
  .string()
  .max(longestMessage)
  .refine((text) => text.trim() !== '', { message: 'A message cannot be empty.' });

export const Message = z.object({
  messageId: z.uuid(),
  taskId: z.uuid(),
  author: z.string(),
  postedTs: Timestamp,
  /** Of the last edit; null: it reads as it was posted. */
  editedTs: Timestamp.nullable(),
  /** A deleted message keeps its place; its text is gone from everybody's sight. */
  deleted: z.boolean(),
  /** Empty when it was deleted. */
  text: z.string(),
  /** The users that its text names as `@user`, of those who take part. */
  mentions: z.array(z.string()),
  /** For the caller: not read yet. One's own are always read. */
  unread: z.boolean(),
});
export type Message = z.infer<typeof Message>;

/** How a message read before: oldest first. */
export const MessageVersion = z.object({ text: z.string(), writtenTs: Timestamp });
export type MessageVersion = z.infer<typeof MessageVersion>;

/** `mentions` are unread messages that name the caller; they are among `messages`, or were edited so since they were read. */
export const UnreadCount = z.object({ messages: z.number().int(), mentions: z.number().int() });
export type UnreadCount = z.infer<typeof UnreadCount>;

const ofTask = z.object({ taskAsstId: z.uuid() });
const ofMessage = ofTask.extend({ messageId: z.uuid() });
const path = '/human-tasks/{taskAsstId}/discussion' as const;

const listMessages = procedure
  .route({ method: 'GET', path, summary: 'The discussion of a task, the newest message first' })
  .input(PageRequest.extend(ofTask.shape))
  .output(
    z.object({
      messages: z.array(Message),
      unread: UnreadCount,
      /** Who can be named: everyone who is or was asked, and everyone who has written. */
      participants: z.array(z.string()),
      nextCursor: z.string().nullable(),
    }),
  );

const postMessage = procedure
  .route({ method: 'POST', path, summary: 'Write a message' })
  .input(ofTask.extend({ text: MessageText, idempotencyKey: IdempotencyKey }))
  .output(Message);

const editMessage = procedure
  .route({ method: 'PUT', path: `${path}/{messageId}`, summary: "Change one's own message" })
  .input(ofMessage.extend({ text: MessageText, idempotencyKey: IdempotencyKey }))
  .output(Message);

const deleteMessage = procedure
  .route({ method: 'DELETE', path: `${path}/{messageId}`, summary: "Delete one's own message" })
  .input(ofMessage.extend({ idempotencyKey: IdempotencyKey }))
  .output(Message);

const messageVersions = procedure
  .route({
    method: 'GET',
    path: `${path}/{messageId}/versions`,
    summary: 'How a message read before it was edited',
  })
  .input(ofMessage)
  .output(z.object({ versions: z.array(MessageVersion) }));

const markRead = procedure
  .route({ method: 'POST', path: `${path}/read`, summary: 'The caller has read up to a message' })
  .input(ofTask.extend({ upToMessageId: z.uuid() }))
  .output(UnreadCount);

const unreadDiscussions = procedure
  .route({
    method: 'GET',
    path: '/discussions/unread',
    summary: 'What the caller has not read, of every task: those with mentions first, 200 at most',
  })
  .output(z.object({ tasks: z.array(UnreadCount.extend({ taskId: z.uuid(), taskAsstId: z.uuid() })) }));

export const discussion = {
  list: listMessages,
  post: postMessage,
  edit: editMessage,
  delete: deleteMessage,
  versions: messageVersions,
  markRead,
  unread: unreadDiscussions,
};
