import type { z } from 'zod';
import { checkAuthentication, checkEndpoint, checkExternalResource } from '../definition/check-references.ts';
import { definitionIssues } from '../definition/issues.ts';
import type { Json } from '../../shared/json.ts';
import {
  A2aArguments,
  EmailArguments,
  GraphqlArguments,
  HttpArguments,
  LogArguments,
  McpArguments,
  OpenApiArguments,
  PublishArguments,
} from './call-arguments.ts';
import type { CheckScope } from './task-type.ts';

/** Something that `call` can name without a function of the definition. */
export interface CallKind {
  /** The shape of its `with`. */
  readonly schema: z.ZodType;
  check(given: Json | undefined, scope: CheckScope): void;
}

export const callKinds = {
  http: kind(HttpArguments, ({ endpoint }, scope) => checkEndpoint(endpoint, ['with', 'endpoint'], scope)),
  openapi: kind(OpenApiArguments, ({ document, authentication }, scope) => {
    checkExternalResource(document, ['with', 'document'], scope);
    checkAuthentication(authentication, ['with', 'authentication'], scope);
  }),
  graphql: kind(GraphqlArguments, ({ endpoint }, scope) =>
    checkEndpoint(endpoint, ['with', 'endpoint'], scope),
  ),
  mcp: kind(McpArguments, ({ transport: { http } }, scope) => {
    if (http !== undefined) checkEndpoint(http.endpoint, ['with', 'transport', 'http', 'endpoint'], scope);
  }),
  a2a: kind(A2aArguments, ({ agentCard, server }, scope) => {
    if (agentCard !== undefined) checkExternalResource(agentCard, ['with', 'agentCard'], scope);
    if (server !== undefined) checkEndpoint(server, ['with', 'server'], scope);
  }),
  email: kind(EmailArguments),
  publish: kind(PublishArguments),
  log: kind(LogArguments),
} satisfies Record<string, CallKind>;
export type CallName = keyof typeof callKinds;

export function isCallName(call: string): call is CallName {
  return Object.hasOwn(callKinds, call);
}

function kind<Arguments>(
  schema: z.ZodType<Arguments>,
  check: (args: Arguments, scope: CheckScope) => void = () => undefined,
): CallKind {
  return {
    schema,
    check(given, scope) {
      const parsed = schema.safeParse(given);
      if (parsed.success) return check(parsed.data, scope);
      for (const { path, message } of definitionIssues(parsed.error.issues, given)) {
        scope.problem(
          ['with', ...path.map((segment) => (typeof segment === 'number' ? segment : String(segment)))],
          message,
        );
      }
    },
  };
}
