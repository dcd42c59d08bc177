import { z } from 'zod';
import {
  administratorPermission,
  isAdministrator,
  overridePermission,
  type Actor,
} from './human-task/settle.ts';

/** Cancelling, suspending, resuming and retrying processes, switching schedules, publishing events. */
export const operatePermission = 'workflow.process.operate';
/** Giving an ask to somebody else, also without being able to answer it for them: what a manager does. */
export const reassignPermission = 'workflow.task.reassign';

/** Everything that can be given to a user of an account. `portal.admin` satisfies each of the others. */
export const Permission = z.enum([
  administratorPermission,
  overridePermission,
  reassignPermission,
  operatePermission,
]);
export type Permission = z.infer<typeof Permission>;

/** Administrators of the host may; so may whoever was given the permission. */
export function mayOperate(actor: Actor): boolean {
  return actor.permissions.has(operatePermission) || isAdministrator(actor);
}

export function mayReassign(actor: Actor): boolean {
  return actor.permissions.has(reassignPermission) || isAdministrator(actor);
}
