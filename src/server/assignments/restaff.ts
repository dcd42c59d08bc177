import { newPlace, openPlaces, type AskOfPlaces } from '../../service/human-tasks/asked-places.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { Mover } from '../../service/human-tasks/transition.ts';
import {
  audienceOfPlaces,
  followDirectory,
  type Place,
  type Restaffing,
} from '../../shared/human-task/places.ts';
import type { Ids, UserId } from '../../shared/ids.ts';
import {
  assignmentsOfTasks,
  endAssignments,
  insertAssignments,
  lockTasksThatAsk,
  type Ended,
  type Made,
} from '../store/assignments.ts';
import type { Tx } from '../store/database.ts';
import { directoryFor } from '../store/directory.ts';
import { tellOfTasks } from './tell-feed.ts';

/** What has to change in one ask. */
export interface AskChange {
  readonly ask: AskOfPlaces;
  readonly open: readonly AssignmentRow[];
  readonly change: Restaffing;
}

/** Ends and adds places in the caller's transaction, each with its line in the history, and tells everyone who is asked. */
export async function applyRestaffing(
  tx: Tx,
  changes: readonly AskChange[],
  by: Mover,
  ids: Ids,
): Promise<void> {
  const ended = changes.flatMap((change) => endedOf(change, by));
  const made = changes.flatMap(({ ask, change }) =>
    change.added.map(({ place, reason }) => madeOf(ask, place, { ...by, reason }, ids)),
  );
  await endAssignments(tx, ended);
  await insertAssignments(tx, made);
  const lost = new Set(ended.map(({ assignment }) => assignment.id));
  const taskIds = changes.map(({ ask }) => ask.taskId);
  await tellOfTasks(tx, taskIds, by.at, lost);
}

/** One more place in an ask. @param by.reason null where the ask begins */
export function madeOf(
  ask: AskOfPlaces,
  place: Place,
  by: Mover & { readonly reason: string | null },
  ids: Ids,
): Made {
  const assignment = newPlace(ask, place, ids.next(), by.at);
  return { assignment, transition: { ...by, effectiveUser: assignment.assigneeId } };
}

/**
 * Brings every waiting ask in step with users and roles that have changed, in the transaction that changes them; it holds
 * `lockPeople`.
 * @returns the tasks whose places changed
 */
export async function restaffAsks(
  tx: Tx,
  who: { userIds: readonly string[]; roleIds: readonly string[] },
  by: Mover,
  ids: Ids,
): Promise<string[]> {
  const asks = await openAsks(tx, await lockTasksThatAsk(tx, who));
  const places = asks.flatMap(({ open }) => openPlaces(open).map(({ place }) => place));
  const { userIds, roleIds } = audienceOfPlaces(places);
  const holders = places.flatMap((place) => (place.kind === 'held' ? [place.assigneeId] : []));
  const directory = await directoryFor(tx, {
    userIds: [...new Set<UserId>([...userIds, ...holders])],
    roleIds,
  });
  const changes = asks
    .map((ask) => ({ ...ask, change: followDirectory(openPlaces(ask.open), directory) }))
    .filter(({ change }) => change.ended.length + change.added.length > 0);
  await applyRestaffing(tx, changes, by, ids);
  return changes.map(({ ask }) => ask.taskId);
}

async function openAsks(tx: Tx, taskIds: readonly string[]): Promise<Omit<AskChange, 'change'>[]> {
  const rows = await assignmentsOfTasks(tx, taskIds);
  return [...rows.values()].flatMap((all) => {
    const open = all.filter(({ active }) => active);
    const [ask] = open;
    return ask === undefined ? [] : [{ ask, open }];
  });
}

function endedOf({ ask, open, change }: AskChange, by: Mover): Ended[] {
  const rows = new Map(open.map((row) => [row.id, row]));
  return change.ended.map(({ id, reason }) => {
    const assignment = rows.get(id);
    if (assignment === undefined) throw new Error(`${id} is no open place of ${ask.taskId}`);
    return {
      assignment,
      status: 'CANCELLED',
      transition: { ...by, effectiveUser: assignment.assigneeId, reason },
    };
  });
}
