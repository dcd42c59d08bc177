import type { TaskInstance } from '../../engine/process-state.ts';
import { askChange, askOfInstance, endedByWalk } from '../../service/human-tasks/asked-by-walk.ts';
import { byEngine } from '../../service/human-tasks/transition.ts';
import { audienceOf, placesFor } from '../../shared/human-task/places.ts';
import type { Ids, UserId } from '../../shared/ids.ts';
import type { AskWalk } from '../host/host-parts.ts';
import { writeTaskDocument } from '../human-tasks/task-document.ts';
import { assignmentsOfTask, endAssignments, insertAssignments } from '../store/assignments.ts';
import type { Tx } from '../store/database.ts';
import { directoryFor } from '../store/directory.ts';
import { deleteDrafts } from '../store/drafts.ts';
import { madeOf } from './restaff.ts';
import { tellOfTasks } from './tell-feed.ts';

/**
 * Keeps the rows of the people, and what is shown to them, in step with an ask that a walk changed, inside the caller's
 * transaction, which has `holdPeople` where others are asked, and has written the task.
 * @returns whether assignments were made or ended
 */
export function createSyncAssignments(ids: Ids) {
  return async (
    tx: Tx,
    task: { readonly id: string; readonly processId: string },
    instance: TaskInstance,
    walk: AskWalk,
  ): Promise<'created' | 'ended' | 'unchanged'> => {
    const existing = await assignmentsOfTask(tx, task.id);
    const open = existing.filter(({ active }) => active);
    const change = askChange(instance, existing);
    if (change.kind === 'ended') {
      const { status } = change;
      await endAssignments(
        tx,
        open.map((row) => ({
          assignment: row,
          status,
          transition: endedByWalk(status, row, instance, walk),
        })),
      );
      await deleteDrafts(tx, task.id);
    }
    if (change.kind === 'created') await askAnew(tx, task, instance, walk, open, ids);
    const lost = new Set(change.kind === 'created' ? open.map(({ id }) => id) : []);
    // The end of an answered ask changes nothing that anybody sees: its answer was told when it was given.
    if (change.kind !== 'unchanged') await tellOfTasks(tx, [task.id], walk.now, lost);
    return change.kind;
  };
}

async function askAnew(
  tx: Tx,
  task: { readonly id: string; readonly processId: string },
  instance: TaskInstance,
  { now, startedBy }: AskWalk,
  open: Awaited<ReturnType<typeof assignmentsOfTask>>,
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
  const ask = askOfInstance(task, instance);
  await insertAssignments(
    tx,
    places.map((place) => madeOf(ask, place, byEngine(now, null, null), ids)),
  );
  await writeTaskDocument(tx, task.id);
}
