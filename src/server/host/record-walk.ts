import type { Advance, ProcessState, TaskInstance } from '../../engine/process-state.ts';
import type { ListenPlan } from '../../engine/tasks/listen-progress.ts';
import {
  childProcess,
  mostOpenChildren,
  resultOfEnd,
  takesChildrenAlong,
} from '../../service/processes/children.ts';
import { mayLeaveEffect, waitsForEffect } from '../../service/processes/effect-values.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';
import { processCodes } from '../../service/processes/process-status.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Tx } from '../store/database.ts';
import { announceEffect, recordResult, withdrawEffect } from '../store/effects.ts';
import { forgetListener, recordListener } from '../store/listeners.ts';
import { requestCancel } from '../store/process-operations.ts';
import { holdPeople } from '../store/people.ts';
import { childrenOf, countOpenChildren, insertProcess, recordWalk } from '../store/processes.ts';
import { insertInstances, lockTaskAt, lockTasksAt, updateInstance } from '../store/tasks.ts';
import { enqueueWakes } from '../store/wake-outbox.ts';
import type { HostParts } from './host-parts.ts';
import { lifecycleOfWalk } from './lifecycle.ts';
import { publishEvent } from './publish-event.ts';
import { runAfterEnd } from './schedules.ts';

// Locks are taken in one order by everything that writes: the people, the task of a parent, the own tasks with their assignments and feeds,
// the own process, processes that were started from here, events. Whoever answers or operates keeps to it too.

/** What was decided meanwhile, or another walk that was written first: nothing of this one may be. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

export interface WalkedProcess {
  readonly process: ProcessRow;
  readonly before: ProcessState;
  readonly advance: Advance;
}

/**
 * Writes what a walk came to, inside the caller's transaction: the process, its tasks, the people's rows of the asks that began or
 * ended, the effects it announces, the processes it starts, the events it publishes, and its end to whoever waits for that. The
 * engine alone decides what happens; this only keeps the rows in step.
 * @throws Overtaken
 */
export async function writeWalk(parts: HostParts, tx: Tx, walked: WalkedProcess): Promise<void> {
  const { process, before, advance } = walked;
  const now = parts.clock.now();
  const ended = advance.status !== 'active' && advance.status !== 'waiting';
  const { parent } = process;
  if (advance.changed.some(asks)) await holdPeople(tx);
  if (ended && parent?.awaits === true) await lockTaskAt(tx, parent.id, parent.path);
  const ids = await writeTasks(parts, tx, walked);
  for (const instance of advance.changed) await writeAround(parts, tx, walked, instance, now);
  await syncAsks(parts, tx, walked, { ids, ended, now });
  await mustHaveRoom(tx, advance);
  const interest = await recordWalk(tx, process.id, process.wakeCount, {
    status: processCodes[advance.status],
    output: advance.output,
    error: advance.error,
    begun: advance.begun,
    lists: advance.lists,
    endedAt: ended ? now : null,
    wakeAt: ended ? null : advance.wakeAt,
    eventsFrom: advance.eventsFrom,
    newTasks: advance.changed.filter(({ path }) => before.tasks.get(path) === undefined).length,
  });
  if (interest === null) throw new Overtaken();
  await startChildren(parts, tx, walked, now);
  for (const instance of advance.changed) await cancelChildren(parts, tx, process, instance, now);
  if (ended) await tellParent(parts, tx, walked, now);
  if (ended && interest.schedule) await runAfterEnd(parts, tx, process, now);
  for (const event of advance.events) await publishEvent(parts, tx, event, now);
  if (!interest.lifecycle) return;
  for (const event of await lifecycleOfWalk(tx, process, before, advance, now)) {
    await publishEvent(parts, tx, event, now);
  }
}

/** It may make places by users and roles. */
function asks({ kind, status }: TaskInstance): boolean {
  return kind === 'ask' && status === 'waiting';
}

