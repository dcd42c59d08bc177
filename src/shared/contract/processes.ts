import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { ProcessStatus, TaskStatus } from '../human-task/status.ts';
import { Json } from '../json.ts';
import { ProblemDetails } from '../problem-details.ts';
import { PageRequest, procedure, WorkflowReference } from './base.ts';
import { Wait } from './wait.ts';

export const ProcessSummary = z.object({
  processId: z.uuid(),
  workflow: WorkflowReference,
  title: z.string(),
  statusCode: ProcessStatus,
  startedTs: Timestamp,
  completedTs: Timestamp.nullable(),
  startedBy: z.string(),
  /** The task the process stands at, in words; null when it has ended. */
  currentTask: z.string().nullable(),
  waits: z.array(Wait),
});
export type ProcessSummary = z.infer<typeof ProcessSummary>;

export const TaskSummary = z.object({
  taskId: z.uuid(),
  /** `/do/1/decide`, with `#2` for the second time the process comes by. */
  path: z.string(),
  name: z.string(),
  title: z.string(),
  kind: z.enum(['do', 'set', 'switch', 'ask', 'wait', 'raise']),
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
});
export type TaskSummary = z.infer<typeof TaskSummary>;

export const ProcessDetail = ProcessSummary.extend({
  input: Json,
  output: Json,
  error: ProblemDetails.nullable(),
  /** Set while an answer is recorded but the process could not go on: what went wrong, and when it is tried again. */
  resumeFailure: z
    .object({ message: z.string(), attempts: z.number().int(), nextTryTs: Timestamp })
    .nullable(),
  tasks: z.array(TaskSummary),
});
export type ProcessDetail = z.infer<typeof ProcessDetail>;

const startProcess = procedure
  .route({ method: 'POST', path: '/processes', summary: 'Start a process of a workflow' })
  .input(
    z.object({
      /** `name`, `namespace/name` or `namespace/name@version`; without a version, the newest. */
      workflow: z.string(),
      input: Json.optional(),
      idempotencyKey: z.string().min(1).max(200).optional(),
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

export const processes = { start: startProcess, list: listProcesses, get: getProcess };
