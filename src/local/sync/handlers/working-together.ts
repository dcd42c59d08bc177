import { timestamp } from '../../../shared/clock.ts';
import { largestChunk } from '../../../shared/contract/files.ts';
import type { Message } from '../../../shared/contract/discussion.ts';
import { CountersignError } from '../../../shared/errors.ts';
import { findDiscussion, putDiscussion } from '../../store/replica/discussions.ts';
import { openMessages } from '../../store/replica/outbox.ts';
import type { OutboxRow } from '../../store/replica/outbox-row.ts';
import type { Client } from '../account-connection.ts';
import { requestOf } from '../outbox/entries.ts';
import { tellOf, writeEntry, writtenBefore } from '../outbox/outbox.ts';
import { mustFind } from '../replica/decide.ts';
import { adoptDraft, draftState, saveDraft } from '../replica/drafts.ts';
import type { ReplicaBase, RouterParts } from './base.ts';

type Page = Awaited<ReturnType<Client['discussion']['list']>>;

export function discussionHandlers(base: ReplicaBase, parts: RouterParts) {
  const { db, writer, clock, online, identity } = parts;
  return {
    list: base.discussion.list.handler(async ({ input, signal }) => {
      const { task, document } = mustFind(parts, input.taskAsstId);
      if (input.cursor !== undefined) {
        return online.ask((client, options) => client.discussion.list(input, options), signal);
      }
      const pending = openMessages(db, task.taskId).map((row) => asMessage(row, identity.userId));
      const page = await freshOrKept(parts, task.taskId, () =>
        online.ask((client, options) => client.discussion.list(input, options), signal),
      );
      const empty: Page = {
        messages: [],
        unread: { messages: 0, mentions: 0 },
        participants: document.assignments.flatMap(({ assigneeId }) => assigneeId ?? []),
        nextCursor: null,
      };
      const kept = page ?? empty;
      return { ...kept, messages: [...pending, ...kept.messages] };
    }),
    post: base.discussion.post.handler(async ({ input, context }) => {
      const row = await writer.write(() => {
        const { task, document } = mustFind(parts, input.taskAsstId);
        const before = writtenBefore(parts, input.idempotencyKey, 'postMessage', task.assignmentId);
        return (
          before ??
          writeEntry(parts, {
            action: 'postMessage',
            request: { text: input.text },
            assignmentId: task.assignmentId,
            taskId: task.taskId,
            title: document.title,
            label: null,
            source: context.source,
            heldUntil: null,
            key: input.idempotencyKey ?? null,
          })
        );
      });
      parts.reach('outbox.written');
      tellOf(parts, row);
      parts.nudge();
      return asMessage(row, identity.userId);
    }),
    edit: base.discussion.edit.handler(({ input, signal }) =>
      online.ask((client, options) => client.discussion.edit(input, options), signal),
    ),
    delete: base.discussion.delete.handler(({ input, signal }) =>
      online.ask((client, options) => client.discussion.delete(input, options), signal),
    ),
    versions: base.discussion.versions.handler(({ input, signal }) =>
      online.ask((client, options) => client.discussion.versions(input, options), signal),
    ),
    markRead: base.discussion.markRead.handler(({ input, signal }) =>
      online.ask((client, options) => client.discussion.markRead(input, options), signal),
    ),
    unread: base.discussion.unread.handler(async ({ signal }) =>
      online.isConnected() && parts.transport.client !== null
        ? online.ask((client, options) => client.discussion.unread(undefined, options), signal)
        : { tasks: [] },
    ),
  };

  async function freshOrKept(
    { transport }: RouterParts,
    taskId: string,
    read: () => Promise<Page>,
  ): Promise<Page | null> {
    if (transport.client !== null && online.isConnected()) {
      try {
        const page = await read();
        await writer.write(() => putDiscussion(db, taskId, JSON.stringify(page), clock.now()));
        return page;
      } catch (error) {
        if (!(error instanceof CountersignError) || error.code !== 'OFFLINE') throw error;
      }
    }
    const kept = findDiscussion(db, taskId);
    return kept === null ? null : (JSON.parse(kept) as Page);
  }
}

