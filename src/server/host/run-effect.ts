import { resolveEffect } from '../../engine/effect-arguments.ts';
import type { Effect, EffectResult } from '../../engine/effect.ts';
import type { TaskInstance } from '../../engine/process-state.ts';
import type { EffectContext } from '../../effects/effects.ts';
import { errorFields } from '../../service/error-fields.ts';
import { effectResult } from '../../service/processes/effect-result.ts';
import { confidentialTexts, effectKey, waitsForEffect } from '../../service/processes/effect-values.ts';
import type { Tx } from '../store/database.ts';
import {
  awaitedOf,
  beginEffect,
  recordResult,
  withdrawEffect,
  type EffectAddress,
} from '../store/effects.ts';
import { findProcess } from '../store/processes.ts';
import { findTaskAt, lockTaskAt } from '../store/tasks.ts';
import { enqueueWakes } from '../store/wake-outbox.ts';
import { createEnginePort } from './engine-port.ts';
import type { HostParts } from './host-parts.ts';

// E1: an effect leaves only after the commit that records its task as waiting for it, and is recorded as started before it does.
// E2: an effect without a recorded result is run again after a crash, with the same key: at least once.
// E3: at most one run of an effect is under way: the engine calls it exclusively by its address.

/** When a result cannot be written, it is tried again after this long. */
const pauseAfterFailureMs = 1_000;

/**
 * Runs an effect to its end and records what came of it; the process goes on with a wake. Does nothing where nobody waits for it.
 * @param signal ends it early, recording nothing: nobody waits for it any more, or this node stops
 */
export async function runEffect(
  parts: HostParts,
  hostId: string,
  address: EffectAddress,
  signal: AbortSignal,
): Promise<void> {
  const prepared = await parts.db.write(hostId, (tx) => prepare(parts, tx, address));
  if (prepared === null || signal.aborted) return;
  parts.reach('effect.before');
  const result = await resultOf(parts, prepared, address, signal);
  if (signal.aborted) return;
  parts.reach('effect.returned');
  await record(parts, hostId, address, result, signal);
}

interface Prepared {
  readonly task: TaskInstance;
  /** Texts that no error may show. */
  readonly confidential: readonly string[];
}

/** Null: the task does not wait for it any more, or its process stands still. */
async function prepare(parts: HostParts, tx: Tx, address: EffectAddress): Promise<Prepared | null> {
  const { processId, path } = address;
  if (!(await beginEffect(tx, address, parts.clock.now()))) return null;
  const task = (await findTaskAt(tx, processId, path))?.instance;
  const process = await findProcess(tx, processId);
  if (task === undefined || process === null || !waitsForEffect(task)) {
    await withdrawEffect(tx, processId, path);
    return null;
  }
  const definition = await parts.definitions.get(tx, process.workflowId);
  return { task, confidential: confidentialTexts(definition, (name) => parts.secret(name)) };
}

function resultOf(
  parts: HostParts,
  { task, confidential }: Prepared,
  { processId, path, attempt }: EffectAddress,
  signal: AbortSignal,
): Promise<EffectResult> {
  const { effects, log } = parts;
  return effectResult(
    async () => {
      // Written by the task itself when it began to wait.
      const effect = await resolveEffect(task.plan as unknown as Effect, task, createEnginePort(parts));
      const context: EffectContext = {
        idempotencyKey: effectKey(processId, path, attempt),
        signal,
        instance: path,
        secret: (name) => parts.secret(name),
        confidential,
      };
      return effects.run(effect, context);
    },
    (error) => {
      if (!signal.aborted) log.error('An effect failed unexpectedly', { processId, ...errorFields(error) });
    },
  );
}

/** The world has changed already: the result is kept until the database takes it, or the effect runs again. */
async function record(
  parts: HostParts,
  hostId: string,
  address: EffectAddress,
  result: EffectResult,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, log, timers, reach, nudge } = parts;
  const { processId, path } = address;
  while (!signal.aborted) {
    try {
      await db.write(hostId, async (tx) => {
        // Another one may have taken its place since.
        await lockTaskAt(tx, processId, path);
        if ((await awaitedOf(tx, [address])).length === 0) return;
        if (!(await recordResult(tx, processId, path, result))) return;
        await enqueueWakes(tx, [processId], 'effect', clock.now());
        tx.afterCommit(nudge);
      });
      return reach('effect.recorded');
    } catch (error) {
      log.error('The result of an effect could not be recorded', { processId, ...errorFields(error) });
      await new Promise<void>((resolve) => {
        timers.after(pauseAfterFailureMs, resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}
