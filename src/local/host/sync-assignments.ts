import type { CancelReason, TaskInstance } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Ids } from '../../shared/ids.ts';
import {
  assignmentsOfTask,
  endAssignment,
  insertAssignment,
  type AssignmentRow,
} from '../store/assignments.ts';
import type { WritableDatabase } from '../store/database.ts';

export interface AssignmentContext {
  readonly now: Instant;
  readonly ids: Ids;
  /** Whom an ask is for. */
  assignees(instance: TaskInstance): readonly string[];
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
  for (const assigneeId of context.assignees(instance)) assign(db, task, assigneeId, instance, context);
  return 'created';
}

/** The time of those who were asked was up and others are asked: the same ask with another deadline. */
function isEscalated(instance: TaskInstance, open: readonly AssignmentRow[]): boolean {
  return open.some((assignment) => assignment.deadlineAt !== deadlineOf(instance));
}

function assign(
  db: WritableDatabase,
  task: { id: string; processId: string },
  assigneeId: string,
  instance: TaskInstance,
  { now, ids }: AssignmentContext,
): void {
  const assignment = instance.ask?.assignment;
  insertAssignment(
    db,
    {
      id: ids.next(),
      taskId: task.id,
      processId: task.processId,
      assigneeId,
      categoryCode: assignment?.categoryCode ?? null,
      reasonCode: assignment?.reasonCode ?? null,
      assignedAt: now,
      deadlineAt: deadlineOf(instance),
    },
    { at: now, actor: 'engine', effectiveUser: assigneeId, source: 'engine', reason: null },
  );
}

/** The time was up before anybody answered. */
function expire(db: WritableDatabase, assignment: AssignmentRow, reason: string, now: Instant): void {
  endAssignment(db, assignment, 'EXPIRED', {
    at: now,
    actor: 'engine',
    effectiveUser: assignment.assigneeId,
    source: 'engine',
    reason,
  });
}

/** The process went on or ended around the ask. */
function cancel(
  db: WritableDatabase,
  assignment: AssignmentRow,
  reason: CancelReason | null,
  context: AssignmentContext,
): void {
  endAssignment(db, assignment, 'CANCELLED', {
    at: context.now,
    actor: (reason === 'cancelled' ? context.cancelledBy : null) ?? 'engine',
    effectiveUser: assignment.assigneeId,
    source: 'engine',
    reason: inHistory(reason, context.processEnded),
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
