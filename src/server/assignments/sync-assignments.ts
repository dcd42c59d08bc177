import { askChange, askOfInstance, endedByWalk } from '../../service/human-tasks/asked-by-walk.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import { byEngine } from '../../service/human-tasks/transition.ts';
import { audienceOf, placesFor } from '../../shared/human-task/places.ts';
import type { Ids, UserId } from '../../shared/ids.ts';
import type { AskWalk, ChangedAsk } from '../host/host-parts.ts';
import { writeTaskDocument } from '../human-tasks/task-document.ts';
import { assignmentsOfTasks, endAssignments, insertAssignments } from '../store/assignments.ts';
import type { Tx } from '../store/database.ts';
import { directoryFor } from '../store/directory.ts';
import { deleteDrafts } from '../store/drafts.ts';
import { madeOf } from './restaff.ts';
import { tellOfTasks } from './tell-feed.ts';

/**
 * Keeps the rows of the people, and what is shown to them, in step with the asks that a walk changed, inside the caller's
 * transaction, which has `holdPeople` where others are asked, and has written the tasks. The feeds come last, all of them at once.
 */
export function createSyncAssignments(ids: Ids) {
  return async (tx: Tx, asks: readonly ChangedAsk[], walk: AskWalk): Promise<void> => {
    const told: string[] = [];
    const lost = new Set<string>();
    const rows = await assignmentsOfTasks(
      tx,
      asks.map(({ id }) => id),
    );
    for (const ask of asks) {
      const existing = rows.get(ask.id) ?? [];
      const change = askChange(ask.instance, existing);
      // The end of an answered ask changes nothing that anybody sees: its answer was told when it was given.
      if (change.kind === 'unchanged') continue;
      told.push(ask.id);
      const open = existing.filter(({ active }) => active);
      if (change.kind === 'ended') await endAsk(tx, ask, walk, open, change.status);
      else {
        await askAnew(tx, ask, walk, open, ids);
        for (const { id } of open) lost.add(id);
      }
    }
    if (told.length > 0) await tellOfTasks(tx, told, walk.now, lost);
  };
}

async function endAsk(
  tx: Tx,
  { id, instance }: ChangedAsk,
  walk: AskWalk,
  open: readonly AssignmentRow[],
  status: 'CANCELLED' | 'EXPIRED',
): Promise<void> {
  await endAssignments(
    tx,
    open.map((row) => ({
      assignment: row,
      status,
      transition: endedByWalk(status, row, instance, walk),
    })),
  );
  await deleteDrafts(tx, id);
}

async function askAnew(
  tx: Tx,
  { id, processId, instance }: ChangedAsk,
  { now, startedBy }: AskWalk,
  open: readonly AssignmentRow[],
  ids: Ids,
): Promise<void> {
  await endAssignments(
    tx,
    open.map((row) => ({
      assignment: row,
      status: 'EXPIRED',
      transition: byEngine(now, row.assigneeId, 'escalated'),
    })),
  );
  const audience = audienceOf(instance.ask?.assignment, startedBy as UserId);
  const places = placesFor(audience, await directoryFor(tx, audience));
  const ask = askOfInstance({ id, processId }, instance);
  await insertAssignments(
    tx,
    places.map((place) => madeOf(ask, place, byEngine(now, null, null), ids)),
  );
  await writeTaskDocument(tx, id);
}
