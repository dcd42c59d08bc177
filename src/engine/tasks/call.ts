import type { Json } from '../../shared/json.ts';
import { CallTask, callsFunction, checkCall } from './call-definition.ts';
import { isCallName } from './call-kinds.ts';
import { prepareCall } from './call-prepare.ts';
import { runEffect } from './effect-task.ts';
import type { TaskResult, TaskScope, TaskType } from './task-type.ts';

/** Calls a service, or runs a function of the definition. */
export const callType: TaskType<CallTask> = {
  kind: 'call',
  schema: CallTask,
  check: checkCall,
  async run(task, scope) {
    const { call } = task;
    if (callsFunction(call, scope.use)) return runFunction(task, scope);
    if (!isCallName(call)) throw new Error(`A call of ${call} was loaded in ${scope.instance.path}`);
    return runEffect(scope, () => prepareCall(call, task.with, scope));
  },
};

/**
 * A function is a task inside this one, with the evaluated arguments as its input; without arguments it gets the input of the
 * call. They are recorded, so that a function that waits is not given others later.
 */
async function runFunction({ call, with: args }: CallTask, scope: TaskScope): Promise<TaskResult> {
  const task = scope.use.functions?.[call];
  if (task === undefined) throw new Error(`use.functions lacks what loading let pass: ${call}`);
  const input = args === undefined ? scope.instance.input : await argumentsOf(args, scope);
  const result = await scope.list('call', [{ [call]: task }], { input });
  if (result.kind === 'waiting') return { kind: 'waiting', wait: null };
  const { output, context, ends } = result;
  return { kind: 'output', output, context, ...(ends ? { next: 'end' } : {}) };
}

async function argumentsOf(args: Json, scope: TaskScope): Promise<Json> {
  const { plan } = scope.instance;
  if (plan !== undefined) return plan;
  const input = await scope.data(args);
  scope.record({ plan: input });
  return input;
}
