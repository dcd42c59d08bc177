import type { TaskAction } from '../../shared/contract/account.ts';
import type { LocalAccountParts } from '../account-parts.ts';
import type { Caller } from '../caller.ts';
import { claimTask, releaseTask, type CommandTime } from '../human-tasks/claim-task.ts';
import { loadAssignment } from '../human-tasks/load-assignment.ts';
import { assignTaskToMe, reassignTask } from '../human-tasks/reassign-task.ts';
import { transitionsOfTask } from '../store/assignment-history.ts';
import { userName } from '../store/people.ts';
import { findTaskLine } from '../store/task-lines.ts';
import type { Base } from './base.ts';
import { taskTitle } from '../../service/processes/task-title.ts';
import { describeHistory } from '../../service/human-tasks/describe-assignments.ts';

export function assignmentHandlers(base: Base, parts: LocalAccountParts) {
  const { db, hostId, host } = parts;
  return {
    claim: base.humanTasks.claim.handler(async ({ input, context }) => {
      const claimed = await telling(parts, context, 'claimed', (at) => claimTask(parts, context, input, at));
      // Its end is due now too.
      host.nudge();
      return claimed;
    }),
    release: base.humanTasks.release.handler(({ input, context }) =>
      telling(parts, context, 'released', (at) => releaseTask(parts, context, input, at)),
    ),
    reassign: base.humanTasks.reassign.handler(({ input, context }) =>
      telling(parts, context, 'reassigned', (at) => reassignTask(parts, context, input, at)),
    ),
    assignToMe: base.humanTasks.assignToMe.handler(({ input, context }) =>
      telling(parts, context, 'reassigned', (at) => assignTaskToMe(parts, context, input, at)),
    ),
    history: base.humanTasks.history.handler(({ input, context }) => {
      const { task } = loadAssignment(db, hostId, context.actor, input);
      return {
        taskStatusCode: task.statusCode,
        transitions: describeHistory(transitionsOfTask(db, task.id)),
      };
    }),
  };
}

interface Moved {
  readonly taskId: string;
  readonly processId: string;
}

/**
 * Carries a command out and tells, after the commit, what to read again, and who did what to those who did not. Of a replay
 * nothing is told: what it asks for was done, and told, before.
 */
export async function telling<T extends Moved>(
  parts: LocalAccountParts,
  { actor }: Caller,
  kind: TaskAction['kind'],
  command: (at: CommandTime) => Promise<T>,
): Promise<T> {
  const { db, clock, reach, changes } = parts;
  let isNew = false;
  const moved = await command({ now: clock.now(), reach, onApplied: () => (isNew = true) });
  if (isNew) {
    const { taskId, processId } = moved;
    const task = findTaskLine(db, taskId);
    const title = task === null ? '' : taskTitle(task);
    changes.publish({
      topics: ['human-tasks', 'processes'],
      taskIds: [taskId],
      processIds: [processId],
      actions: [{ kind, taskId, title, by: actor.userId, byName: userName(db, actor.userId) }],
    });
  }
  return moved;
}
