import { z } from 'zod';
import { Json } from '../shared/json.ts';
import type { EffectHandler } from './effects.ts';
import { fault } from './faults.ts';
import { runCall } from './run-http.ts';

const longestMessage = 500;

const GraphqlAnswer = z.object({
  data: Json.nullish(),
  errors: z.array(z.object({ message: z.string().catch('no message') })).nullish(),
});

/**
 * The function `graphql`: the `data` of the answer. An answer with `errors` fails also where it has some data: a flow that goes
 * on with part of what it asked for would not know. Servers that send errors with a status of their own fail by that status.
 */
export const runGraphql: EffectHandler<'graphql'> = async (effect, context, tools) => {
  const { endpoint, query, variables, operationName, headers } = effect;
  const content = await runCall(
    {
      method: 'POST',
      uri: endpoint.uri,
      headers: { accept: 'application/graphql-response+json, application/json;q=0.9', ...lowerCase(headers) },
      query: [],
      body: { query, variables: { ...variables }, ...(operationName === undefined ? {} : { operationName }) },
      authentication: endpoint.authentication,
      output: 'content',
      redirect: false,
    },
    context,
    tools,
  );
  const answer = GraphqlAnswer.safeParse(content);
  if (!answer.success) throw failed('The endpoint did not answer as GraphQL does');
  const { data = null, errors } = answer.data;
  const [first] = errors ?? [];
  if (first !== undefined) throw failed(first.message.slice(0, longestMessage));
  return data;
};

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function failed(detail: string): Error {
  return fault('communication', detail, { status: 502, title: 'GraphQL error' });
}
