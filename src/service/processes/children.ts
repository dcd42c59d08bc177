import type { EffectResult } from '../../engine/effect.ts';
import { standardErrors, WorkflowError } from '../../engine/errors.ts';
import type { Host } from '../../engine/host.ts';
import type { Advance, ChildStart, TaskInstance } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { NewProcess, ProcessRow } from './process-row.ts';

/** Processes of which each was started by the one before: a workflow that runs itself without an end stops here. */
export const deepest = 100;

/** Processes that others started and that have not ended: one that runs itself twice each time stops here. */
export const mostOpenChildren = 10_000;

/**
 * The host of one walk: its `findWorkflow`, which a task asks right before it starts a process, fails that task where there
 * would be too many.
 * @param hasRoomFor whether so many processes may be started
 */
export function limitingStarts(
  engine: Host,
  { depth }: Pick<ProcessRow, 'depth'>,
  hasRoomFor: (starting: number) => boolean,
): Host {
  let starting = 0;
  return {
    ...engine,
    findWorkflow(name) {
      const workflowId = engine.findWorkflow(name);
      if (workflowId === null) return null;
      if (depth >= deepest) throw new WorkflowError(tooDeep);
      starting += 1;
      if (!hasRoomFor(starting)) throw new WorkflowError(tooMany);
      return workflowId;
    },
  };
}

/** A process that a task of another one starts, in the transaction that records that task. */
export function childProcess(
  parent: ProcessRow,
  { path, workflowId, input, awaited }: ChildStart,
  fresh: { readonly id: string; readonly now: Instant },
): NewProcess {
  return {
    id: fresh.id,
    workflowId,
    input,
    startedBy: parent.startedBy,
    startedAt: fresh.now,
    trigger: 'parent',
    parent: { id: parent.id, path, awaits: awaited },
    depth: parent.depth + 1,
  };
}

/** A task that ended without the process it waits for takes that process with it. Those that go their own way do not end. */
export function takesChildrenAlong({ kind, status }: TaskInstance): boolean {
  return kind === 'run' && (status === 'cancelled' || status === 'faulted');
}

/** The end of a process is the result of the task that waits for it. */
export function resultOfEnd({
  status,
  output,
  error,
}: Pick<Advance, 'status' | 'output' | 'error'>): EffectResult {
  if (status === 'completed') return { ok: true, output: output ?? null };
  if (error !== null) return { ok: false, error };
  return {
    ok: false,
    error: { ...standardErrors.runtime, detail: 'The process that it started was cancelled.' },
  };
}

const tooDeep = {
  ...standardErrors.runtime,
  detail: `At most ${deepest} processes start each other in a row. Does a workflow run itself without an end?`,
};

const tooMany = {
  ...standardErrors.runtime,
  detail: `At most ${mostOpenChildren} processes that others started go on at a time. Does a workflow run itself without an end?`,
};
