import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { Answer, Response } from '../human-task/answer.ts';
import { Ask, AskMode, OptionValue, Risk } from '../human-task/ask.ts';
import { AssignmentStatus, TaskStatus } from '../human-task/status.ts';
import { Json } from '../json.ts';
import { TaskSync } from './accounts.ts';
import { assignments, TaskAssignment } from './assignments.ts';
import { IdempotencyKey, PageRequest, procedure, WorkflowReference } from './base.ts';
import { TaskKind } from './task-kind.ts';

/** A task that ended before this ask began, in the same process: what led here. */
export const PreviousTask = z.object({
  taskId: z.uuid(),
  /** Its address in the workflow file. */
  path: z.string(),
  title: z.string(),
  kind: TaskKind,
  completedTs: Timestamp,
  completedUser: z.string().nullable(),
  /** One line of what came of it: the answer, the branch taken; null when there is nothing to say. */
  result: z.string().nullable(),
  comment: z.string().nullable(),
  output: Json,
  /** Why `output` is null although there is one: it is not for the caller's eyes, or it is too large to come along. */
  outputLeftOut: z.enum(['private', 'size']).nullable(),
});
export type PreviousTask = z.infer<typeof PreviousTask>;

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
  /** Null: nobody holds it; `unassignedReason` says why. */
  assigneeId: z.string().nullable(),
  assignmentStatusCode: AssignmentStatus,
  /** Who works on the task, through whichever of its assignments; null also when the claim's time is up. */
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
  /** Whether completing it would be on behalf of somebody else, and recorded as that. */
  isOverride: z.boolean(),
  canClaim: z.boolean(),
  canRelease: z.boolean(),
  canReassign: z.boolean(),
  canAssignToMe: z.boolean(),
  readOnly: z.boolean(),
  assigneeName: z.string().nullable(),
  claimedByName: z.string().nullable(),
  /** Through which role it was assigned; null: by name. */
  roleId: z.string().nullable(),
  roleName: z.string().nullable(),
  /** Everyone who was asked, this assignment among them, in the order in which they were. */
  assignments: z.array(TaskAssignment),
  /** The last 20, the oldest first. */
  previousTasks: z.array(PreviousTask),
  /** What the process was started with; null also where the raw context is not for the caller. */
  processInput: Json,
  title: z.string(),
  workflowTitle: z.string(),
  answer: Answer.nullable(),
  completedTs: Timestamp.nullable(),
  completedUser: z.string().nullable(),
  /**
   * Why an inactive assignment is inactive: `completed`, `completed_by_other_user`, `timed_out`, `escalated`, `reassigned`,
   * `assigned_to_me`, `left_role`, `user_inactive`, `process_ended`, `process_cancelled`, or `task_cancelled` when its process
   * went another way. Of an active one that nobody holds, why: `unknown_user`, `inactive_user`, `unknown_role`, `empty_role`.
   */
  unassignedReason: z.string().nullable(),
  /** True while the answer is saved but the process could not go on yet; it is tried again by itself. */
  resumeFailed: z.boolean(),
  /** Of a task of a server, how true this is; missing or null for one of this computer. */
  sync: TaskSync.nullish(),
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
  assigneeId: z.string().nullable(),
  assigneeName: z.string().nullable(),
  roleId: z.string().nullable(),
  assignmentStatusCode: AssignmentStatus,
  taskStatusCode: TaskStatus,
  /** Who works on it, through whichever of its assignments. */
  claimedBy: z.string().nullable(),
  claimedByName: z.string().nullable(),
  claimExpiresTs: Timestamp.nullable(),
  /** Why nobody holds it; null where somebody does. */
  unassignedReason: z.string().nullable(),
  deadlineTs: Timestamp.nullable(),
  unread: z.boolean(),
  /** Whether the caller finds something entered and not sent when opening it. */
  hasDraft: z.boolean(),
  /** The answers one key can give in the list; empty when the task has to be opened. */
  quickAnswers: z.array(z.object({ label: z.string(), value: OptionValue })),
  /** The decision, for rows of the done view. */
  answerLabel: z.string().nullable(),
  completedTs: Timestamp.nullable(),
  /** As of HumanTask. */
  sync: TaskSync.nullish(),
});
export type HumanTaskRow = z.infer<typeof HumanTaskRow>;

/**
 * `inbox`: waiting for the caller; `due`: of these, due by the end of the caller's day; `done`: answered by the caller. For
 * administrators: `unassigned`, what nobody holds, and `all`, what waits for anybody.
 */
export const TaskView = z.enum(['inbox', 'due', 'done', 'unassigned', 'all']);
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
      /** Of one of the app's accounts alone, `local` being this computer. A server has one account and takes no notice. */
      accountId: z.string().max(200).optional(),
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

const humanTaskOf = procedure
  .route({
    method: 'GET',
    path: '/tasks/{taskId}/human-task',
    summary: "getHumanTask by the task: the caller's own assignment of it, else one that the caller may see",
  })
  .input(z.object({ hostId: z.uuid().optional(), taskId: z.uuid() }))
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
      idempotencyKey: IdempotencyKey,
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
  .output(
    z.object({
      inbox: z.number().int(),
      due: z.number().int(),
      done: z.number().int(),
      /** Null: not for the caller. */
      unassigned: z.number().int().nullable(),
      all: z.number().int().nullable(),
    }),
  );

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

export const humanTasks = {
  list: listHumanTasks,
  get: getHumanTask,
  ofTask: humanTaskOf,
  complete: completeTask,
  markRead,
  counts: countHumanTasks,
  outcomes: previewOutcomes,
  ...assignments,
};
