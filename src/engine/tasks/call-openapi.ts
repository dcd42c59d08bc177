import type { OpenApiArguments } from './call-arguments.ts';
import { authenticationOf, externalResourceOf, shownUri } from './effect-endpoint.ts';
import { EffectObject, EffectText, evaluated, evaluatedIfGiven, type Prepared } from './effect-values.ts';
import type { TaskScope } from './task-type.ts';

/** `call: openapi`. @throws WorkflowError (expression, validation) */
export async function prepareOpenApi(args: OpenApiArguments, scope: TaskScope): Promise<Prepared> {
  const document = await externalResourceOf(args.document, ['with', 'document'], scope);
  const operationId = await evaluated(EffectText, args.operationId, ['with', 'operationId'], scope);
  const parameters = await evaluatedIfGiven(EffectObject, args.parameters, ['with', 'parameters'], scope);
  const authentication = await authenticationOf(args.authentication, ['with', 'authentication'], scope);
  const { output = 'content', redirect = false } = args;
  return {
    effect: {
      kind: 'openapi',
      document,
      operationId,
      parameters: parameters ?? {},
      ...(authentication === undefined ? {} : { authentication }),
      output,
      redirect,
    },
    what: `${operationId} of ${shownUri(document.endpoint.uri)}`,
  };
}
