import type { GraphqlArguments } from './call-arguments.ts';
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

/** `call: graphql`. @throws WorkflowError (expression, validation) */
export async function prepareGraphql(args: GraphqlArguments, scope: TaskScope): Promise<Prepared> {
  const endpoint = await endpointOf(args.endpoint, ['with', 'endpoint'], scope);
  const query = await evaluated(EffectText, args.query, ['with', 'query'], scope);
  const variables = await evaluatedIfGiven(EffectObject, args.variables, ['with', 'variables'], scope);
  const name = await evaluatedIfGiven(EffectText, args.operationName, ['with', 'operationName'], scope);
  const headers = await evaluatedIfGiven(EffectTexts, args.headers, ['with', 'headers'], scope);
  return {
    effect: {
      kind: 'graphql',
      endpoint,
      query,
      variables: variables ?? {},
      ...(name === undefined ? {} : { operationName: name }),
      headers: headers ?? {},
    },
    what: `${name ?? 'GraphQL'} at ${shownUri(endpoint.uri)}`,
  };
}
