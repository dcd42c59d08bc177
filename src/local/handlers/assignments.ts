import type { TaskAction } from '../../shared/contract/account.ts';
import type { LocalAccountParts } from '../account-parts.ts';
import type { Caller } from '../caller.ts';
import { claimTask, releaseTask } from '../human-tasks/claim-task.ts';
import { describeHistory } from '../human-tasks/describe-assignments.ts';
import { loadAssignment } from '../human-tasks/load-assignment.ts';
import { assignTaskToMe, reassignTask } from '../human-tasks/reassign-task.ts';
import { taskTitle } from '../processes/describe-task.ts';
import { userName } from '../store/people.ts';
import { findTaskLine } from '../store/task-lines.ts';
import type { Base } from './base.ts';

export function assignmentHandlers(base: Base, parts: LocalAccountParts) {
  const { db, hostId, clock, reach, host } = parts;
  const at = () => ({ now: clock.now(), reach });
  return {
    claim: base.humanTasks.claim.handler(async ({ input, context }) => {
      const claimed = await claimTask(parts, context, input, at());
      tell(parts, context, 'claimed', claimed);
      // Its end is due now too.
      host.nudge();
      return claimed;
    }),
    release: base.humanTasks.release.handler(async ({ input, context }) => {
      const released = await releaseTask(parts, context, input, at());
      tell(parts, context, 'released', released);
      return released;
    }),
    reassign: base.humanTasks.reassign.handler(async ({ input, context }) => {
      const reassigned = await reassignTask(parts, context, input, at());
      tell(parts, context, 'reassigned', reassigned);
      return reassigned;
    }),
    assignToMe: base.humanTasks.assignToMe.handler(async ({ input, context }) => {
      const reassigned = await assignTaskToMe(parts, context, input, at());
      tell(parts, context, 'reassigned', reassigned);
      return reassigned;
    }),
    history: base.humanTasks.history.handler(({ input, context }) => {
      const { task } = loadAssignment(db, hostId, context.actor, input);
      return { taskStatusCode: task.statusCode, transitions: describeHistory(db, task.id) };
    }),
  };
}

/** Tells, after the commit, what to read again, and who did what to those who did not. */
export function tell(
  { db, changes }: LocalAccountParts,
  { actor }: Caller,
  kind: TaskAction['kind'],
  { taskId, processId }: { readonly taskId: string; readonly processId: string },
): void {
  const task = findTaskLine(db, taskId);
  const title = task === null ? '' : taskTitle(task);
  changes.publish({
    topics: ['human-tasks', 'processes'],
    taskIds: [taskId],
    processIds: [processId],
    actions: [{ kind, taskId, title, by: actor.userId, byName: userName(db, actor.userId) }],
  });
}
