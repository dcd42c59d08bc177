import { z } from 'zod';
import type { HttpArguments } from './call-arguments.ts';
import { endpointOf, shownUri } from './effect-endpoint.ts';
import {
  EffectObject,
  EffectText,
  EffectTexts,
  evaluated,
  evaluatedIfGiven,
  type Prepared,
} from './effect-values.ts';
import type { TaskScope } from './task-type.ts';

/** A method is a token of HTTP; one that is not would end up in the request as something else. */
const Method = EffectText.pipe(
  z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, { error: 'must be a method of HTTP' }),
);

/** `call: http`. @throws WorkflowError (expression, validation) */
export async function prepareHttp(args: HttpArguments, scope: TaskScope): Promise<Prepared> {
  const method = (await evaluated(Method, args.method, ['with', 'method'], scope)).toUpperCase();
  const endpoint = await endpointOf(args.endpoint, ['with', 'endpoint'], scope);
  const headers = await evaluatedIfGiven(EffectTexts, args.headers, ['with', 'headers'], scope);
  const query = await evaluatedIfGiven(EffectObject, args.query, ['with', 'query'], scope);
  const body = args.body === undefined ? {} : { body: await scope.effectData(args.body) };
  const { output = 'content', redirect = false } = args;
  return {
    effect: {
      kind: 'http',
      method,
      endpoint,
      headers: headers ?? {},
      query: query ?? {},
      ...body,
      output,
      redirect,
    },
    what: `${method} ${shownUri(endpoint.uri)}`,
  };
}
