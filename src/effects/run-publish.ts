import type { EffectHandler } from './effects.ts';

/** Puts a result for people where the host keeps such, and passes its content on. */
export const runPublish: EffectHandler<'publish'> = async (effect, context, { options }) => {
  await options.publish(effect, context);
  return effect.content;
};
