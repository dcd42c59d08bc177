import type { CancelReason, TaskInstance } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Place } from '../../shared/human-task/places.ts';
import type { Ids } from '../../shared/ids.ts';
import { addPlace } from '../assignments/restaff.ts';
import { byEngine } from '../store/assignment-history.ts';
import { assignmentsOfTask, endAssignment, type AssignmentRow } from '../store/assignments.ts';
import type { WritableDatabase } from '../store/database.ts';

export interface AssignmentContext {
  readonly now: Instant;
  readonly ids: Ids;
  /** Whom an ask is for, as users and roles are now. */
  places(instance: TaskInstance): readonly Place[];
  /** Who asked for the end of the process, if anybody did. */
  readonly cancelledBy: string | null;
  /** Whether the process ended in the walk that changed the ask. */
  readonly processEnded: boolean;
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
  const existing = assignmentsOfTask(db, task.id);
  const open = existing.filter((assignment) => assignment.active);
  if (instance.status !== 'waiting') {
    for (const assignment of open) {
      if (instance.status === 'cancelled') cancel(db, assignment, instance.reason, context);
      else expire(db, assignment, 'timed_out', context.now);
    }
    return open.length > 0 ? 'ended' : 'unchanged';
  }
  if (existing.length > 0 && !isEscalated(instance, open)) return 'unchanged';
  for (const assignment of open) expire(db, assignment, 'escalated', context.now);
  for (const place of context.places(instance)) assign(db, task, place, instance, context);
  return 'created';
}

/** The time of those who were asked was up and others are asked: the same ask with another deadline. */
function isEscalated(instance: TaskInstance, open: readonly AssignmentRow[]): boolean {
  return open.some((assignment) => assignment.deadlineAt !== deadlineOf(instance));
}

function assign(
  db: WritableDatabase,
  task: { id: string; processId: string },
  place: Place,
  instance: TaskInstance,
  { now, ids }: AssignmentContext,
): void {
  const assignment = instance.ask?.assignment;
  addPlace(
    db,
    {
      taskId: task.id,
      processId: task.processId,
      categoryCode: assignment?.categoryCode ?? null,
      reasonCode: assignment?.reasonCode ?? null,
      deadlineAt: deadlineOf(instance),
    },
    place,
    byEngine(now, null, null),
    ids,
  );
}

/** The time was up before anybody answered. */
function expire(db: WritableDatabase, assignment: AssignmentRow, reason: string, now: Instant): void {
  endAssignment(db, assignment, 'EXPIRED', byEngine(now, assignment.assigneeId, reason));
}

/** The process went on or ended around the ask. */
function cancel(
  db: WritableDatabase,
  assignment: AssignmentRow,
  reason: CancelReason | null,
  context: AssignmentContext,
): void {
  endAssignment(db, assignment, 'CANCELLED', {
    ...byEngine(context.now, assignment.assigneeId, inHistory(reason, context.processEnded)),
    actor: (reason === 'cancelled' ? context.cancelledBy : null) ?? 'engine',
  });
}

function inHistory(reason: CancelReason | null, processEnded: boolean): string {
  if (reason === 'cancelled') return 'process_cancelled';
  if (reason === 'timeout') return 'timed_out';
  return processEnded ? 'process_ended' : 'task_cancelled';
}

function deadlineOf({ wait }: TaskInstance): Instant | null {
  return wait?.kind === 'approval' ? wait.deadline : null;
}
