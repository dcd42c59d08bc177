import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { RoleId, UserId } from '../ids.ts';
import { AssignmentStatus, Source, TaskStatus } from '../human-task/status.ts';
import { IdempotencyKey, procedure } from './base.ts';

const assignmentOf = z.object({
  hostId: z.uuid().optional(),
  taskAsstId: z.uuid(),
  idempotencyKey: IdempotencyKey,
});

/** One place in an ask. An ask that is given to a role has one for each of its active members. */
export const TaskAssignment = z.object({
  taskAsstId: z.uuid(),
  /** Null: nobody holds this place; `unassignedReason` says why. */
  assigneeId: z.string().nullable(),
  assigneeName: z.string().nullable(),
  /** Through which role it is theirs; null: by name. */
  roleId: z.string().nullable(),
  roleName: z.string().nullable(),
  statusCode: AssignmentStatus,
  active: z.boolean(),
  assignedTs: Timestamp,
  endedTs: Timestamp.nullable(),
  unassignedReason: z.string().nullable(),
});
export type TaskAssignment = z.infer<typeof TaskAssignment>;

const claimHumanTask = procedure
  .route({
    method: 'POST',
    path: '/human-tasks/{taskAsstId}/claim',
    summary: 'claimHumanTask: keep the task from the others who were asked, for a while',
  })
  .input(assignmentOf.extend({ minutes: z.number().int().min(1).max(120).default(30) }))
  .output(
    z.object({
      taskId: z.uuid(),
      taskAsstId: z.uuid(),
      processId: z.uuid(),
      assignmentStatusCode: AssignmentStatus,
      claimedBy: z.string(),
      claimedTs: Timestamp,
      claimExpiresTs: Timestamp,
    }),
  );

const releaseHumanTask = procedure
  .route({
    method: 'POST',
    path: '/human-tasks/{taskAsstId}/release',
    summary: 'releaseHumanTask: give a claimed task back to everyone who was asked',
  })
  .input(assignmentOf)
  .output(
    z.object({
      taskId: z.uuid(),
      taskAsstId: z.uuid(),
      processId: z.uuid(),
      assignmentStatusCode: AssignmentStatus,
    }),
  );

const Reassigned = z.object({
  taskId: z.uuid(),
  processId: z.uuid(),
  /** Those that are open now. */
  assignments: z.array(TaskAssignment),
});

const reassignTask = procedure
  .route({
    method: 'POST',
    path: '/human-tasks/{taskAsstId}/reassign',
    summary: 'reassignTask: ask a user, or a role, instead of everyone who is asked now',
  })
  .input(
    assignmentOf.extend({
      to: z.union([z.strictObject({ userId: UserId }), z.strictObject({ roleId: RoleId })]),
      /** Stays in the history. */
      reason: z.string().max(2_000).optional(),
    }),
  )
  .output(Reassigned);

const assignToMe = procedure
  .route({
    method: 'POST',
    path: '/tasks/{taskId}/assign-to-me',
    summary: 'assignToMe: take an ask that a role or nobody holds for oneself alone',
  })
  .input(z.object({ taskId: z.uuid(), idempotencyKey: IdempotencyKey }))
  .output(Reassigned.extend({ taskAsstId: z.uuid() }));

/** One line of the history of an ask, of all its assignments. */
export const TransitionRecord = z.object({
  taskAsstId: z.uuid(),
  at: Timestamp,
  status: AssignmentStatus,
  /** Who did it: `engine`, or who was signed in. */
  actor: z.string(),
  /** As whom, where an administrator switched to somebody else; otherwise null. */
  actingAs: z.string().nullable(),
  /** Whose assignment it is; null: nobody's. */
  effectiveUser: z.string().nullable(),
  source: Source,
  /**
   * `completed`, `completed_by_other_user`, `claimed`, `released`, `claim_expired`, `offered_again`, `timed_out`, `escalated`,
   * `reassigned`, `assigned_to_me`, `joined_role`, `left_role`, `user_inactive`, `user_back`, `process_ended`,
   * `process_cancelled`, `task_cancelled`; null: the ask began.
   */
  reason: z.string().nullable(),
  /** What whoever did it wrote about it. */
  note: z.string().nullable(),
});
export type TransitionRecord = z.infer<typeof TransitionRecord>;

const assignmentHistory = procedure
  .route({
    method: 'GET',
    path: '/human-tasks/{taskAsstId}/history',
    summary: 'Every transition of the task, of all who were asked',
  })
  .input(z.object({ taskAsstId: z.uuid() }))
  .output(z.object({ taskStatusCode: TaskStatus, transitions: z.array(TransitionRecord) }));

export const assignments = {
  claim: claimHumanTask,
  release: releaseHumanTask,
  reassign: reassignTask,
  assignToMe,
  history: assignmentHistory,
};
