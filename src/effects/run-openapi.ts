import type { EffectHandler } from './effects.ts';
import { operationCall } from './openapi/operation-call.ts';
import { runCall } from './run-http.ts';

/** `call: openapi`: the document says how, the rest is an HTTP call. */
export const runOpenapi: EffectHandler<'openapi'> = async (effect, context, tools) => {
  const document = await tools.documents.get(effect.document, context);
  return runCall(operationCall(document, effect), context, tools);
};
