import { z } from 'zod';
import { Data } from '../definition/fields.ts';
import { taskBase } from '../definition/task-base.ts';
import type { Use } from '../definition/use.ts';
import { callKinds, isCallName } from './call-kinds.ts';
import type { CheckScope } from './task-type.ts';

/** A call: of something that is built in, or of a function of the definition by its name. */
export const CallTask = z.strictObject({
  ...taskBase,
  call: z.string().min(1, { error: 'Must name what is called.' }),
  with: z.record(z.string(), Data).optional(),
});
export type CallTask = z.infer<typeof CallTask>;

const refused: Readonly<Record<string, string>> = {
  grpc: 'This version does not call gRPC services (`call: grpc`).',
  asyncapi: 'This version does not call AsyncAPI services (`call: asyncapi`).',
};

/** What the language itself calls by these names is not to be replaced by a function of a definition. */
const languageCalls: ReadonlySet<string> = new Set(['http', 'openapi', 'mcp', 'a2a']);

/** Whether a call runs a function of the definition: one may have a name, `log` say, that is built in here besides. */
export function callsFunction(call: string, use: Use): boolean {
  return !languageCalls.has(call) && Object.hasOwn(use.functions ?? {}, call);
}

export function checkCall(task: CallTask, scope: CheckScope): void {
  const { call } = task;
  const message = Object.hasOwn(refused, call) ? refused[call] : null;
  if (message !== undefined && message !== null) return scope.problem(['call'], message);
  if (callsFunction(call, scope.use)) return;
  if (isCallName(call)) return callKinds[call].check(task.with, scope);
  scope.problem(['call'], remoteProblem(call) ?? `There is no function "${call}" under use.functions.`);
}

function remoteProblem(call: string): string | null {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(call))
    return 'This version does not call functions that are kept elsewhere.';
  return call.includes('@') ? 'This version does not call functions of catalogs.' : null;
}
