import { timestamp } from '../../shared/clock.ts';
import type { ProcessDetail, ProcessReference, ProcessSummary } from '../../shared/contract/processes.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import { readTogether, type ReadableDatabase } from '../store/database.ts';
import { allChildrenOf } from '../store/child-processes.ts';
import { countProcesses, pageOfProcesses, type ProcessFilter } from '../store/process-lists.ts';
import { findProcess } from '../store/processes.ts';
import { publicationsOfProcess } from '../store/publications.ts';
import { waitingLinesOfProcess } from '../store/task-lines.ts';
import { findWorkflowHead } from '../store/workflows.ts';
import { describeTasks } from './describe-task.ts';
import { waitOf } from './describe-wait.ts';
import { failedTaskOf } from './retry-task.ts';
import {
  cancellation,
  mostChildren,
  mostPublications,
  mostTasks,
  mostWaits,
  referToProcess,
  resumeFailure,
  summarizeProcess as summary,
} from '../../service/processes/summarize-process.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';
import type { WorkflowHead } from '../../service/workflows/workflow-row.ts';

/** One process with the first page of its timeline. @throws CountersignError PROCESS_NOT_FOUND */
export function describeProcess(db: ReadableDatabase, processId: string, viewer: Actor): ProcessDetail {
  return readTogether(db, () => {
    const process = findProcess(db, processId);
    if (process === null) throw new CountersignError('PROCESS_NOT_FOUND');
    const page = describeTasks(db, processId, { cursor: undefined, limit: mostTasks }, viewer.userId);
    return {
      ...summarize(db, process),
      input: process.input,
      output: process.output ?? null,
      error: process.error,
      failure: failure(db, process, viewer),
      resumeFailure: resumeFailure(process),
      cancellation: cancellation(process),
      parent: parentOf(db, process),
      children: allChildrenOf(db, processId, mostChildren).map((child) =>
        referToProcess(child, workflowOf(db, child)),
      ),
      publications: publicationsOfProcess(db, processId, mostPublications).map(
        ({ publishedAt, ...publication }) => ({ ...publication, publishedTs: timestamp(publishedAt) }),
      ),
      taskCount: process.taskCount,
      tasks: page.tasks,
      nextTasksCursor: page.nextCursor,
    };
  });
}

/** What a list shows of one process. @throws CountersignError PROCESS_NOT_FOUND */
export function summarizeProcess(db: ReadableDatabase, processId: string): ProcessSummary {
  return readTogether(db, () => {
    const process = findProcess(db, processId);
    if (process === null) throw new CountersignError('PROCESS_NOT_FOUND');
    return summarize(db, process);
  });
}

export function describeProcesses(
  db: ReadableDatabase,
  page: { only: ProcessFilter; cursor: string | undefined; limit: number },
): { processes: ProcessSummary[]; total: number; nextCursor: string | null } {
  const before = page.cursor === undefined ? null : Number(page.cursor);
  if (Number.isNaN(before)) throw new CountersignError('INVALID_REQUEST', { message: 'Not a cursor' });
  return readTogether(db, () => {
    const rows = pageOfProcesses(db, page.only, before, page.limit);
    return {
      processes: rows.map((row) => summarize(db, row)),
      total: countProcesses(db, page.only),
      nextCursor: rows.length < page.limit ? null : String(rows.at(-1)?.seq),
    };
  });
}

function summarize(db: ReadableDatabase, process: ProcessRow): ProcessSummary {
  const waiting = waitingLinesOfProcess(db, process.id, mostWaits);
  return summary(
    process,
    workflowOf(db, process),
    waiting.map((task) => ({ task, wait: waitOf(db, task) })),
  );
}

function failure(db: ReadableDatabase, process: ProcessRow, viewer: Actor): ProcessDetail['failure'] {
  if (process.status !== 'F') return null;
  return { taskId: failedTaskOf(db, process)?.id ?? null, canRetry: isAdministrator(viewer) };
}

function parentOf(db: ReadableDatabase, { parent }: ProcessRow): ProcessReference | null {
  const process = parent === null ? null : findProcess(db, parent.id);
  if (process === null || parent === null) return null;
  return referToProcess(process, workflowOf(db, process), parent.path);
}

function workflowOf(db: ReadableDatabase, process: ProcessRow): WorkflowHead {
  const workflow = findWorkflowHead(db, process.workflowId);
  if (workflow === null) throw new CountersignError('WORKFLOW_NOT_FOUND');
  return workflow;
}
