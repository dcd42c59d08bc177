import { instant } from '../../shared/clock.ts';
import { createCompleteTask } from '../human-tasks/complete-task.ts';
import { getHumanTask, getHumanTaskOf } from '../human-tasks/get-human-task.ts';
import { countHumanTasks, listHumanTasks } from '../human-tasks/list-human-tasks.ts';
import { previewOutcomes } from '../human-tasks/preview-outcomes.ts';
import { readTask } from '../human-tasks/read-task.ts';
import type { ServerParts } from '../server-parts.ts';
import { assignmentHandlers } from './assignments.ts';
import type { Base } from './base.ts';

export function humanTaskHandlers(base: Base, parts: ServerParts) {
  const { humanTasks } = base;
  const { db, clock } = parts;
  const completeTask = createCompleteTask(parts);
  return humanTasks.router({
    ...assignmentHandlers(base, parts),
    list: humanTasks.list.handler(({ input, context: { hostId, actor } }) => {
      const dueBefore = input.dueBefore === undefined ? null : instant(input.dueBefore);
      const question = { view: input.view, dueBefore, cursor: input.cursor, limit: input.limit };
      return db.read(hostId, (reader) => listHumanTasks(reader, actor, question, clock.now()));
    }),
    get: humanTasks.get.handler(({ input, context: { hostId, actor } }) =>
      db.read(hostId, (reader) => getHumanTask(reader, actor, input, clock.now())),
    ),
    ofTask: humanTasks.ofTask.handler(({ input, context: { hostId, actor } }) =>
      db.read(hostId, (reader) => getHumanTaskOf(reader, actor, input, clock.now())),
    ),
    complete: humanTasks.complete.handler(({ input, context }) => completeTask(context, input)),
    markRead: humanTasks.markRead.handler(async ({ input, context }) => {
      await readTask(parts, context, input);
      return {};
    }),
    counts: humanTasks.counts.handler(({ input, context: { hostId, actor } }) =>
      db.read(hostId, (reader) => countHumanTasks(reader, actor, instant(input.dueBefore))),
    ),
    outcomes: humanTasks.outcomes.handler(async ({ input, context }) => ({
      outcomes: await previewOutcomes(parts, context, input),
    })),
  });
}
