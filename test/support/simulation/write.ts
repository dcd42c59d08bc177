import type { CloudEvent } from '../../../src/engine/cloud-event.ts';
import type { EffectResult } from '../../../src/engine/effect.ts';
import type { Advance, TaskInstance, TaskPath } from '../../../src/engine/process-state.ts';
import { isLive } from '../../../src/engine/task-records.ts';
import type { Json } from '../../../src/shared/json.ts';
import {
  liveTasks,
  processesOf,
  stateOf,
  taskOf,
  text,
  type Kept,
  type KeptProcess,
  type StoredState,
} from './kept.ts';
import type { Mutant } from './mutant.ts';

/** One transaction: everything that a walk came to. */
export function commitWalk(
  kept: Kept,
  id: string,
  process: KeptProcess,
  result: Advance,
  mutant: Mutant | null,
): void {
  const { status, output, error, begun, lists, wakeAt, eventsFrom } = result;
  kept.commits += 1;
  process.due = false;
  process.state = text({ ...stateOf(process), status, output, error, begun, lists, wakeAt, eventsFrom });
  writeTasks(process, result.changed, mutant);
  if (mutant !== 'publishes events before the commit') publish(kept, result.events);
  for (const { path, workflowId, input, awaited } of result.children) {
    const parent = awaited ? { id, path } : null;
    insertProcess(kept, `${id}${path}`, workflowId as 'child', input, parent, kept.events.length);
  }
  settleFamily(kept, id, process, result);
}

export function writeTasks(
  process: KeptProcess,
  changed: readonly TaskInstance[],
  mutant: Mutant | null,
): void {
  for (const task of changed) {
    const before = taskOf(process, task.path);
    const after = text(
      mutant === 'forgets how far a task has come' ? { ...task, progress: undefined } : task,
    );
    if (before !== undefined && !isLive(before) && text(before) !== after) {
      throw new Error(
        `I1: ${task.path} had ended as ${before.status} and was written again as ${task.status}`,
      );
    }
    process.tasks.set(task.path, after);
  }
}

export function insertProcess(
  kept: Kept,
  id: string,
  workflow: KeptProcess['workflow'],
  input: Json,
  parent: KeptProcess['parent'],
  eventsFrom: number,
): void {
  const state: StoredState = {
    id,
    status: 'active',
    startedAt: kept.now,
    input,
    output: undefined,
    error: null,
    begun: null,
    lists: {},
    wakeAt: null,
    eventsFrom,
    cancelling: false,
  };
  kept.processes.set(id, { workflow, state: text(state), tasks: new Map(), parent, due: true });
}

/** A child that has ended is the result of the task that waits for it; a child nobody waits for any more is cancelled. */
function settleFamily(
  kept: Kept,
  id: string,
  process: KeptProcess,
  { status, output, error }: Advance,
): void {
  for (const [, other] of processesOf(kept)) {
    if (other.parent?.id !== id || !isLive(stateOf(other))) continue;
    const task = taskOf(process, other.parent.path);
    if (task !== undefined && isLive(task)) continue;
    other.state = text({ ...stateOf(other), cancelling: true });
    other.due = true;
  }
  if (status === 'active' || status === 'waiting' || process.parent === null) return;
  const parent = kept.processes.get(process.parent.id);
  if (parent === undefined) return;
  const ended = { type: 'https://errors.example/cancelled', status: 500, title: 'Cancelled' };
  const result: EffectResult =
    status === 'completed' ? { ok: true, output: output ?? null } : { ok: false, error: error ?? ended };
  arrive(parent, process.parent.path, { result });
}

/** Something for a task that still waits; it is kept, and its process is due. */
export function arrive(
  process: KeptProcess,
  path: TaskPath,
  change: Partial<Pick<TaskInstance, 'result' | 'answer'>>,
): void {
  const task = taskOf(process, path);
  if (task?.status !== 'waiting') return;
  process.tasks.set(path, text({ ...task, ...change }));
  process.due = true;
}

export function publish(kept: Kept, events: readonly CloudEvent[]): void {
  for (const event of events) kept.events.push(text(event));
  if (events.length === 0) return;
  for (const [, process] of processesOf(kept))
    process.due ||= liveTasks(process).some(({ wait }) => wait?.kind === 'event');
}

/** Somebody asks for the end of the process that was started first. */
export function cancelMain(kept: Kept): void {
  const main = kept.processes.get('main');
  if (main === undefined) return;
  main.state = text({ ...stateOf(main), cancelling: true });
  main.due = true;
}
