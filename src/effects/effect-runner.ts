import type { EffectKind } from '../engine/effect.ts';
import { WorkflowError } from '../engine/errors.ts';
import { createEffectTools } from './effect-tools.ts';
import type { EffectHandler, Effects, EffectsOptions } from './effects.ts';
import { fault } from './faults.ts';
import { handlers } from './handlers.ts';
import { withoutSecrets } from './secrets.ts';

/** The effects themselves, with all that they need loaded. */
export function createEffectRunner(options: EffectsOptions): Effects {
  const tools = createEffectTools(options);
  return {
    async run(effect, context) {
      const handler = handlers[effect.kind] as EffectHandler<EffectKind>;
      try {
        return await handler(effect, context, tools);
      } catch (error) {
        if (error instanceof WorkflowError) throw withoutSecrets(error, effect, context);
        if (context.signal.aborted)
          throw fault('runtime', 'The effect was ended with its task', { cause: error });
        throw error;
      }
    },
    close: () => tools.close(),
  };
}
