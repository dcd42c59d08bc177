import type { InstanceWait } from '../../engine/process-state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { timestamp, timestampOrNull } from '../../shared/clock.ts';
import type { Wait } from '../../shared/contract/wait.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { childrenOf } from '../store/child-processes.ts';
import { findWorkflowHead } from '../store/workflows.ts';
import { workflowReference } from '../workflows/workflow-reference.ts';

/** Why a task is not moving, since when, and what ends it; null: it moves, or something inside it waits. */
export function describeWait(
  db: ReadableDatabase,
  task: { id: string; processId: string; path: string; wait: InstanceWait | null },
): Wait | null {
  const { wait } = task;
  if (wait === null) return null;
  const sinceTs = timestamp(wait.since);
  switch (wait.kind) {
    case 'approval':
      return {
        kind: 'approval',
        sinceTs,
        deadlineTs: timestampOrNull(wait.deadline),
        assignees: assignmentsOfTask(db, task.id)
          .filter((assignment) => assignment.active)
          .flatMap(({ assigneeId }) => assigneeId ?? []),
      };
    case 'timer':
      return { kind: 'timer', sinceTs, untilTs: timestamp(wait.until) };
    case 'retry': {
      const { attempt, error } = wait;
      return { kind: 'retry', sinceTs, untilTs: timestamp(wait.until), attempt, error };
    }
    case 'event':
      return { kind: 'event', sinceTs, filters: [...wait.filters] };
    case 'child': {
      const workflow = findWorkflowHead(db, wait.workflowId);
      if (workflow === null) return null;
      const child = childrenOf(db, task.processId, task.path)[0];
      return {
        kind: 'child',
        sinceTs,
        processId: child?.id ?? null,
        workflow: workflowReference(workflow),
      };
    }
    case 'runtime':
      return { kind: 'runtime', sinceTs, what: wait.what };
    default:
      return assertNever(wait);
  }
}
