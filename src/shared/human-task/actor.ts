import type { UserId } from '../ids.ts';

/** Who acts: from the session or token alone, never from a payload (seed 004, "Authorization"). */
export interface Actor {
  readonly userId: UserId;
  readonly permissions: ReadonlySet<string>;
}

export const overridePermission = 'workflow.task.override';
export const administratorPermission = 'portal.admin';
/** Giving an ask to somebody else, also without being able to answer it for them: what a manager does. */
export const reassignPermission = 'workflow.task.reassign';

/** Administrators of the host satisfy the override permission (seed 004, "Authorization"). */
export function mayOverride(actor: Actor): boolean {
  return actor.permissions.has(overridePermission) || isAdministrator(actor);
}

export function mayReassign(actor: Actor): boolean {
  return actor.permissions.has(reassignPermission) || isAdministrator(actor);
}

export function isAdministrator(actor: Actor): boolean {
  return actor.permissions.has(administratorPermission);
}
