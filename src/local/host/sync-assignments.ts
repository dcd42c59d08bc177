import type { TaskInstance } from '../../engine/process-state.ts';
import {
  askChange,
  askOfInstance,
  endedByWalk,
  type WalkedAsk,
} from '../../service/human-tasks/asked-by-walk.ts';
import { byEngine } from '../../service/human-tasks/transition.ts';
import type { Place } from '../../shared/human-task/places.ts';
import type { Ids } from '../../shared/ids.ts';
import { addPlace } from '../assignments/restaff.ts';
import { assignmentsOfTask, endAssignment } from '../store/assignments.ts';
import type { WritableDatabase } from '../store/database.ts';

export interface AssignmentContext extends WalkedAsk {
  readonly ids: Ids;
  /** Whom an ask is for, as users and roles are now. */
  places(instance: TaskInstance): readonly Place[];
}

/**
 * Keeps the rows of the people in step with an ask that a walk changed, inside the caller's transaction.
 * @returns whether assignments were made or ended
 */
export function syncAssignments(
  db: WritableDatabase,
  task: { id: string; processId: string },
  instance: TaskInstance,
  context: AssignmentContext,
): 'created' | 'ended' | 'unchanged' {
  const { now, ids } = context;
  const existing = assignmentsOfTask(db, task.id);
  const open = existing.filter((assignment) => assignment.active);
  const change = askChange(instance, existing);
  if (change.kind === 'ended') {
    for (const row of open) {
      endAssignment(db, row, change.status, endedByWalk(change.status, row, instance, context));
    }
  }
  if (change.kind === 'created') {
    for (const row of open) endAssignment(db, row, 'EXPIRED', byEngine(now, row.assigneeId, 'escalated'));
    const ask = askOfInstance(task, instance);
    for (const place of context.places(instance)) addPlace(db, ask, place, byEngine(now, null, null), ids);
  }
  return change.kind;
}
