import type { EffectResult } from '../../engine/effect.ts';
import { standardErrors, WorkflowError } from '../../engine/errors.ts';
import type { Host } from '../../engine/host.ts';
import type { Advance, ChildStart, TaskInstance } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { ReadableDatabase, WritableDatabase } from '../store/database.ts';
import { childrenOf, countOpenChildren } from '../store/child-processes.ts';
import { requestCancel } from '../store/process-operations.ts';
import { insertProcess, wakeProcess, type ProcessRow } from '../store/processes.ts';
import { recordResult } from '../store/effects.ts';

/** Processes of which each was started by the one before: a workflow that runs itself without an end stops here. */
export const deepest = 100;

/** Processes that others started and that have not ended: one that runs itself twice each time stops here. */
export const mostOpenChildren = 10_000;

/**
 * The host of one walk: its `findWorkflow`, which a task asks right before it starts a process, fails that task where there
 * would be too many.
 */
export function limitingStarts(engine: Host, db: ReadableDatabase, { depth }: ProcessRow): Host {
  let starting = 0;
  return {
    ...engine,
    findWorkflow(name) {
      const workflowId = engine.findWorkflow(name);
      if (workflowId === null) return null;
      if (depth >= deepest) throw new WorkflowError(tooDeep);
      starting += 1;
      if (!hasRoomFor(db, starting)) throw new WorkflowError(tooMany);
      return workflowId;
    },
  };
}

/** Whether so many processes may be started. What was true in a walk may not be when it is written: others start some too. */
export function hasRoomFor(db: ReadableDatabase, starting: number): boolean {
  return starting === 0 || countOpenChildren(db, mostOpenChildren) + starting <= mostOpenChildren;
}

/** Starts a process for a task of another one, in the transaction that records that task. */
export function startChild(
  db: WritableDatabase,
  parent: ProcessRow,
  { path, workflowId, input, awaited }: ChildStart,
  fresh: { id: string; now: Instant },
): void {
  insertProcess(db, {
    id: fresh.id,
    workflowId,
    input,
    startedBy: parent.startedBy,
    startedAt: fresh.now,
    trigger: 'parent',
    parent: { id: parent.id, path, awaits: awaited },
    depth: parent.depth + 1,
  });
}

const tooDeep = {
  ...standardErrors.runtime,
  detail: `At most ${deepest} processes start each other in a row. Does a workflow run itself without an end?`,
};

const tooMany = {
  ...standardErrors.runtime,
  detail: `At most ${mostOpenChildren} processes that others started go on at a time. Does a workflow run itself without an end?`,
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
