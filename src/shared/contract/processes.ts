import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { ProcessStatus, TaskStatus } from '../human-task/status.ts';
import { Json } from '../json.ts';
import { ProblemDetails } from '../problem-details.ts';
import { IdempotencyKey, PageRequest, procedure, WorkflowReference } from './base.ts';
import { dryRun } from './dry-run.ts';
import { TaskKind } from './task-kind.ts';
import { Wait } from './wait.ts';

export const ProcessSummary = z.object({
  processId: z.uuid(),
  workflow: WorkflowReference,
  title: z.string(),
  statusCode: ProcessStatus,
  startedTs: Timestamp,
  completedTs: Timestamp.nullable(),
  startedBy: z.string(),
  /** What started it: a person or program by hand, its workflow's schedule, an event, or another process. */
  trigger: z.enum(['manual', 'schedule', 'event', 'parent']),
  /** The task the process stands at, in words; null when it has ended. */
  currentTask: z.string().nullable(),
  /** Since when it stands still because somebody said so; null: it is not suspended. */
  suspendedTs: Timestamp.nullable(),
  waits: z.array(Wait),
});
export type ProcessSummary = z.infer<typeof ProcessSummary>;

export const TaskSummary = z.object({
  taskId: z.uuid(),
  /**
   * `/do/1/decide`, nested `/do/0/prepare/do/2/check`; `#2` on the segment that is come to again: a task by a backward `then`,
   * the list of a loop by its second iteration, the list of a try by its second attempt (`/do/0/ship/try#2/0/book`).
   */
  path: z.string(),
  name: z.string(),
  title: z.string(),
  kind: TaskKind,
  statusCode: TaskStatus,
  attempt: z.number().int(),
  startedTs: Timestamp,
  completedTs: Timestamp.nullable(),
  completedUser: z.string().nullable(),
  /** The assignment to open for an ask; null for every other kind. */
  taskAsstId: z.uuid().nullable(),
  /** One line of what came of it: the answer, the branch taken, the error; null when there is nothing to say. */
  result: z.string().nullable(),
  comment: z.string().nullable(),
  wait: Wait.nullable(),
  error: ProblemDetails.nullable(),
  /**
   * Why it was cancelled: its process or what encloses it was cancelled, ran out of time, failed or ended, or another branch
   * won. Null in every other state.
   */
  reason: z.enum(['cancelled', 'timeout', 'failed', 'ended', 'lost']).nullable(),
  /** The process that a `run` task has started; null for every other task. */
  childProcessId: z.uuid().nullable(),
});
export type TaskSummary = z.infer<typeof TaskSummary>;

/** Another process that this one started, or was started by. */
export const ProcessReference = z.object({
  processId: z.uuid(),
  title: z.string(),
  workflow: WorkflowReference,
  statusCode: ProcessStatus,
  /** The task that started it, in the process that did. */
  taskPath: z.string(),
});
export type ProcessReference = z.infer<typeof ProcessReference>;

/** What a process has shown to people on its way. */
export const Publication = z.object({
  taskId: z.uuid(),
  view: z.string(),
  title: z.string(),
  format: z.enum(['markdown', 'table', 'json']),
  content: Json,
  publishedTs: Timestamp,
});
export type Publication = z.infer<typeof Publication>;

/** Of which of the app's accounts it is; missing or null for this computer's, and where an account speaks for itself. */
const accountId = z.string().nullish();

export const ProcessDetail = ProcessSummary.extend({
  input: Json,
  output: Json,
  error: ProblemDetails.nullable(),
  /** Of a process that has failed, by what, and whether the caller may have it go on from there; otherwise null. */
  failure: z
    .object({
      /** Null: by no task, but over its own input, output or time. */
      taskId: z.uuid().nullable(),
      canRetry: z.boolean(),
    })
    .nullable(),
  /** Set while an answer is recorded but the process could not go on: what went wrong, and when it is tried again. */
  resumeFailure: z
    .object({ message: z.string(), attempts: z.number().int(), nextTryTs: Timestamp })
    .nullable(),
  /** Who asked for its end and why, also before the end has come; null: nobody. */
  cancellation: z
    .object({ by: z.string(), reason: z.string().nullable(), requestedTs: Timestamp })
    .nullable(),
  parent: ProcessReference.nullable(),
  /** The first 200, the oldest first. */
  children: z.array(ProcessReference),
  /** The last 100, the oldest first. */
  publications: z.array(Publication),
  /** How many tasks were ever begun. */
  taskCount: z.number().int(),
  /** The first page of its tasks, in the order in which they began. */
  tasks: z.array(TaskSummary),
  /** For `processes.tasks`, which has the pages after it; null: these are all. */
  nextTasksCursor: z.string().nullable(),
  accountId,
});
export type ProcessDetail = z.infer<typeof ProcessDetail>;

