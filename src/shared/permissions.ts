import { z } from 'zod';
import {
  administratorPermission,
  isAdministrator,
  overridePermission,
  reassignPermission,
  type Actor,
} from './human-task/actor.ts';

/** Cancelling, suspending, resuming and retrying processes, switching schedules, publishing events. */
export const operatePermission = 'workflow.process.operate';

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

/** Those that this version knows: a newer one may have written others. */
export function knownPermissions(permissions: ReadonlySet<string>): Permission[] {
  return Permission.options.filter((permission) => permissions.has(permission));
}
