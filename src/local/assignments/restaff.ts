import type { Instant } from '../../shared/clock.ts';
import {
  followDirectory,
  type OpenPlace,
  type Place,
  type Restaffing,
  type Vacancy,
} from '../../shared/human-task/places.ts';
import type { AssignmentId, Ids, RoleId, UserId } from '../../shared/ids.ts';
import type { Transition } from '../store/assignment-history.ts';
import {
  assignmentsOfTask,
  endAssignment,
  insertAssignment,
  tasksThatAsk,
  type AssignmentRow,
} from '../store/assignments.ts';
import type { WritableDatabase } from '../store/database.ts';
import { directoryOf } from '../store/people.ts';

/** Who changes the places of asks, when, and from where. */
export type Mover = Omit<Transition, 'effectiveUser' | 'reason'>;

/** The ask whose places change. */
export type AskOfPlaces = Pick<
  AssignmentRow,
  'taskId' | 'processId' | 'categoryCode' | 'reasonCode' | 'deadlineAt'
>;

export function openPlaces(assignments: readonly AssignmentRow[]): OpenPlace[] {
  return assignments
    .filter(({ active }) => active)
    .map((row) => ({ id: row.id as AssignmentId, place: placeOf(row) }));
}

/** Ends and adds places in the caller's transaction, each with its line in the history. */
export function applyRestaffing(
  db: WritableDatabase,
  ask: AskOfPlaces,
  open: readonly AssignmentRow[],
  { ended, added }: Restaffing,
  by: Mover,
  ids: Ids,
): void {
  const rows = new Map(open.map((row) => [row.id, row]));
  for (const { id, reason } of ended) {
    const row = rows.get(id);
    if (row === undefined) throw new Error(`${id} is no open place of ${ask.taskId}`);
    endAssignment(db, row, 'CANCELLED', { ...by, effectiveUser: row.assigneeId, reason });
  }
  for (const { place, reason } of added) addPlace(db, ask, place, { ...by, reason }, ids);
}

/** One more place in an ask. @param by.reason null where the ask begins */
export function addPlace(
  db: WritableDatabase,
  ask: AskOfPlaces,
  place: Place,
  by: Mover & { readonly reason: string | null },
  ids: Ids,
): void {
  const assigneeId = place.kind === 'held' ? place.assigneeId : null;
  insertAssignment(
    db,
    {
      id: ids.next(),
      taskId: ask.taskId,
      processId: ask.processId,
      categoryCode: ask.categoryCode,
      reasonCode: ask.reasonCode,
      deadlineAt: ask.deadlineAt,
      assigneeId,
      roleId: place.kind === 'held' ? place.roleId : place.wanted.roleId,
      wantedUserId: place.kind === 'held' ? null : place.wanted.userId,
      unassignedReason: place.kind === 'held' ? null : place.why,
      assignedAt: by.at,
    },
    { ...by, effectiveUser: assigneeId },
  );
}

/**
 * Brings every waiting ask in step with users and roles that have changed, in the transaction that changes them.
 * @returns the tasks whose places changed
 */
export function restaffAsks(
  db: WritableDatabase,
  who: { userIds: readonly string[]; roleIds: readonly string[] },
  by: Mover,
  ids: Ids,
): string[] {
  const directory = directoryOf(db);
  return tasksThatAsk(db, who).filter((taskId) => {
    const open = assignmentsOfTask(db, taskId).filter(({ active }) => active);
    const [one] = open;
    if (one === undefined) return false;
    const change = followDirectory(openPlaces(open), directory);
    applyRestaffing(db, one, open, change, by, ids);
    return change.ended.length + change.added.length > 0;
  });
}

/** By whom and when something is done to assignments. */
export function mover(
  caller: { signedIn: string; actingAs: string | null; source: Transition['source'] },
  at: Instant,
  note: string | null = null,
): Mover {
  return { at, actor: caller.signedIn, actingAs: caller.actingAs, source: caller.source, note };
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
