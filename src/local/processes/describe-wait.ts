import type { InstanceWait } from '../../engine/process-state.ts';
import { describeWait } from '../../service/processes/describe-wait.ts';
import { workflowReference } from '../../service/workflow-reference.ts';
import type { Wait } from '../../shared/contract/wait.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import { childrenOf } from '../store/child-processes.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findWorkflowHead } from '../store/workflows.ts';

/** Why a task is not moving, with what the store knows of it besides. */
export function waitOf(
  db: ReadableDatabase,
  task: { id: string; processId: string; path: string; wait: InstanceWait | null },
): Wait | null {
  const { wait } = task;
  const isAsk = wait?.kind === 'approval';
  const child = wait?.kind === 'child' ? childrenOf(db, task.processId, task.path)[0] : undefined;
  const workflow = wait?.kind === 'child' ? findWorkflowHead(db, wait.workflowId) : null;
  return describeWait(wait, {
    assignees: isAsk
      ? assignmentsOfTask(db, task.id)
          .filter(({ active }) => active)
          .flatMap(({ assigneeId }) => assigneeId ?? [])
      : [],
    childProcessId: child?.id ?? null,
    childWorkflow: workflow === null ? null : workflowReference(workflow),
  });
}
