import type { ProcessRow } from '../../service/processes/process-row.ts';
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
import type { WorkflowHead } from '../../service/workflows/workflow-row.ts';
import { timestamp } from '../../shared/clock.ts';
import type { ProcessDetail, ProcessReference, ProcessSummary } from '../../shared/contract/processes.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import type { Reader } from '../store/database.ts';
import { countProcesses, pageOfProcesses, type ProcessFilter } from '../store/process-lists.ts';
import { allChildrenOf, findProcess } from '../store/processes.ts';
import { publicationsOfProcess } from '../store/publications.ts';
import { waitingLinesOf } from '../store/tasks.ts';
import { workflowHeads } from '../store/workflows.ts';
import { describeTasks } from './describe-tasks.ts';
import { waitsOf } from './describe-waits.ts';
import { failedTaskOf } from './retry-task.ts';

/** One process with the first page of its timeline. @throws CountersignError PROCESS_NOT_FOUND */
export async function describeProcess(
  reader: Reader,
  processId: string,
  viewer: Actor,
): Promise<ProcessDetail> {
  const process = await mustFindProcess(reader, processId);
  const page = await describeTasks(reader, processId, { cursor: undefined, limit: mostTasks }, viewer.userId);
  const publications = await publicationsOfProcess(reader, processId, mostPublications);
  return {
    ...(await summarizeOne(reader, process)),
    input: process.input,
    output: process.output ?? null,
    error: process.error,
    failure:
      process.status === 'F'
        ? {
            taskId: (await failedTaskOf(reader, process))?.id ?? null,
            canRetry: isAdministrator(viewer),
          }
        : null,
    resumeFailure: resumeFailure(process),
    cancellation: cancellation(process),
    parent: await parentOf(reader, process),
    children: await childrenOf(reader, processId),
    publications: publications.map(({ publishedAt, ...publication }) => ({
      ...publication,
      publishedTs: timestamp(publishedAt),
    })),
    taskCount: process.taskCount,
    tasks: page.tasks,
    nextTasksCursor: page.nextCursor,
  };
}

/** What a list shows of one process. @throws CountersignError PROCESS_NOT_FOUND */
export async function summarizeProcess(reader: Reader, processId: string): Promise<ProcessSummary> {
  return summarizeOne(reader, await mustFindProcess(reader, processId));
}

export async function describeProcesses(
  reader: Reader,
  page: { only: ProcessFilter; cursor: string | undefined; limit: number },
): Promise<{ processes: ProcessSummary[]; total: number; nextCursor: string | null }> {
  const before = page.cursor === undefined ? null : Number(page.cursor);
  if (before !== null && !Number.isSafeInteger(before))
    throw new CountersignError('INVALID_REQUEST', { message: 'Not a cursor' });
  const rows = await pageOfProcesses(reader, page.only, before, page.limit);
  return {
    processes: await summarize(reader, rows),
    total: await countProcesses(reader, page.only),
    nextCursor: rows.length < page.limit ? null : String(rows.at(-1)?.seq),
  };
}

async function mustFindProcess(reader: Reader, processId: string): Promise<ProcessRow> {
  const process = await findProcess(reader, processId);
  if (process === null) throw new CountersignError('PROCESS_NOT_FOUND');
  return process;
}

async function summarizeOne(reader: Reader, process: ProcessRow): Promise<ProcessSummary> {
  const [only] = await summarize(reader, [process]);
  if (only === undefined) throw new CountersignError('PROCESS_NOT_FOUND');
  return only;
}

async function summarize(reader: Reader, processes: readonly ProcessRow[]): Promise<ProcessSummary[]> {
  const ids = processes.map(({ id }) => id);
  const waiting = await waitingLinesOf(reader, ids, mostWaits);
  const waits = await waitsOf(reader, [...waiting.values()].flat());
  const workflowOf = await workflowsOf(reader, processes);
  return processes.map((process) =>
    summary(
      process,
      workflowOf(process),
      (waiting.get(process.id) ?? []).map((task) => ({ task, wait: waits.get(task.id) ?? null })),
    ),
  );
}

async function parentOf(reader: Reader, { parent }: ProcessRow): Promise<ProcessReference | null> {
  const process = parent === null ? null : await findProcess(reader, parent.id);
  if (process === null || parent === null) return null;
  const workflowOf = await workflowsOf(reader, [process]);
  return referToProcess(process, workflowOf(process), parent.path);
}

async function childrenOf(reader: Reader, processId: string): Promise<ProcessReference[]> {
  const children = await allChildrenOf(reader, processId, mostChildren);
  const workflowOf = await workflowsOf(reader, children);
  return children.map((child) => referToProcess(child, workflowOf(child)));
}

async function workflowsOf(
  reader: Reader,
  processes: readonly ProcessRow[],
): Promise<(process: ProcessRow) => WorkflowHead> {
  const heads = await workflowHeads(
    reader,
    processes.map(({ workflowId }) => workflowId),
  );
  return ({ workflowId }) => {
    const workflow = heads.get(workflowId);
    if (workflow === undefined) throw new CountersignError('WORKFLOW_NOT_FOUND');
    return workflow;
  };
}