/** One that has not reached the server is shown as it will be there. */
function asMessage(row: OutboxRow, author: string): Message {
  return {
    messageId: row.id,
    taskId: row.taskId,
    author,
    postedTs: timestamp(row.writtenAt),
    editedTs: null,
    deleted: false,
    text: requestOf(row, 'postMessage').text,
    mentions: [],
    unread: false,
  };
}

export function draftHandlers(base: ReplicaBase, parts: RouterParts) {
  const { db, writer, clock, online, changes } = parts;
  const save = async (request: Parameters<typeof saveDraft>[1]) => {
    const { taskId, state } = await saveDraft(parts, request);
    changes.publish({ topics: ['drafts', 'human-tasks'], taskIds: [taskId] });
    parts.nudge();
    return state;
  };
  return {
    get: base.drafts.get.handler(async ({ input, signal }) => {
      const { task } = mustFind(parts, input.taskAsstId);
      if (online.isConnected() && parts.transport.client !== null) {
        const server = await online
          .ask((client, options) => client.drafts.get(input, options), signal)
          .catch((error: unknown) => {
            if (error instanceof CountersignError) return null;
            throw error;
          });
        if (server !== null) await writer.write(() => adoptDraft(parts, task, server, clock.now()));
      }
      return draftState(db, task.taskId);
    }),
    save: base.drafts.save.handler(({ input }) => save(input)),
    discard: base.drafts.discard.handler(({ input }) => save({ ...input, data: null })),
  };
}

export function fileHandlers(base: ReplicaBase, parts: RouterParts) {
  const { files, online } = parts;
  const taskIdOf = (taskAsstId: string) => mustFind(parts, taskAsstId).task.taskId;
  return {
    list: base.files.list.handler(async ({ input, signal }) => {
      const { document } = mustFind(parts, input.taskAsstId);
      const own = files.list(document.taskId);
      if (!online.isConnected() || parts.transport.client === null) {
        return { files: own };
      }
      const { files: there } = await online.ask(
        (client, options) => client.files.list(input, options),
        signal,
      );
      // What was chosen here goes by its own name until the task has ended.
      const digests = new Set(own.map(({ digest }) => digest));
      return { files: [...there.filter(({ digest }) => !digests.has(digest)), ...own] };
    }),
    get: base.files.get.handler(
      async ({ input, signal }) =>
        files.find(taskIdOf(input.taskAsstId), input.fileId) ??
        online.ask((client, options) => client.files.get(input, options), signal),
    ),
    remove: base.files.remove.handler(async ({ input, signal }) => {
      if (await files.remove(taskIdOf(input.taskAsstId), input.fileId)) return {};
      return online.ask((client, options) => client.files.remove(input, options), signal);
    }),
    text: base.files.text.handler(async ({ input, signal }) => {
      if (files.find(taskIdOf(input.taskAsstId), input.fileId) !== null) return files.text(input.fileId);
      return online.ask((client, options) => client.files.text(input, options), signal);
    }),
    upload: {
      begin: base.files.upload.begin.handler(async ({ input }) => ({
        uploadId: await files.begin(input),
        chunkSize: largestChunk,
      })),
      append: base.files.upload.append.handler(async ({ input }) => {
        const bytes = new Uint8Array(await input.chunk.arrayBuffer());
        return { received: await files.append(input.uploadId, input.offset, bytes) };
      }),
      finish: base.files.upload.finish.handler(async ({ input, context }) => {
        const file = await files.finish(input.uploadId, input.digest, context.source);
        parts.nudge();
        return file;
      }),
      abort: base.files.upload.abort.handler(async ({ input }) => {
        await files.abort(input.uploadId);
        return {};
      }),
    },
  };
}
