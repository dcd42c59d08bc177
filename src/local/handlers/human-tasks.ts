import { instant, timestamp } from '../../shared/clock.ts';
import type { LocalAccountParts } from '../account-parts.ts';
import { completeTask } from '../human-tasks/complete-task.ts';
import { getHumanTask } from '../human-tasks/get-human-task.ts';
import { countHumanTasks, listHumanTasks } from '../human-tasks/list-human-tasks.ts';
import { loadAssignment } from '../human-tasks/load-assignment.ts';
import { previewOutcomes } from '../human-tasks/preview-outcomes.ts';
import { markRead, transitionsOfTask } from '../store/assignments.ts';
import type { Base } from './base.ts';

export function humanTaskHandlers(base: Base, parts: LocalAccountParts) {
  const { db, writer, hostId, clock, reach, changes, host } = parts;
  return {
    list: base.humanTasks.list.handler(({ input, context }) =>
      listHumanTasks(db, context.actor, {
        view: input.view,
        dueBefore: input.dueBefore === undefined ? null : instant(input.dueBefore),
        cursor: input.cursor,
        limit: input.limit,
      }),
    ),
    get: base.humanTasks.get.handler(({ input, context }) =>
      getHumanTask(db, hostId, context.actor, input, clock.now()),
    ),
    complete: base.humanTasks.complete.handler(async ({ input, context }) => {
      const completion = await completeTask(parts, hostId, context, input, { now: clock.now(), reach });
      changes.publish({
        topics: ['human-tasks', 'processes'],
        taskIds: [completion.taskId],
        processIds: [completion.processId],
      });
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
    history: base.humanTasks.history.handler(({ input, context }) => {
      const { task } = loadAssignment(db, hostId, context.actor, input);
      return {
        transitions: transitionsOfTask(db, task.id).map(({ at, ...transition }) => ({
          at: timestamp(at),
          ...transition,
        })),
      };
    }),
  };
}
