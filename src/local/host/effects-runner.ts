import { resolveEffect } from '../../engine/effect-arguments.ts';
import type { Effect, EffectResult } from '../../engine/effect.ts';
import type { Host } from '../../engine/host.ts';
import type { TaskInstance } from '../../engine/process-state.ts';
import type { EffectContext, Effects } from '../../effects/effects.ts';
import type { Clock, Timers } from '../../shared/clock.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import { effectResult } from '../../service/processes/effect-result.ts';
import { confidentialTexts, effectKey } from '../../service/processes/effect-values.ts';
import type { Reach } from '../reach.ts';
import type { ReadableDatabase, WritableDatabase } from '../store/database.ts';
import { findProcess, wakeProcess } from '../store/processes.ts';
import { countRetries } from '../store/retries.ts';
import { pendingEffects, pendingEffectsOf, recordResult, type EffectAddress } from '../store/effects.ts';
import { findTaskAt } from '../store/tasks.ts';
import type { Writer } from '../store/writer.ts';
import type { Definitions } from './definitions.ts';

// E1: an effect leaves only after the commit that records its task as waiting for it.
// E2: an effect without a recorded result is run again after a restart, with the same key: at least once.
// E3: at most one run of an effect is under way.

export interface EffectsRunner {
  /** Runs an effect as soon as there is room. */
  start(address: EffectAddress): void;
  /** Ends an effect early: nobody waits for it any more. */
  abort(address: EffectAddress): void;
  /** Runs what waits for its result, of one process or of all: after a restart, after a suspension. */
  takeUp(processId?: string): void;
  isBusy(): boolean;
  /** Ends everything early and records nothing of it: it runs again with the next start. */
  close(): Promise<void>;
}

export interface EffectsRunnerOptions {
  readonly db: WritableDatabase;
  readonly writer: Writer;
  readonly effects: Effects;
  readonly engine: Host;
  readonly definitions: Definitions;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly reach: Reach;
  /** A result was recorded, or an effect came to nothing. */
  readonly onEnd: (processId: string) => void;
}

/** How many effects are under way at once, of all processes together. */
const sideBySide = 32;
/** When a result cannot be written, it is tried again after this long. */
const pauseAfterFailureMs = 1_000;

/** Runs the effects that processes wait for. What is to be run is in the database; this only knows what is under way. */
export function createEffectsRunner(options: EffectsRunnerOptions): EffectsRunner {
  const waiting = new Map<string, EffectAddress>();
  const underWay = new Map<string, AbortController>();
  let closed = false;

  const next = () => {
    for (const [key, address] of waiting) {
      if (closed || underWay.size >= sideBySide) return;
      waiting.delete(key);
      const controller = new AbortController();
      underWay.set(key, controller);
      void runToResult(options, address, controller.signal).finally(() => {
        underWay.delete(key);
        if (closed) return;
        options.onEnd(address.processId);
        next();
      });
    }
  };

  const start = (address: EffectAddress) => {
    const key = keyOf(address);
    if (closed || underWay.has(key)) return;
    waiting.set(key, address);
    next();
  };

  return {
    start,
    abort(address) {
      waiting.delete(keyOf(address));
      underWay.get(keyOf(address))?.abort();
    },
    takeUp(processId) {
      const { db } = options;
      const addresses = processId === undefined ? pendingEffects(db) : pendingEffectsOf(db, processId);
      for (const address of addresses) start(address);
    },
    isBusy: () => waiting.size + underWay.size > 0,
    async close() {
      closed = true;
      waiting.clear();
      for (const controller of underWay.values()) controller.abort();
      await options.effects.close();
    },
  };
}

/** What is under way is known by where its task is. */
function keyOf({ processId, path }: EffectAddress): string {
  return `${processId}${path}`;
}

async function runToResult(
  options: EffectsRunnerOptions,
  address: EffectAddress,
  signal: AbortSignal,
): Promise<void> {
  const { log } = options;
  try {
    const task = waitingTask(options.db, address);
    if (task === null) return;
    options.reach('effect.before');
    const result = await resultOf(options, address.processId, task, signal);
    if (signal.aborted) return;
    options.reach('effect.returned');
    await record(options, address, result, signal);
  } catch (error) {
    // Nothing is recorded, so it is run again: by a walk that is tried again, or with the next start.
    log.error('An effect could not be run', { processId: address.processId, ...errorFields(error) });
  }
}

/** The task if it still waits for its effect, and its process goes on. */
function waitingTask(db: ReadableDatabase, { processId, path }: EffectAddress): TaskInstance | null {
  const task = findTaskAt(db, processId, path)?.instance;
  if (task?.wait?.kind !== 'runtime' || task.result !== null) return null;
  return findProcess(db, processId)?.suspendedAt === null ? task : null;
}

function resultOf(
  options: EffectsRunnerOptions,
  processId: string,
  task: TaskInstance,
  signal: AbortSignal,
): Promise<EffectResult> {
  const { db, engine, effects, log } = options;
  return effectResult(
    async () => {
      // Written by the task itself when it began to wait.
      const effect = await resolveEffect(task.plan as unknown as Effect, task, engine);
      const context: EffectContext = {
        idempotencyKey: effectKey(processId, task.path, countRetries(db, processId, task.path)),
        signal,
        instance: task.path,
        secret: (name) => engine.secret(name),
        confidential: confidentialOf(options, processId),
      };
      return effects.run(effect, context);
    },
    (error) => {
      if (!signal.aborted) log.error('An effect failed unexpectedly', { processId, ...errorFields(error) });
    },
  );
}

async function record(
  options: EffectsRunnerOptions,
  { processId, path }: EffectAddress,
  result: EffectResult,
  signal: AbortSignal,
): Promise<void> {
  const { db, writer, clock, log, timers, reach } = options;
  while (!signal.aborted) {
    try {
      await writer.write(() => {
        if (recordResult(db, processId, path, result)) wakeProcess(db, processId, clock.now());
      });
      return reach('effect.recorded');
    } catch (error) {
      // The world has changed already: the result is kept until the disk takes it, or the effect runs again.
      log.error('The result of an effect could not be recorded', { processId, ...errorFields(error) });
      await new Promise<void>((resolve) => {
        timers.after(pauseAfterFailureMs, resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}

/** Every text inside the secrets that the definition names: no error shows one. */
function confidentialOf({ db, definitions, engine }: EffectsRunnerOptions, processId: string): string[] {
  const process = findProcess(db, processId);
  if (process === null) return [];
  return confidentialTexts(definitions.get(process.workflowId), (name) => engine.secret(name));
}
