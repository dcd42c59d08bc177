import { describeHistory } from '../../service/human-tasks/describe-assignments.ts';
import { claimTask, releaseTask } from '../human-tasks/claim-task.ts';
import { loadAssignment } from '../human-tasks/load-assignment.ts';
import { assignTaskToMe, reassignTask } from '../human-tasks/reassign-task.ts';
import type { ServerParts } from '../server-parts.ts';
import { transitionsOfTask } from '../store/assignment-history.ts';
import type { Base } from './base.ts';

export function assignmentHandlers({ humanTasks }: Base, parts: ServerParts) {
  return {
    claim: humanTasks.claim.handler(({ input, context }) => claimTask(parts, context, input)),
    release: humanTasks.release.handler(({ input, context }) => releaseTask(parts, context, input)),
    reassign: humanTasks.reassign.handler(({ input, context }) => reassignTask(parts, context, input)),
    assignToMe: humanTasks.assignToMe.handler(({ input, context }) => assignTaskToMe(parts, context, input)),
    history: humanTasks.history.handler(({ input, context: { hostId, actor } }) =>
      parts.db.read(hostId, async (reader) => {
        const { task } = await loadAssignment(reader, actor, input);
        const transitions = describeHistory(await transitionsOfTask(reader, task.id));
        return { taskStatusCode: task.statusCode, transitions };
      }),
    ),
  };
}
