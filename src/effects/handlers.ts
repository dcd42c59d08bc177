import type { EffectKind } from '../engine/effect.ts';
import type { EffectHandler } from './effects.ts';
import { runHttp } from './run-http.ts';
import { runPublish } from './run-publish.ts';

/** What runs each kind of effect. A new kind is a new file beside these and one entry here. */
export const handlers: { readonly [Kind in EffectKind]?: EffectHandler<Kind> } = {
  http: runHttp,
  publish: runPublish,
};
