import type { Host } from '../../engine/host.ts';
import type { Advance, ChildStart, TaskInstance } from '../../engine/process-state.ts';
import {
  childProcess,
  limitingStarts,
  mostOpenChildren,
  resultOfEnd,
  takesChildrenAlong,
} from '../../service/processes/children.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';
import type { Instant } from '../../shared/clock.ts';
import { childrenOf, countOpenChildren } from '../store/child-processes.ts';
import type { ReadableDatabase, WritableDatabase } from '../store/database.ts';
import { recordResult } from '../store/effects.ts';
import { requestCancel } from '../store/process-operations.ts';
import { insertProcess, wakeProcess } from '../store/processes.ts';

/** The host of one walk, which starts no more processes than there may be. */
export function withRoomForChildren(engine: Host, db: ReadableDatabase, process: ProcessRow): Host {
  return limitingStarts(engine, process, (starting) => hasRoomFor(db, starting));
}

/** Whether so many processes may be started. What was true in a walk may not be when it is written: others start some too. */
export function hasRoomFor(db: ReadableDatabase, starting: number): boolean {
  return starting === 0 || countOpenChildren(db, mostOpenChildren) + starting <= mostOpenChildren;
}

/** Starts a process for a task of another one, in the transaction that records that task. */
export function startChild(
  db: WritableDatabase,
  parent: ProcessRow,
  child: ChildStart,
  fresh: { id: string; now: Instant },
): void {
  insertProcess(db, childProcess(parent, child, fresh));
}

/** The end of a process is the result of the task that waits for it; the process of that task is due with it. */
export function tellParent(
  db: WritableDatabase,
  { parent }: ProcessRow,
  end: Pick<Advance, 'status' | 'output' | 'error'>,
  now: Instant,
): void {
  if (parent?.awaits !== true) return;
  if (recordResult(db, parent.id, parent.path, resultOfEnd(end))) wakeProcess(db, parent.id, now);
}

/** A task that ended without the process it waits for takes that process with it. Those that go their own way do not end. */
export function cancelChildren(
  db: WritableDatabase,
  parent: ProcessRow,
  instance: TaskInstance,
  now: Instant,
): void {
  if (!takesChildrenAlong(instance)) return;
  for (const child of childrenOf(db, parent.id, instance.path)) {
    if (child.parent?.awaits !== true || child.endedAt !== null) continue;
    const by = parent.cancelledBy ?? 'engine';
    requestCancel(db, child.id, { at: now, by, reason: parent.cancelReason });
  }
}
