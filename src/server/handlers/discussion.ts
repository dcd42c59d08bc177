import type { ServerParts } from '../server-parts.ts';
import {
  changeMessage,
  deleteMessage,
  listMessages,
  listVersions,
  postMessage,
  readMessages,
} from '../working-together/discussion.ts';
import { unreadOfEveryTask } from '../working-together/unread.ts';
import type { Base } from './base.ts';

export function discussionHandlers({ discussion }: Base, parts: ServerParts) {
  return discussion.router({
    list: discussion.list.handler(({ input, context }) => listMessages(parts, context, input)),
    post: discussion.post.handler(({ input, context }) => postMessage(parts, context, input)),
    edit: discussion.edit.handler(({ input, context }) => changeMessage(parts, context, input)),
    delete: discussion.delete.handler(({ input, context }) => deleteMessage(parts, context, input)),
    versions: discussion.versions.handler(async ({ input, context }) => ({
      versions: await listVersions(parts, context, input),
    })),
    markRead: discussion.markRead.handler(({ input, context }) => readMessages(parts, context, input)),
    unread: discussion.unread.handler(async ({ context }) => ({
      tasks: await unreadOfEveryTask(parts, context),
    })),
  });
}