/** One task as an operator looks at it. */
export const TaskDetail = TaskSummary.extend({
  processId: z.uuid(),
  workflow: WorkflowReference,
  /** Whether the four below are for the caller: operators and administrators; otherwise they are null or empty. */
  rawVisible: z.boolean(),
  /** The task as the workflow file writes it. */
  configuration: Json,
  input: Json,
  output: Json,
  /** What it was tried before, the oldest first: an attempt of its own that failed and was tried again by hand. */
  attempts: z.array(
    z.object({
      startedTs: Timestamp,
      endedTs: Timestamp.nullable(),
      error: ProblemDetails.nullable(),
      /** Who had it tried again. */
      retriedBy: z.string(),
      retriedTs: Timestamp,
    }),
  ),
  /** An ask of which it cannot be read what it asks: it has no other page than this. */
  askInvalid: z.boolean(),
  /** Whether the caller may have it tried again now. */
  canRetry: z.boolean(),
  accountId,
});
export type TaskDetail = z.infer<typeof TaskDetail>;

const getTask = procedure
  .route({ method: 'GET', path: '/tasks/{taskId}', summary: 'One task of a process, of any kind' })
  .input(z.object({ taskId: z.uuid() }))
  .output(TaskDetail);

const retryTask = procedure
  .route({
    method: 'POST',
    path: '/tasks/{taskId}/retry',
    summary: 'retryTask: run a failed task again, and its process from there on; administrators only',
  })
  .input(z.object({ taskId: z.uuid(), idempotencyKey: IdempotencyKey }))
  .output(ProcessSummary);

const startProcess = procedure
  .route({ method: 'POST', path: '/processes', summary: 'Start a process of a workflow' })
  .input(
    z.object({
      /** `name`, `namespace/name` or `namespace/name@version`; without a version, the newest. */
      workflow: z.string(),
      input: Json.optional(),
      idempotencyKey: IdempotencyKey,
    }),
  )
  .output(ProcessSummary);

const listProcesses = procedure
  .route({ method: 'GET', path: '/processes', summary: 'Processes, the newest first' })
  .input(PageRequest.extend({ only: z.enum(['open', 'ended', 'all']).default('all') }))
  .output(
    z.object({
      processes: z.array(ProcessSummary),
      total: z.number().int(),
      nextCursor: z.string().nullable(),
    }),
  );

const getProcess = procedure
  .route({ method: 'GET', path: '/processes/{processId}', summary: 'One process with its timeline' })
  .input(z.object({ processId: z.uuid() }))
  .output(ProcessDetail);

const processTasks = procedure
  .route({
    method: 'GET',
    path: '/processes/{processId}/tasks',
    summary: 'The tasks of a process, in the order in which they began',
  })
  .input(PageRequest.extend({ processId: z.uuid() }))
  .output(z.object({ tasks: z.array(TaskSummary), nextCursor: z.string().nullable() }));

const ofProcess = z.object({ processId: z.uuid(), idempotencyKey: IdempotencyKey });

/** What an operator does to a process; each answers with the process as it is then, and does nothing the second time. */
const command = (path: string, summary: string) =>
  procedure.route({ method: 'POST', path: `/processes/{processId}/${path}`, summary });

const cancelProcess = command('cancel', 'End a process, what it waits for and the processes it started')
  .input(ofProcess.extend({ reason: z.string().max(2_000).optional() }))
  .output(ProcessSummary);

const suspendProcess = command('suspend', 'Let a process stand still; answers are still taken and kept')
  .input(ofProcess)
  .output(ProcessSummary);

const resumeProcess = command('resume', 'Let a suspended process go on')
  .input(ofProcess)
  .output(ProcessSummary);

const retryProcess = command('retry', 'Try at once what is tried again later: to go on after a failure')
  .input(ofProcess)
  .output(ProcessSummary);

const retryFailedProcess = command(
  'retry-failed',
  'Let a process that has failed go on from where it failed, be it by a task or by itself; administrators only',
)
  .input(ofProcess)
  .output(ProcessSummary);

export const processes = {
  start: startProcess,
  list: listProcesses,
  get: getProcess,
  tasks: processTasks,
  cancel: cancelProcess,
  suspend: suspendProcess,
  resume: resumeProcess,
  retryNow: retryProcess,
  retryFailed: retryFailedProcess,
  task: getTask,
  retryTask,
  dryRun,
};
