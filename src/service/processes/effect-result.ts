import type { EffectResult } from '../../engine/effect.ts';
import { standardErrors, WorkflowError } from '../../engine/errors.ts';
import type { Json } from '../../shared/json.ts';

/**
 * What comes of an effect, also where it fails: what its task goes on with.
 * @param onUnexpected told of what failed in a way that no effect should; the task learns only that it did
 */
export async function effectResult(
  run: () => Promise<Json>,
  onUnexpected: (error: unknown) => void,
): Promise<EffectResult> {
  try {
    return { ok: true, output: await run() };
  } catch (error) {
    if (error instanceof WorkflowError) return { ok: false, error: error.problem };
    onUnexpected(error);
    return {
      ok: false,
      error: { ...standardErrors.runtime, detail: 'It failed in a way that was not expected.' },
    };
  }
}
