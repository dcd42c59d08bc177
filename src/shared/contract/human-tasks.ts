import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { Answer, Response } from '../human-task/answer.ts';
import { Ask, AskMode, OptionValue, Risk } from '../human-task/ask.ts';
import { AssignmentStatus, Source, TaskStatus } from '../human-task/status.ts';
import { Json } from '../json.ts';
import { PageRequest, procedure, WorkflowReference } from './base.ts';
import { TaskKind } from './task-kind.ts';

/** Seed 004's response, field for field; below the line, what light-portal adds and what the page needs besides. */
export const HumanTask = z.object({
  hostId: z.uuid(),
  taskAsstId: z.uuid(),
  taskId: z.uuid(),
  processId: z.uuid(),
  /** The run as the workflow engine names it; the same as processId on this account. */
  wfInstanceId: z.string(),
  /** The task's name in the workflow file. */
  wfTaskId: z.string(),
  assignedTs: Timestamp,
  assigneeId: z.string(),
  assignmentStatusCode: AssignmentStatus,
  claimedBy: z.string().nullable(),
  claimedTs: Timestamp.nullable(),
  deadlineTs: Timestamp.nullable(),
  categoryCode: z.string().nullable(),
  reasonCode: z.string().nullable(),
  taskStatusCode: TaskStatus,
  workflow: WorkflowReference,
  ask: Ask,
  /** The values of `ask.contextKeys`, in their order; empty when none are declared. */
  contextSummary: z.record(z.string(), Json),
  /** The whole context: for administrators, and where the ask declares no keys; otherwise null. */
  context: Json,
  // ----
  claimExpiresTs: Timestamp.nullable(),
  canComplete: z.boolean(),
  readOnly: z.boolean(),
  title: z.string(),
  workflowTitle: z.string(),
  answer: Answer.nullable(),
  completedTs: Timestamp.nullable(),
  completedUser: z.string().nullable(),
  /**
   * Why an inactive assignment is inactive: `completed`, `completed_by_other_user`, `timed_out`, `escalated`,
   * `process_ended`, `process_cancelled`, or `task_cancelled` when its process went another way.
   */
  unassignedReason: z.string().nullable(),
  /** True while the answer is saved but the process could not go on yet; it is tried again by itself. */
  resumeFailed: z.boolean(),
});
export type HumanTask = z.infer<typeof HumanTask>;

export const HumanTaskRow = z.object({
  taskAsstId: z.uuid(),
  taskId: z.uuid(),
  processId: z.uuid(),
  title: z.string(),
  mode: AskMode,
  risk: Risk,
  workflow: WorkflowReference,
  wfTaskId: z.string(),
  assignedTs: Timestamp,
  assigneeId: z.string(),
  assignmentStatusCode: AssignmentStatus,
  taskStatusCode: TaskStatus,
  deadlineTs: Timestamp.nullable(),
  unread: z.boolean(),
  /** The answers one key can give in the list; empty when the task has to be opened. */
  quickAnswers: z.array(z.object({ label: z.string(), value: OptionValue })),
  /** The decision, for rows of the done view. */
  answerLabel: z.string().nullable(),
  completedTs: Timestamp.nullable(),
});
export type HumanTaskRow = z.infer<typeof HumanTaskRow>;

/** `inbox`: waiting for the caller; `due`: of these, due by the end of the caller's day; `done`: answered by the caller. */
export const TaskView = z.enum(['inbox', 'due', 'done']);
export type TaskView = z.infer<typeof TaskView>;

const listHumanTasks = procedure
  .route({
    method: 'GET',
    path: '/human-tasks',
    summary: 'getHumanTaskList: the assignments of the current user',
  })
  .input(
    PageRequest.extend({
      view: TaskView.default('inbox'),
      /** The end of the caller's day, for `due`. Required there. */
      dueBefore: Timestamp.optional(),
    }),
  )
  .output(
    z.object({
      humanTasks: z.array(HumanTaskRow),
      total: z.number().int(),
      nextCursor: z.string().nullable(),
    }),
  );

const getHumanTask = procedure
  .route({
    method: 'GET',
    path: '/human-tasks/{taskAsstId}',
    summary: 'getHumanTask: one assignment as a page',
  })
  .input(z.object({ hostId: z.uuid().optional(), taskAsstId: z.uuid() }))
  .output(HumanTask);

const completeTask = procedure
  .route({
    method: 'POST',
    path: '/human-tasks/{taskAsstId}/complete',
    summary: 'completeTask: answer and let the process go on',
  })
  .input(
    z.object({
      hostId: z.uuid().optional(),
      taskAsstId: z.uuid(),
      taskId: z.uuid().optional(),
      statusCode: z.literal('C').default('C'),
      completedTs: Timestamp.optional(),
      response: Response,
      idempotencyKey: z.string().min(1).max(200).optional(),
    }),
  )
  .output(
    z.object({
      taskId: z.uuid(),
      taskAsstId: z.uuid(),
      processId: z.uuid(),
      taskStatusCode: TaskStatus,
      completedTs: Timestamp,
      completedUser: z.string(),
      response: Answer,
    }),
  );

const markRead = procedure
  .route({
    method: 'POST',
    path: '/human-tasks/{taskAsstId}/read',
    summary: 'The assignee has seen the task',
  })
  .input(z.object({ taskAsstId: z.uuid() }))
  .output(z.object({}));

const countHumanTasks = procedure
  .route({ method: 'GET', path: '/human-tasks-summary', summary: 'Exact counts of every view' })
  .input(z.object({ dueBefore: Timestamp }))
  .output(z.object({ inbox: z.number().int(), due: z.number().int(), done: z.number().int() }));

/** One thing that would happen: `kind` is a task kind or how the process would end. */
export const OutcomeStep = z.object({
  kind: z.enum([...TaskKind.options, 'completes', 'faults', 'waits']),
  title: z.string(),
});
export type OutcomeStep = z.infer<typeof OutcomeStep>;

const previewOutcomes = procedure
  .route({
    method: 'GET',
    path: '/human-tasks/{taskAsstId}/outcomes',
    summary: 'What each option would lead to, by a dry run that touches nothing',
  })
  .input(z.object({ taskAsstId: z.uuid() }))
  .output(
    z.object({
      outcomes: z.array(z.object({ value: OptionValue, label: z.string(), steps: z.array(OutcomeStep) })),
    }),
  );

export const TransitionRecord = z.object({
  at: Timestamp,
  status: AssignmentStatus,
  actor: z.string(),
  effectiveUser: z.string(),
  source: Source,
  reason: z.string().nullable(),
});
export type TransitionRecord = z.infer<typeof TransitionRecord>;

const assignmentHistory = procedure
  .route({
    method: 'GET',
    path: '/human-tasks/{taskAsstId}/history',
    summary: 'Every transition of the task',
  })
  .input(z.object({ taskAsstId: z.uuid() }))
  .output(z.object({ transitions: z.array(TransitionRecord) }));

export const humanTasks = {
  list: listHumanTasks,
  get: getHumanTask,
  complete: completeTask,
  markRead,
  counts: countHumanTasks,
  outcomes: previewOutcomes,
  history: assignmentHistory,
};
