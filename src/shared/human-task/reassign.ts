import { CountersignError } from '../errors.ts';
import type { RoleId, UserId } from '../ids.ts';
import type { Instant } from '../clock.ts';
import { mayOverride, mayReassign, type Actor } from './actor.ts';
import type { AskTaskState, AssignmentState } from './assignment-state.ts';
import { mustBeOpen, mustNotBeClaimedByOther } from './claim.ts';
import { placesFor, restaff, type Directory, type OpenPlace, type Restaffing } from './places.ts';

export type NewAudience = { readonly userId: UserId } | { readonly roleId: RoleId };

/**
 * Asks somebody else instead of everyone who is asked now; who is among both keeps the place.
 * @throws CountersignError FORBIDDEN, NOT_AN_ASK, STALE_TASK, ASSIGNMENT_INACTIVE, USER_NOT_FOUND, USER_INACTIVE, ROLE_NOT_FOUND
 */
export function reassign(
  assignment: AssignmentState,
  task: AskTaskState,
  open: readonly OpenPlace[],
  actor: Actor,
  to: NewAudience,
  directory: Directory,
): Restaffing {
  if (!mayReassign(actor)) throw new CountersignError('FORBIDDEN');
  mustBeOpen(assignment, task);
  mustBeThere(to, directory);
  const audience =
    'userId' in to ? { userIds: [to.userId], roleIds: [] } : { userIds: [], roleIds: [to.roleId] };
  return restaff(open, placesFor(audience, directory), {
    ended: () => 'reassigned',
    added: () => 'reassigned',
  });
}

/**
 * Takes an ask for oneself alone: what one is asked through a role, or what nobody holds. Who may give asks to others may take
 * any.
 * @throws CountersignError FORBIDDEN, NOT_AN_ASK, STALE_TASK, ASSIGNMENT_INACTIVE, NOT_ASSIGNABLE, CLAIMED_BY_OTHER
 */
export function assignToMe(
  assignments: readonly AssignmentState[],
  task: AskTaskState,
  open: readonly OpenPlace[],
  actor: Actor,
  now: Instant,
): Restaffing {
  mustBeAssignable(assignments, task, actor, now);
  return restaff(open, [{ kind: 'held', assigneeId: actor.userId, roleId: null }], {
    ended: () => 'assigned_to_me',
    added: () => 'assigned_to_me',
  });
}

/** @throws as assignToMe does */
export function mustBeAssignable(
  assignments: readonly AssignmentState[],
  task: AskTaskState,
  actor: Actor,
  now: Instant,
): void {
  const mayTakeAny = mayReassign(actor) || mayOverride(actor);
  const own = assignments.filter(({ assigneeId }) => assigneeId === actor.userId);
  if (own.length === 0 && !mayTakeAny) throw new CountersignError('FORBIDDEN');
  const open = own.find(({ active }) => active) ?? assignments.find(({ active }) => active);
  const place = open ?? own[0] ?? assignments[0];
  if (place === undefined) throw new CountersignError('ASSIGNMENT_INACTIVE');
  mustBeOpen(place, task);
  if (mayTakeAny) return;
  if (place.assigneeId !== actor.userId) throw new CountersignError('ASSIGNMENT_INACTIVE');
  if (place.roleId === null) throw new CountersignError('NOT_ASSIGNABLE');
  mustNotBeClaimedByOther(assignments, actor.userId, now);
}

function mustBeThere(to: NewAudience, directory: Directory): void {
  if ('roleId' in to) {
    if (directory.membersOf(to.roleId) === null) throw new CountersignError('ROLE_NOT_FOUND');
    return;
  }
  const user = directory.find(to.userId);
  if (user === null) throw new CountersignError('USER_NOT_FOUND');
  if (!user.active) throw new CountersignError('USER_INACTIVE');
}
