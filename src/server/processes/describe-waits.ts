import { describeWait } from '../../service/processes/describe-wait.ts';
import type { TaskLine } from '../../service/processes/task-row.ts';
import { workflowReference } from '../../service/workflow-reference.ts';
import type { Wait } from '../../shared/contract/wait.ts';
import { assignmentsOfTasks } from '../store/assignments.ts';
import type { Reader } from '../store/database.ts';
import { firstChildren } from '../store/processes.ts';
import { workflowHeads } from '../store/workflows.ts';

/** A task that may wait. */
export type WaitingTask = Pick<TaskLine, 'id' | 'processId' | 'path' | 'wait'>;

/** Why tasks are not moving, by their ids, with what the store knows of them besides: a few queries for all together. */
export async function waitsOf(
  reader: Reader,
  tasks: readonly WaitingTask[],
): Promise<ReadonlyMap<string, Wait | null>> {
  const asks = tasks.filter(({ wait }) => wait?.kind === 'approval').map(({ id }) => id);
  const assignments = await assignmentsOfTasks(reader, asks);
  const children = tasks.filter(({ wait }) => wait?.kind === 'child');
  const started = await firstChildren(reader, children);
  const workflows = await workflowHeads(
    reader,
    children.flatMap(({ wait }) => (wait?.kind === 'child' ? [wait.workflowId] : [])),
  );
  return new Map(
    tasks.map(({ id, processId, path, wait }) => {
      const workflow = wait?.kind === 'child' ? workflows.get(wait.workflowId) : undefined;
      const facts = {
        assignees: (assignments.get(id) ?? [])
          .filter(({ active }) => active)
          .flatMap(({ assigneeId }) => assigneeId ?? []),
        childProcessId: started.get(`${processId}${path}`) ?? null,
        childWorkflow: workflow === undefined ? null : workflowReference(workflow),
      };
      return [id, describeWait(wait, facts)] as const;
    }),
  );
}
