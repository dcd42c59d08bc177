import { z } from 'zod';

/** Ids are UUID version 7: unique without asking anybody, and sorted by the time they were made. */
export const HostId = z.uuid().brand<'HostId'>();
export type HostId = z.infer<typeof HostId>;
export const WorkflowId = z.uuid().brand<'WorkflowId'>();
export type WorkflowId = z.infer<typeof WorkflowId>;
export const ProcessId = z.uuid().brand<'ProcessId'>();
export type ProcessId = z.infer<typeof ProcessId>;
export const TaskId = z.uuid().brand<'TaskId'>();
export type TaskId = z.infer<typeof TaskId>;
export const AssignmentId = z.uuid().brand<'AssignmentId'>();
export type AssignmentId = z.infer<typeof AssignmentId>;

/** A user's stable name within an account. The first of the local account is who is logged in to this computer. */
export const UserId = z.string().min(1).max(126).brand<'UserId'>();
export type UserId = z.infer<typeof UserId>;
/** A role's stable name within an account, as workflows write it in `assignment.roleId`. */
export const RoleId = z.string().min(1).max(126).brand<'RoleId'>();
export type RoleId = z.infer<typeof RoleId>;

/** Chosen by the caller of a command, once per intent; sending it again asks for the first result again. */
export const IdempotencyKey = z.string().min(1).max(200).brand<'IdempotencyKey'>();
export type IdempotencyKey = z.infer<typeof IdempotencyKey>;

/** New ids as an argument, so that tests can know them. */
export interface Ids {
  next(): string;
}
