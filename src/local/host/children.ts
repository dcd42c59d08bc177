import type { EffectResult } from '../../engine/effect.ts';
import { standardErrors } from '../../engine/errors.ts';
import type { Advance, ChildStart, TaskInstance } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { WritableDatabase } from '../store/database.ts';
import {
  childrenOf,
  insertProcess,
  requestCancel,
  wakeProcess,
  type ProcessRow,
} from '../store/processes.ts';
import { recordResult } from '../store/tasks.ts';

/** Processes that wait for each other, one inside the other: a workflow that runs itself without an end stops here. */
export const deepest = 100;

/** Starts a process for a task of another one, in the transaction that records that task. */
export function startChild(
  db: WritableDatabase,
  parent: ProcessRow,
  { path, workflowId, input, awaited }: ChildStart,
  fresh: { id: string; now: Instant },
): void {
  const depth = awaited ? parent.depth + 1 : 0;
  if (depth > deepest) {
    if (recordResult(db, parent.id, path, tooDeep)) wakeProcess(db, parent.id, fresh.now);
    return;
  }
  insertProcess(db, {
    id: fresh.id,
    workflowId,
    input,
    startedBy: parent.startedBy,
    startedAt: fresh.now,
    trigger: 'parent',
    parent: { id: parent.id, path, awaits: awaited },
    depth,
  });
}

const tooDeep: EffectResult = {
  ok: false,
  error: {
    ...standardErrors.runtime,
    detail: `At most ${deepest} processes wait for each other. Does a workflow run itself without an end?`,
  },
};

/** The end of a process is the result of the task that waits for it; the process of that task is due with it. */
export function tellParent(
  db: WritableDatabase,
  { parent }: ProcessRow,
  end: Pick<Advance, 'status' | 'output' | 'error'>,
  now: Instant,
): void {
  if (parent?.awaits !== true) return;
  if (recordResult(db, parent.id, parent.path, resultOf(end))) wakeProcess(db, parent.id, now);
}

/** A task that ended without the process it waits for takes that process with it. Those that go their own way do. */
export function cancelChildren(
  db: WritableDatabase,
  parent: ProcessRow,
  { kind, status, path }: TaskInstance,
  now: Instant,
): void {
  if (kind !== 'run' || (status !== 'cancelled' && status !== 'faulted')) return;
  for (const child of childrenOf(db, parent.id, path)) {
    if (child.parent?.awaits !== true || child.endedAt !== null) continue;
    const by = parent.cancelledBy ?? 'engine';
    requestCancel(db, child.id, { at: now, by, reason: parent.cancelReason });
  }
}

function resultOf({ status, output, error }: Pick<Advance, 'status' | 'output' | 'error'>): EffectResult {
  if (status === 'completed') return { ok: true, output: output ?? null };
  if (error !== null) return { ok: false, error };
  return {
    ok: false,
    error: { ...standardErrors.runtime, detail: 'The process that it started was cancelled.' },
  };
}
