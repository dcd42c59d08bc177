import type { AssignmentId, RoleId, UserId } from '../ids.ts';
import type { AskAssignment } from './ask.ts';

/** Whom an ask is for: users by name and roles. */
export interface Audience {
  readonly userIds: readonly UserId[];
  readonly roleIds: readonly RoleId[];
}

/** Who is there to be asked. */
export interface Directory {
  find(userId: UserId): { readonly active: boolean } | null;
  /** Null: there is no such role. */
  membersOf(roleId: RoleId): readonly UserId[] | null;
}

/** Why nobody holds a place. */
export type Vacancy = 'unknown_user' | 'inactive_user' | 'unknown_role' | 'empty_role';

/** A place in an ask as it should be filled. */
export type Place =
  | { readonly kind: 'held'; readonly assigneeId: UserId; readonly roleId: RoleId | null }
  /** `wanted` is whom it is kept for until they are there. */
  | {
      readonly kind: 'vacant';
      readonly wanted:
        | { readonly userId: UserId; readonly roleId: null }
        | { readonly userId: null; readonly roleId: RoleId };
      readonly why: Vacancy;
    };

export interface OpenPlace {
  readonly id: AssignmentId;
  readonly place: Place;
}

export type EndReason =
  'reassigned' | 'assigned_to_me' | 'left_role' | 'user_inactive' | 'escalated' | 'filled';

/** What has to change so that an ask has the places it should have. */
export interface Restaffing {
  readonly ended: ReadonlyArray<{ readonly id: AssignmentId; readonly reason: EndReason }>;
  readonly added: ReadonlyArray<{ readonly place: Place; readonly reason: string }>;
}

/** Whom a workflow asks; where it names nobody, `otherwise`. */
export function audienceOf(assignment: AskAssignment | undefined, otherwise: UserId): Audience {
  const userIds = [assignment?.assigneeId, ...(assignment?.assigneeIds ?? [])].filter(
    (id): id is UserId => id !== undefined && id !== '',
  );
  const { roleId } = assignment ?? {};
  const roleIds = roleId === undefined || roleId === '' ? [] : [roleId as RoleId];
  if (userIds.length === 0 && roleIds.length === 0) return { userIds: [otherwise], roleIds: [] };
  return { userIds: [...new Set(userIds)], roleIds };
}

/** Whom an ask is for by the places that are open: every name and every role has one, held or vacant. */
export function audienceOfPlaces(places: readonly Place[]): Audience {
  const wanted = places.map((place) =>
    place.kind === 'vacant'
      ? place.wanted
      : { userId: place.roleId === null ? place.assigneeId : null, roleId: place.roleId },
  );
  const userIds = wanted.flatMap(({ userId }) => (userId === null ? [] : [userId]));
  const roleIds = wanted.flatMap(({ roleId }) => (roleId === null ? [] : [roleId]));
  return { userIds: [...new Set(userIds)], roleIds: [...new Set(roleIds)] };
}

/**
 * One place for each user by name and for each active member of each role. What nobody can take is vacant: the ask waits all
 * the same, and whoever comes to be there gets it.
 */
export function placesFor({ userIds, roleIds }: Audience, directory: Directory): Place[] {
  const places: Place[] = userIds.map((userId) => {
    const user = directory.find(userId);
    if (user?.active === true) return { kind: 'held', assigneeId: userId, roleId: null };
    const why = user === null ? 'unknown_user' : 'inactive_user';
    return { kind: 'vacant', wanted: { userId, roleId: null }, why };
  });
  for (const roleId of roleIds) places.push(...placesOfRole(roleId, directory, places));
  return places;
}

/** Nobody is asked twice, by name and through a role. */
function placesOfRole(roleId: RoleId, directory: Directory, before: readonly Place[]): Place[] {
  const members = directory.membersOf(roleId);
  const active = (members ?? []).filter((userId) => directory.find(userId)?.active === true);
  if (active.length === 0) {
    const why = members === null ? 'unknown_role' : 'empty_role';
    return [{ kind: 'vacant', wanted: { userId: null, roleId }, why }];
  }
  const asked = new Set(before.flatMap((place) => (place.kind === 'held' ? [place.assigneeId] : [])));
  return active
    .filter((assigneeId) => !asked.has(assigneeId))
    .map((assigneeId) => ({ kind: 'held', assigneeId, roleId }));
}

/** Who stays keeps the place, and a claim with it. */
export function restaff(
  open: readonly OpenPlace[],
  wanted: readonly Place[],
  reasons: { ended(place: Place): EndReason; added(place: Place): string },
): Restaffing {
  const there = new Set(open.map(({ place }) => keyOf(place)));
  const needed = new Set(wanted.map(keyOf));
  return {
    ended: open
      .filter(({ place }) => !needed.has(keyOf(place)))
      .map(({ id, place }) => ({ id, reason: place.kind === 'vacant' ? 'filled' : reasons.ended(place) })),
    added: wanted
      .filter((place) => !there.has(keyOf(place)))
      .map((place) => ({ place, reason: place.kind === 'vacant' ? place.why : reasons.added(place) })),
  };
}

/** After users or roles changed: the places that the same people and roles should have now. */
export function followDirectory(open: readonly OpenPlace[], directory: Directory): Restaffing {
  const wanted = placesFor(audienceOfPlaces(open.map(({ place }) => place)), directory);
  return restaff(open, wanted, {
    ended: (place) =>
      place.kind === 'held' && place.roleId !== null && directory.find(place.assigneeId)?.active === true
        ? 'left_role'
        : 'user_inactive',
    added: (place) => (place.kind === 'held' && place.roleId !== null ? 'joined_role' : 'user_back'),
  });
}

function keyOf(place: Place): string {
  return place.kind === 'held'
    ? JSON.stringify(['held', place.assigneeId, place.roleId])
    : JSON.stringify(['vacant', place.wanted.userId, place.wanted.roleId, place.why]);
}
