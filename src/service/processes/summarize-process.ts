import { timestamp, timestampOrNull } from '../../shared/clock.ts';
import type { ProcessDetail, ProcessReference, ProcessSummary } from '../../shared/contract/processes.ts';
import type { Wait } from '../../shared/contract/wait.ts';
import { workflowReference } from '../workflow-reference.ts';
import type { WorkflowHead } from '../workflows/workflow-row.ts';
import type { ProcessRow } from './process-row.ts';
import type { TaskLine } from './task-row.ts';
import { taskTitle } from './task-title.ts';

/** What one answer has at most; more comes by pages. */
export const mostTasks = 200;
export const mostChildren = 200;
export const mostPublications = 100;
export const mostWaits = 100;

/** What a list shows of one process. @param waiting the tasks that wait, what began first first */
export function summarizeProcess(
  process: ProcessRow,
  workflow: WorkflowHead,
  waiting: readonly { readonly task: TaskLine; readonly wait: Wait | null }[],
): ProcessSummary {
  const current = waiting[0]?.task;
  return {
    processId: process.id,
    workflow: workflowReference(workflow),
    title: workflow.title,
    statusCode: process.status,
    startedTs: timestamp(process.startedAt),
    completedTs: timestampOrNull(process.endedAt),
    startedBy: process.startedBy,
    trigger: process.trigger,
    suspendedTs: timestampOrNull(process.suspendedAt),
    currentTask: current === undefined ? null : taskTitle(current),
    waits: waiting.flatMap(({ wait }) => wait ?? []),
  };
}

export function resumeFailure(process: ProcessRow): ProcessDetail['resumeFailure'] {
  if (process.resumeError === null || process.wakeAt === null) return null;
  return {
    message: process.resumeError,
    attempts: process.resumeAttempts,
    nextTryTs: timestamp(process.wakeAt),
  };
}

export function cancellation({
  cancelRequestedAt,
  cancelledBy,
  cancelReason,
}: ProcessRow): ProcessDetail['cancellation'] {
  if (cancelRequestedAt === null || cancelledBy === null) return null;
  return { by: cancelledBy, reason: cancelReason, requestedTs: timestamp(cancelRequestedAt) };
}

/** A process as another one names it. @param taskPath the task that started it; by default of its own record */
export function referToProcess(
  process: ProcessRow,
  workflow: WorkflowHead,
  taskPath: string = process.parent?.path ?? '',
): ProcessReference {
  return {
    processId: process.id,
    title: workflow.title,
    workflow: workflowReference(workflow),
    statusCode: process.status,
    taskPath,
  };
}
