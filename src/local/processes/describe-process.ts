import { timestamp, timestampOrNull } from '../../shared/clock.ts';
import type { ProcessDetail, ProcessSummary, TaskSummary } from '../../shared/contract/processes.ts';
import type { Wait } from '../../shared/contract/wait.ts';
import { CountersignError } from '../../shared/errors.ts';
import { answerLabel } from '../../shared/human-task/answer-label.ts';
import { humanize, longestTitle, shortened, titleFromPrompt } from '../../shared/human-task/title.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import { readTogether, type ReadableDatabase } from '../store/database.ts';
import {
  countProcesses,
  findProcess,
  pageOfProcesses,
  type ProcessFilter,
  type ProcessRow,
} from '../store/processes.ts';
import { waitingLinesOfProcess, type TaskLine } from '../store/task-lines.ts';
import { tasksOfProcess, type TaskRow } from '../store/tasks.ts';
import { findWorkflowHead, type WorkflowHead } from '../store/workflows.ts';

/** One process with its whole timeline. @throws CountersignError PROCESS_NOT_FOUND */
export function describeProcess(db: ReadableDatabase, processId: string): ProcessDetail {
  return readTogether(db, () => {
    const process = findProcess(db, processId);
    if (process === null) throw new CountersignError('PROCESS_NOT_FOUND');
    return {
      ...summarize(db, process),
      input: process.input,
      output: process.output ?? null,
      error: process.error,
      resumeFailure: resumeFailure(process),
      tasks: tasksOfProcess(db, processId).map((task) => summarizeTask(db, task)),
    };
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

/** What a task is called: its own title, else the first line of what it asks, else its name in the file. */
export function taskTitle({ title, ask, name }: Pick<TaskLine, 'title' | 'ask' | 'name'>): string {
  if (title !== null) return shortened(title, longestTitle);
  return ask === null ? humanize(name) : titleFromPrompt(ask.prompt);
}

export function workflowReference(workflow: WorkflowHead): ProcessSummary['workflow'] {
  return {
    wfDefId: workflow.id,
    namespace: workflow.namespace,
    name: workflow.name,
    version: workflow.version,
  };
}

function summarize(db: ReadableDatabase, process: ProcessRow): ProcessSummary {
  const workflow = findWorkflowHead(db, process.workflowId);
  if (workflow === null) throw new CountersignError('WORKFLOW_NOT_FOUND');
  const waiting = waitingLinesOfProcess(db, process.id);
  return {
    processId: process.id,
    workflow: workflowReference(workflow),
    title: workflow.title,
    statusCode: process.status,
    startedTs: timestamp(process.startedAt),
    completedTs: timestampOrNull(process.endedAt),
    startedBy: process.startedBy,
    currentTask: waiting[0] === undefined ? null : taskTitle(waiting[0]),
    waits: waiting.flatMap((task) => describeWait(db, task) ?? []),
  };
}

function summarizeTask(db: ReadableDatabase, task: TaskRow): TaskSummary {
  const { instance } = task;
  const assignment = instance.kind === 'ask' ? assignmentsOfTask(db, task.id)[0] : undefined;
  return {
    taskId: task.id,
    path: instance.path,
    name: instance.name,
    title: taskTitle(instance),
    kind: instance.kind,
    statusCode: task.statusCode,
    attempt: instance.attempt,
    startedTs: timestamp(instance.startedAt),
    completedTs: timestampOrNull(task.completedAt ?? instance.endedAt),
    completedUser: task.completedUser,
    taskAsstId: assignment?.id ?? null,
    result: resultLine(task),
    comment: instance.answer?.comment ?? null,
    wait: task.statusCode === 'W' ? describeWait(db, { id: task.id, wait: instance.wait }) : null,
    error: instance.error,
  };
}

function describeWait(db: ReadableDatabase, task: Pick<TaskLine, 'id' | 'wait'>): Wait | null {
  const { wait } = task;
  if (wait === null) return null;
  if (wait.kind === 'timer') {
    return { kind: 'timer', sinceTs: timestamp(wait.since), untilTs: timestamp(wait.until) };
  }
  return {
    kind: 'approval',
    sinceTs: timestamp(wait.since),
    deadlineTs: timestampOrNull(wait.deadline),
    assignees: assignmentsOfTask(db, task.id)
      .filter((assignment) => assignment.active)
      .map((assignment) => assignment.assigneeId),
  };
}

function resumeFailure(process: ProcessRow): ProcessDetail['resumeFailure'] {
  if (process.resumeError === null || process.wakeAt === null) return null;
  return {
    message: process.resumeError,
    attempts: process.resumeAttempts,
    nextTryTs: timestamp(process.wakeAt),
  };
}

function resultLine(task: TaskRow): string | null {
  const { instance } = task;
  if (instance.error !== null) return instance.error.detail ?? instance.error.title ?? instance.error.type;
  if (instance.answer !== null && instance.ask !== null)
    return answerLabel(instance.ask, instance.answer.value);
  if (instance.kind === 'switch' && instance.next !== null && instance.status === 'completed') {
    return `→ ${humanize(instance.next)}`;
  }
  return null;
}
