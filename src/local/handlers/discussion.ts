import type { LocalAccountParts } from '../account-parts.ts';
import { userName } from '../store/people.ts';
import {
  changeMessage,
  deleteMessage,
  listMessages,
  listVersions,
  postMessage,
  readMessages,
  unreadOfEveryTask,
} from '../working-together/discussion.ts';
import type { Base } from './base.ts';
import { taskTitle } from '../../service/processes/task-title.ts';

export function discussionHandlers(base: Base, parts: LocalAccountParts) {
  const { clock, ids } = parts;
  const changed = (taskId: string) => parts.changes.publish({ topics: ['discussions'], taskIds: [taskId] });
  return {
    list: base.discussion.list.handler(({ input, context }) => listMessages(parts, context.actor, input)),
    post: base.discussion.post.handler(async ({ input, context: { actor } }) => {
      const at = { id: ids.next(), now: clock.now() };
      const { message, task } = await postMessage(parts, actor, input, at);
      if (task === null) return message;
      const { userId } = actor;
      parts.changes.publish({
        topics: ['discussions'],
        taskIds: [task.id],
        actions: [
          {
            kind: 'commented',
            taskId: task.id,
            title: taskTitle(task.instance),
            by: userId,
            byName: userName(parts.db, userId),
          },
        ],
      });
      return message;
    }),
    edit: base.discussion.edit.handler(async ({ input, context }) => {
      const { message, isNew } = await changeMessage(parts, context.actor, input, clock.now());
      if (isNew) changed(message.taskId);
      return message;
    }),
    delete: base.discussion.delete.handler(async ({ input, context }) => {
      const { message, isNew } = await deleteMessage(parts, context.actor, input, clock.now());
      if (isNew) changed(message.taskId);
      return message;
    }),
    versions: base.discussion.versions.handler(({ input, context }) => ({
      versions: listVersions(parts, context.actor, input),
    })),
    markRead: base.discussion.markRead.handler(async ({ input, context }) => {
      const unread = await readMessages(parts, context.actor, input, clock.now());
      parts.changes.publish({ topics: ['discussions'] });
      return unread;
    }),
    unread: base.discussion.unread.handler(({ context }) => ({
      tasks: unreadOfEveryTask(parts.db, context.actor),
    })),
  };
}
