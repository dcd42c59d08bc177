import type { UserId } from '../ids.ts';

/** Who acts: from the session or token alone, never from a payload (seed 004, "Authorization"). */
export interface Actor {
  readonly userId: UserId;
  readonly permissions: ReadonlySet<string>;
  /** False: the token's scopes do not cover acting for others, whatever the permissions are. Where there are no scopes: left out. */
  readonly overrideInScope?: boolean;
}

export const overridePermission = 'workflow.task.override';
export const administratorPermission = 'portal.admin';
/** Giving an ask to somebody else, also without being able to answer it for them: what a manager does. */
export const reassignPermission = 'workflow.task.reassign';

/** Administrators of the host satisfy the override permission (seed 004, "Authorization"). */
export function mayOverride(actor: Actor): boolean {
  if (actor.overrideInScope === false) return false;
  return actor.permissions.has(overridePermission) || isAdministrator(actor);
}

export function mayReassign(actor: Actor): boolean {
  return actor.permissions.has(reassignPermission) || isAdministrator(actor);
}

export function isAdministrator(actor: Actor): boolean {
  return actor.permissions.has(administratorPermission);
}
