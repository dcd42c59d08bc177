import type { UnreadCount } from '../../shared/contract/discussion.ts';
import { mayOverride } from '../../shared/human-task/actor.ts';
import { holdersOf } from '../../shared/human-task/taken-away.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import { assignmentsOfTasks } from '../store/assignments.ts';
import { countUnread, tasksWithUnread } from '../store/messages.ts';

const mostTasks = 200;

/** What the caller has not read, of the tasks that he may open; those with mentions first. */
export async function unreadOfEveryTask(
  { db }: Pick<ServerParts, 'db'>,
  { hostId, actor }: ServerCaller,
): Promise<(UnreadCount & { taskId: string; taskAsstId: string })[]> {
  return db.read(hostId, async (reader) => {
    const taskIds = await tasksWithUnread(reader, actor.userId);
    const all = await assignmentsOfTasks(reader, taskIds);
    const counts = await countUnread(reader, taskIds, actor.userId);
    return taskIds
      .flatMap((taskId) => {
        const assignments = all.get(taskId) ?? [];
        const isHeld = holdersOf(assignments).has(actor.userId);
        const own = assignments.findLast(({ assigneeId }) => isHeld && assigneeId === actor.userId);
        const way = own ?? (mayOverride(actor) ? assignments.at(-1) : undefined);
        const unread = counts.get(taskId) ?? { messages: 0, mentions: 0 };
        const isNone = way === undefined || (unread.messages === 0 && unread.mentions === 0);
        return isNone ? [] : [{ taskId, taskAsstId: way.id, ...unread }];
      })
      .toSorted((a, b) => b.mentions - a.mentions)
      .slice(0, mostTasks);
  });
}
