import type { Instant } from '../../shared/clock.ts';
import type { OpenPlace, Place, Vacancy } from '../../shared/human-task/places.ts';
import type { AssignmentId, RoleId, UserId } from '../../shared/ids.ts';
import type { AssignmentRow, NewAssignment } from './assignment-row.ts';

/** The ask whose places change. */
export type AskOfPlaces = Pick<
  AssignmentRow,
  'taskId' | 'processId' | 'categoryCode' | 'reasonCode' | 'deadlineAt'
>;

/** The places of an ask that are open, as the rules see them. */
export function openPlaces(assignments: readonly AssignmentRow[]): OpenPlace[] {
  return assignments
    .filter(({ active }) => active)
    .map((row) => ({ id: row.id as AssignmentId, place: placeOf(row) }));
}

/** One more place in an ask, as a row. */
export function newPlace(ask: AskOfPlaces, place: Place, id: string, at: Instant): NewAssignment {
  return {
    id,
    taskId: ask.taskId,
    processId: ask.processId,
    categoryCode: ask.categoryCode,
    reasonCode: ask.reasonCode,
    deadlineAt: ask.deadlineAt,
    assigneeId: place.kind === 'held' ? place.assigneeId : null,
    roleId: place.kind === 'held' ? place.roleId : place.wanted.roleId,
    wantedUserId: place.kind === 'held' ? null : place.wanted.userId,
    unassignedReason: place.kind === 'held' ? null : place.why,
    assignedAt: at,
  };
}

function placeOf({ assigneeId, roleId, wantedUserId, unassignedReason }: AssignmentRow): Place {
  if (assigneeId !== null) {
    return { kind: 'held', assigneeId: assigneeId as UserId, roleId: roleId as RoleId | null };
  }
  const why = unassignedReason as Vacancy;
  return wantedUserId === null
    ? { kind: 'vacant', wanted: { userId: null, roleId: (roleId ?? '') as RoleId }, why }
    : { kind: 'vacant', wanted: { userId: wantedUserId as UserId, roleId: null }, why };
}
