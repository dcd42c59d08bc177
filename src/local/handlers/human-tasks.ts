import { instant } from '../../shared/clock.ts';
import type { LocalAccountParts } from '../account-parts.ts';
import { completeTask } from '../human-tasks/complete-task.ts';
import { getHumanTask, getHumanTaskOf } from '../human-tasks/get-human-task.ts';
import { countHumanTasks, listHumanTasks } from '../human-tasks/list-human-tasks.ts';
import { loadAssignment } from '../human-tasks/load-assignment.ts';
import { previewOutcomes } from '../human-tasks/preview-outcomes.ts';
import { markRead } from '../store/assignments.ts';
import { assignmentHandlers, telling } from './assignments.ts';
import type { Base } from './base.ts';

export function humanTaskHandlers(base: Base, parts: LocalAccountParts) {
  const { db, writer, hostId, clock, changes, host } = parts;
  return {
    ...assignmentHandlers(base, parts),
    list: base.humanTasks.list.handler(({ input, context }) => {
      const { view, cursor, limit } = input;
      const dueBefore = input.dueBefore === undefined ? null : instant(input.dueBefore);
      return listHumanTasks(db, context.actor, { view, dueBefore, cursor, limit }, clock.now());
    }),
    get: base.humanTasks.get.handler(({ input, context }) =>
      getHumanTask(db, hostId, context.actor, input, clock.now()),
    ),
    ofTask: base.humanTasks.ofTask.handler(({ input, context }) =>
      getHumanTaskOf(db, hostId, context.actor, input, clock.now()),
    ),
    complete: base.humanTasks.complete.handler(async ({ input, context }) => {
      const completion = await telling(parts, context, 'completed', (at) =>
        completeTask(parts, context, input, at),
      );
      host.nudge();
      return completion;
    }),
    markRead: base.humanTasks.markRead.handler(async ({ input, context }) => {
      const { assignment } = loadAssignment(db, hostId, context.actor, input);
      if (assignment.readAt === null && assignment.assigneeId === context.actor.userId) {
        await writer.write(() => markRead(db, assignment.id, clock.now()));
        // Without the task's id: what it leads to and its history are as they were.
        changes.publish({ topics: ['human-tasks'] });
      }
      return {};
    }),
    counts: base.humanTasks.counts.handler(({ input, context }) =>
      countHumanTasks(db, context.actor, instant(input.dueBefore)),
    ),
    outcomes: base.humanTasks.outcomes.handler(async ({ input, context }) => ({
      outcomes: await previewOutcomes(db, hostId, parts.engine, parts.definitions, context.actor, input),
    })),
  };
}
