import type { Instant } from '../../shared/clock.ts';
import { followDirectory, type Place, type Restaffing } from '../../shared/human-task/places.ts';
import type { Ids } from '../../shared/ids.ts';
import { assignmentsOfTask, endAssignment, insertAssignment, tasksThatAsk } from '../store/assignments.ts';
import type { WritableDatabase } from '../store/database.ts';
import { directoryOf } from '../store/people.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { Transition, Mover } from '../../service/human-tasks/transition.ts';
import { type AskOfPlaces, newPlace, openPlaces } from '../../service/human-tasks/asked-places.ts';

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
  const row = newPlace(ask, place, ids.next(), by.at);
  insertAssignment(db, row, { ...by, effectiveUser: row.assigneeId });
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
