import type { Advance, ProcessState, TaskInstance } from '../../engine/process-state.ts';
import type { ListenPlan } from '../../engine/tasks/listen-progress.ts';
import type { CloudEvent } from '../../engine/cloud-event.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Place } from '../../shared/human-task/places.ts';
import { processCodes } from '../../service/processes/process-status.ts';
import type { Ids } from '../../shared/ids.ts';
import type { WritableDatabase } from '../store/database.ts';
import { forgetListener, recordListener } from '../store/listeners.ts';
import { recordWalk } from '../store/processes.ts';
import { findTaskId, insertInstance, updateInstance } from '../store/tasks.ts';
import { cancelChildren, hasRoomFor, startChild, tellParent } from './children.ts';
import { syncAssignments } from './sync-assignments.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';

export interface RecordContext {
  readonly now: Instant;
  readonly ids: Ids;
  places(instance: TaskInstance): readonly Place[];
  /** Stores an event and wakes who waits for it, in this transaction. */
  publish(event: CloudEvent): void;
  /** The process has ended, in this transaction. */
  ended(process: ProcessRow): void;
}

export interface Recorded {
  /** False: something arrived while the process was walked, or others took the room for what it starts. Nothing was written. */
  readonly applied: boolean;
  readonly askCreated: boolean;
  /** Tasks whose assignments changed. */
  readonly taskIds: readonly string[];
}

/**
 * Writes what a walk came to, inside the caller's transaction: the process, its tasks, the people's rows of the asks that began
 * or ended, the processes it starts, the events it publishes, and its end to whoever waits for that. The engine alone decides
 * what happens; this only keeps the rows in step.
 */
export function recordAdvance(
  db: WritableDatabase,
  process: ProcessRow,
  tasks: ProcessState['tasks'],
  advance: Advance,
  context: RecordContext,
): Recorded {
  const ended = advance.status !== 'active' && advance.status !== 'waiting';
  const before = ({ path }: TaskInstance) => tasks.get(path);
  const applied =
    hasRoomFor(db, advance.children.length) &&
    recordWalk(db, process.id, process.wakeCount, {
      status: processCodes[advance.status],
      output: advance.output,
      error: advance.error,
      begun: advance.begun,
      lists: advance.lists,
      endedAt: ended ? context.now : null,
      wakeAt: ended ? null : advance.wakeAt,
      eventsFrom: advance.eventsFrom,
      newTasks: advance.changed.filter((instance) => before(instance) === undefined).length,
    });
  if (!applied) return { applied, askCreated: false, taskIds: [] };
  const people: Recorded = { applied, askCreated: false, taskIds: [] };
  const changed = advance.changed.reduce(
    (sofar, instance) =>
      merged(
        sofar,
        recordTask(db, process, instance, { ...context, before: before(instance), processEnded: ended }),
      ),
    people,
  );
  for (const child of advance.children) {
    startChild(db, process, child, { id: context.ids.next(), now: context.now });
  }
  for (const event of advance.events) context.publish(event);
  if (ended) {
    tellParent(db, process, advance, context.now);
    context.ended(process);
  }
  return changed;
}

function recordTask(
  db: WritableDatabase,
  process: ProcessRow,
  instance: TaskInstance,
  context: RecordContext & { before: TaskInstance | undefined; processEnded: boolean },
): { askCreated: boolean; taskId: string | null } {
  const { ids, before, now } = context;
  const newId = before === undefined ? ids.next() : null;
  if (newId === null) updateInstance(db, process.id, instance, before);
  else insertInstance(db, process.id, newId, instance);
  if (instance.kind === 'listen') syncListener(db, process.id, instance);
  if (instance.kind === 'run') cancelChildren(db, process, instance, now);
  if (instance.kind !== 'ask') return { askCreated: false, taskId: null };
  const taskId = newId ?? findTaskId(db, process.id, instance.path);
  const change = syncAssignments(db, { id: taskId, processId: process.id }, instance, {
    ...context,
    cancelledBy: process.cancelledBy,
  });
  return { askCreated: change === 'created', taskId: change === 'unchanged' ? null : taskId };
}

function merged(sofar: Recorded, change: { askCreated: boolean; taskId: string | null }): Recorded {
  if (change.taskId === null) return sofar;
  return {
    ...sofar,
    askCreated: sofar.askCreated || change.askCreated,
    taskIds: [...sofar.taskIds, change.taskId],
  };
}

function syncListener(db: WritableDatabase, processId: string, { path, wait, plan }: TaskInstance): void {
  if (wait?.kind === 'event') {
    // What a listening task recorded when it began says by which types it has to be woken.
    recordListener(db, processId, path, (plan as unknown as ListenPlan).types);
  } else {
    forgetListener(db, processId, path);
  }
}
