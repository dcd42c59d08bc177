import { isAdministrator, type Actor } from './human-task/settle.ts';

/** Cancelling, suspending, resuming and retrying processes, switching schedules, publishing events. */
export const operatePermission = 'workflow.process.operate';

/** Administrators of the host may; so may whoever was given the permission. */
export function mayOperate(actor: Actor): boolean {
  return actor.permissions.has(operatePermission) || isAdministrator(actor);
}
