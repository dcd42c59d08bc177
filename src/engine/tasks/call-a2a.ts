import type { A2aArguments } from './call-arguments.ts';
import { endpointOf, externalResourceOf, shownUri } from './effect-endpoint.ts';
import { EffectObject, evaluatedIfGiven, type Prepared } from './effect-values.ts';
import type { TaskScope } from './task-type.ts';

/** `call: a2a`. @throws WorkflowError (expression, validation) */
export async function prepareA2a(args: A2aArguments, scope: TaskScope): Promise<Prepared> {
  const { method } = args;
  const agentCard =
    args.agentCard === undefined
      ? undefined
      : await externalResourceOf(args.agentCard, ['with', 'agentCard'], scope);
  const server =
    args.server === undefined ? undefined : await endpointOf(args.server, ['with', 'server'], scope);
  const parameters = await evaluatedIfGiven(EffectObject, args.parameters, ['with', 'parameters'], scope);
  const agent = server ?? agentCard?.endpoint;
  return {
    effect: {
      kind: 'a2a',
      ...(agentCard === undefined ? {} : { agentCard }),
      ...(server === undefined ? {} : { server }),
      method,
      parameters: parameters ?? {},
    },
    what: `${method} at ${agent === undefined ? 'an agent' : shownUri(agent.uri)}`,
  };
}
