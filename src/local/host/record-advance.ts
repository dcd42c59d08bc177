import type { Advance, ProcessStatus as EngineStatus, TaskInstance } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { ProcessStatus } from '../../shared/human-task/status.ts';
import type { Ids } from '../../shared/ids.ts';
import { assignmentsOfTask, endAssignment, insertAssignment } from '../store/assignments.ts';
import type { WritableDatabase } from '../store/database.ts';
import { recordWalk } from '../store/processes.ts';
import { findTaskAt, recordInstance } from '../store/tasks.ts';

const codes: Record<EngineStatus, ProcessStatus> = {
  active: 'A',
  waiting: 'W',
  completed: 'C',
  faulted: 'F',
  cancelled: 'X',
};

export interface Recorded {
  /** False: an answer arrived while the process was walked. Nothing was written; walk it again. */
  readonly applied: boolean;
  readonly askCreated: boolean;
  /** Tasks whose assignments changed. */
  readonly taskIds: readonly string[];
}

/**
 * Writes what a walk came to, inside the caller's transaction: tasks, the process, and the assignments of the asks that began
 * or ended with it. The engine alone decides what happens; this only keeps people's rows in step.
 */
export function recordAdvance(
  db: WritableDatabase,
  process: { id: string; wakeCount: number },
  advance: Advance,
  context: { now: Instant; ids: Ids; assignees: (instance: TaskInstance) => readonly string[] },
): Recorded {
  const ended = advance.status !== 'active' && advance.status !== 'waiting';
  const applied = recordWalk(db, process.id, process.wakeCount, {
    status: codes[advance.status],
    output: advance.output,
    error: advance.error,
    endedAt: ended ? context.now : null,
    wakeAt: ended ? null : advance.wakeAt,
  });
  if (!applied) return { applied, askCreated: false, taskIds: [] };
  const taskIds: string[] = [];
  let askCreated = false;
  for (const instance of advance.changed) {
    recordInstance(db, process.id, context.ids.next(), instance);
    if (instance.kind !== 'ask') continue;
    const change = syncAssignments(db, process.id, instance, context);
    if (change === null) continue;
    taskIds.push(change.taskId);
    askCreated ||= change.created;
  }
  return { applied, askCreated, taskIds };
}

function syncAssignments(
  db: WritableDatabase,
  processId: string,
  instance: TaskInstance,
  context: { now: Instant; ids: Ids; assignees: (instance: TaskInstance) => readonly string[] },
): { taskId: string; created: boolean } | null {
  const taskId = findTaskAt(db, processId, instance.path)?.id;
  if (taskId === undefined) throw new Error(`Task ${instance.path} was not written`);
  const existing = assignmentsOfTask(db, taskId);
  if (instance.status === 'waiting') {
    if (existing.length > 0) return null;
    for (const assigneeId of context.assignees(instance)) {
      assign(db, { id: context.ids.next(), taskId, processId, assigneeId }, instance, context.now);
    }
    return { taskId, created: true };
  }
  const open = existing.filter((assignment) => assignment.active);
  for (const assignment of open) withdraw(db, assignment, instance, context.now);
  return { taskId, created: false };
}

function assign(
  db: WritableDatabase,
  ids: { id: string; taskId: string; processId: string; assigneeId: string },
  instance: TaskInstance,
  now: Instant,
): void {
  const assignment = instance.ask?.assignment;
  insertAssignment(
    db,
    {
      ...ids,
      categoryCode: assignment?.categoryCode ?? null,
      reasonCode: assignment?.reasonCode ?? null,
      assignedAt: now,
      deadlineAt: instance.wait?.kind === 'approval' ? instance.wait.deadline : null,
    },
    { at: now, actor: 'engine', effectiveUser: ids.assigneeId, source: 'engine', reason: null },
  );
}

/** The ask ended without its people: its time was up, or its process ended around it. */
function withdraw(
  db: WritableDatabase,
  assignment: { id: string; taskId: string; assigneeId: string },
  instance: TaskInstance,
  now: Instant,
): void {
  const cancelled = instance.status === 'cancelled';
  endAssignment(db, assignment, cancelled ? 'CANCELLED' : 'EXPIRED', {
    at: now,
    actor: 'engine',
    effectiveUser: assignment.assigneeId,
    source: 'engine',
    reason: cancelled ? 'process_ended' : 'timed_out',
  });
}
