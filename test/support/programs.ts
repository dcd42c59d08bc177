import type { Effect } from '../../src/engine/effect.ts';
import { createEffects } from '../../src/effects/effects.ts';
import type { EffectContext, Effects, EffectsOptions } from '../../src/effects/effects.ts';
import { WorkflowError } from '../../src/engine/errors.ts';
import type { Json } from '../../src/shared/json.ts';
import type { ProblemDetails } from '../../src/shared/problem-details.ts';
import { systemClock, systemTimers } from '../../src/shared/system-clock.ts';
import { systemIds } from '../../src/shared/system-ids.ts';

/** Effects as an account runs them, with everything allowed. */
export function programEffects(options: Partial<EffectsOptions> = {}): Effects {
  return createEffects({
    clock: systemClock,
    timers: systemTimers,
    ids: systemIds,
    rewrites: [],
    policy: { allows: () => true },
    log: () => undefined,
    publish: () => undefined,
    scriptWorkerUrl: new URL('../../src/effects/script-worker.ts', import.meta.url),
    ...options,
  });
}

export function effectContext(context: Partial<EffectContext> = {}): EffectContext {
  return {
    idempotencyKey: 'process-1/do/0/task/1',
    signal: new AbortController().signal,
    instance: '/do/0/task',
    secret: () => undefined,
    confidential: [],
    ...context,
  };
}

/** Runs one effect and fails when it is no error of the language that comes of it. */
export async function problemOf(
  effects: Effects,
  effect: Effect,
  context: EffectContext = effectContext(),
): Promise<ProblemDetails> {
  const outcome: { output: Json } | { problem: ProblemDetails } = await effects.run(effect, context).then(
    (output) => ({ output }),
    (error: unknown) => {
      if (error instanceof WorkflowError) return { problem: error.problem };
      throw error;
    },
  );
  if ('problem' in outcome) return outcome.problem;
  throw new Error(`The effect did not fail: ${JSON.stringify(outcome.output)}`);
}