/** @returns the ids of the tasks that were written, by their paths */
async function writeTasks(
  { ids }: HostParts,
  tx: Tx,
  { process, before, advance }: WalkedProcess,
): Promise<ReadonlyMap<string, string>> {
  const written = new Map<string, string>();
  const added: { id: string; instance: TaskInstance }[] = [];
  const known = advance.changed.flatMap(({ path }) => (before.tasks.get(path) === undefined ? [] : [path]));
  if (known.length > 1) await lockTasksAt(tx, process.id, known);
  for (const instance of advance.changed) {
    const record = before.tasks.get(instance.path);
    if (record === undefined) added.push({ id: ids.next(), instance });
    else written.set(instance.path, await updateInstance(tx, process.id, instance, record));
  }
  await insertInstances(tx, process.id, added);
  for (const { id, instance } of added) written.set(instance.path, id);
  return written;
}

/** Of all asks at once, so that the feeds of all who are told are locked in one order. */
async function syncAsks(
  { syncAssignments }: HostParts,
  tx: Tx,
  { process, advance }: WalkedProcess,
  { ids, ended, now }: { ids: ReadonlyMap<string, string>; ended: boolean; now: Instant },
): Promise<void> {
  const asks = advance.changed
    .filter(({ kind }) => kind === 'ask')
    .map((instance) => ({ id: ids.get(instance.path) ?? '', processId: process.id, instance }));
  if (asks.length === 0) return;
  const { startedBy, cancelledBy } = process;
  await syncAssignments(tx, asks, { now, startedBy, cancelledBy, processEnded: ended });
}

/** What else is kept of a task that changed: which effect it waits for, what it listens for. */
async function writeAround(
  parts: HostParts,
  tx: Tx,
  { process, before }: WalkedProcess,
  instance: TaskInstance,
  now: Instant,
): Promise<void> {
  const { kind, path, wait } = instance;
  const isNew = before.tasks.get(path) === undefined;
  if (kind === 'listen') {
    // What a listening task recorded when it began says by which types it has to be woken.
    const plan = instance.plan as unknown as ListenPlan;
    if (wait?.kind === 'event') await recordListener(tx, process.id, path, plan.types);
    else if (!isNew) await forgetListener(tx, process.id, path);
  }
  if (waitsForEffect(instance)) await announceEffect(tx, process.id, path, now);
  else if (mayLeaveEffect(instance) && !isNew) {
    await withdrawEffect(tx, process.id, path);
    tx.afterCommit(() => parts.effectWithdrawn(process.id, path));
  }
}

/** What was true in a walk may not be when it is written: others start some too. */
async function mustHaveRoom(tx: Tx, { children }: Advance): Promise<void> {
  if (children.length === 0) return;
  const open = await countOpenChildren(tx, mostOpenChildren);
  if (open + children.length > mostOpenChildren) throw new Overtaken();
}

async function startChildren(
  { ids, nudge }: HostParts,
  tx: Tx,
  { process, advance }: WalkedProcess,
  now: Instant,
): Promise<void> {
  if (advance.children.length === 0) return;
  for (const child of advance.children) {
    await insertProcess(tx, childProcess(process, child, { id: ids.next(), now }));
  }
  tx.afterCommit(nudge);
}

async function cancelChildren(
  { nudge }: HostParts,
  tx: Tx,
  parent: ProcessRow,
  instance: TaskInstance,
  now: Instant,
): Promise<void> {
  if (!takesChildrenAlong(instance)) return;
  const by = parent.cancelledBy ?? 'engine';
  for (const child of await childrenOf(tx, parent.id, instance.path)) {
    if (child.parent?.awaits !== true || child.endedAt !== null) continue;
    if (await requestCancel(tx, child.id, { at: now, by, reason: parent.cancelReason })) {
      await enqueueWakes(tx, [child.id], 'cancel', now);
      tx.afterCommit(nudge);
    }
  }
}

/** The end of a process is the result of the task that waits for it. */
async function tellParent(
  parts: HostParts,
  tx: Tx,
  { process, advance }: WalkedProcess,
  now: Instant,
): Promise<void> {
  const { parent } = process;
  if (parent?.awaits === true && (await recordResult(tx, parent.id, parent.path, resultOfEnd(advance)))) {
    await enqueueWakes(tx, [parent.id], 'child', now);
    tx.afterCommit(parts.nudge);
  }
}
