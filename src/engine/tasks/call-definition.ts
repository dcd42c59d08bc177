import { z } from 'zod';
import { choice } from '../definition/choice.ts';
import { Data } from '../definition/fields.ts';
import { taskBase, type TaskBase } from '../definition/task-base.ts';
import type { Use } from '../definition/use.ts';
import type { Json } from '../../shared/json.ts';
import { callKinds, isCallName } from './call-kinds.ts';
import type { CheckScope } from './task-type.ts';

/** A call: of something that is built in, or of a function of the definition by its name. */
export interface CallTask extends TaskBase {
  call: string;
  with?: Record<string, Json> | undefined;
}

/** What the language itself calls by these names is not to be replaced by a function of a definition. */
const languageCalls = ['http', 'openapi', 'mcp', 'a2a'] as const;

const FunctionCall = z.strictObject({
  ...taskBase,
  call: z.string().regex(/^(?!(?:http|openapi|mcp|a2a)$).+$/, { error: 'Must name what is called.' }),
  with: z.record(z.string(), Data).optional(),
});

const builtInCalls = Object.fromEntries(
  Object.entries(callKinds).map(([name, { schema }]) => [
    name,
    z.strictObject({ ...taskBase, call: z.literal(name), with: schema }),
  ]),
);

/**
 * Calls of the language are read in their own shape. Everything else may be a function of the definition, also where something
 * of that name is built in; only checkCall knows.
 */
export const CallTask = choice<z.ZodType>([FunctionCall, ...Object.values(builtInCalls)], (task) => {
  const call = languageCalls.find((name) => name === callOf(task));
  return (call === undefined ? undefined : builtInCalls[call]) ?? FunctionCall;
}).meta({ id: 'callTask' }) as z.ZodType<CallTask>;

const refused: Readonly<Record<string, string>> = {
  grpc: 'This version does not call gRPC services (`call: grpc`).',
  asyncapi: 'This version does not call AsyncAPI services (`call: asyncapi`).',
};

/** Whether a call runs a function of the definition: one may have a name, `log` say, that is built in here besides. */
export function callsFunction(call: string, use: Use): boolean {
  return !languageCalls.some((name) => name === call) && Object.hasOwn(use.functions ?? {}, call);
}

export function checkCall(task: CallTask, scope: CheckScope): void {
  const { call } = task;
  const message = Object.hasOwn(refused, call) ? refused[call] : undefined;
  if (message !== undefined) return scope.problem(['call'], message);
  if (callsFunction(call, scope.use)) return;
  if (isCallName(call)) return callKinds[call].check(task.with, scope);
  scope.problem(['call'], remoteProblem(call) ?? `There is no function "${call}" under use.functions.`);
}

function remoteProblem(call: string): string | null {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(call))
    return 'This version does not call functions that are kept elsewhere.';
  return call.includes('@') ? 'This version does not call functions of catalogs.' : null;
}

function callOf(task: unknown): unknown {
  return typeof task === 'object' && task !== null && 'call' in task ? task.call : undefined;
}
