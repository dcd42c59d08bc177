import type { CallArguments } from './call-arguments.ts';
import { prepareA2a } from './call-a2a.ts';
import { prepareEmail } from './call-email.ts';
import { prepareGraphql } from './call-graphql.ts';
import { prepareHttp } from './call-http.ts';
import type { CallName } from './call-kinds.ts';
import { prepareLog } from './call-log.ts';
import { prepareMcp } from './call-mcp.ts';
import { prepareOpenApi } from './call-openapi.ts';
import { preparePublish } from './call-publish.ts';
import type { Prepared } from './effect-values.ts';
import type { TaskScope } from './task-type.ts';

type Prepare<Name extends CallName> = (args: CallArguments[Name], scope: TaskScope) => Promise<Prepared>;

const preparations: { readonly [Name in CallName]: Prepare<Name> } = {
  http: prepareHttp,
  openapi: prepareOpenApi,
  graphql: prepareGraphql,
  mcp: prepareMcp,
  a2a: prepareA2a,
  email: prepareEmail,
  publish: preparePublish,
  log: prepareLog,
};

/**
 * @param args the `with` of the call, which loading held against the shape that this call needs
 * @throws WorkflowError (expression, validation)
 */
export function prepareCall(call: CallName, args: unknown, scope: TaskScope): Promise<Prepared> {
  const prepare = preparations[call] as (args: unknown, scope: TaskScope) => Promise<Prepared>;
  return prepare(args, scope);
}
