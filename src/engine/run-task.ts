import { shortened } from '../shared/human-task/title.ts';
import type { Json } from '../shared/json.ts';
import type { Task } from './definition/task-list.ts';
import { standardErrors, WorkflowError } from './errors.ts';
import { evaluateExpression, evaluateText, transform } from './evaluation.ts';
import { sizeProblem } from './limits.ts';
import type { TaskInstance } from './process-state.ts';
import { mustFitSchema } from './schema-check.ts';
import { afterDuration, evaluation, inside, taskScope, type Visit } from './task-scope.ts';
import { isTrue } from './tasks/switch.ts';
import type { TaskResult, TaskType } from './tasks/task-type.ts';
import { taskTypeOf } from './tasks/task-types.ts';
import { withExtensions } from './with-extensions.ts';

/** What is recorded of a title, in characters; lists cut it further. */
const longestTitle = 300;

export type Outcome =
  | {
      readonly kind: 'ended';
      readonly output: Json;
      /** Undefined: unchanged. */
      readonly context: Json | undefined;
      readonly next: string;
    }
  | { readonly kind: 'waiting' };

/**
 * Takes a task as far as it goes. What has ended before is not touched: its record is the answer.
 * @throws WorkflowError when the task fails; it and what encloses it are then recorded as faulted
 */
export async function runTask(visit: Visit): Promise<Outcome> {
  const { walk, path, task } = visit;
  const recorded = walk.at(path);
  if (recorded !== undefined && hasEnded(recorded)) return outcomeOf(recorded);
  if (recorded === undefined) {
    if (walk.pausesHere()) return { kind: 'waiting' };
    const pause = walk.host.breathe();
    if (pause !== null) await pause;
  }
  const type = taskTypeOf(task);
  try {
    const instance = recorded ?? (await begin(visit, type));
    if (instance.status === 'skipped') return outcomeOf(instance);
    mustBeInTime(visit, instance);
    const scope = taskScope(visit, instance);
    const result = await withExtensions(scope, type.kind, (own) => type.run(task, own));
    return result.kind === 'waiting'
      ? rest(visit, instance, result)
      : await complete(visit, instance, result);
  } catch (error) {
    if (error instanceof WorkflowError) throw faulted(visit, error);
    throw error;
  }
}

/** A fresh instance is put down before anything of it is evaluated, so that a failure has something to be recorded on. */
async function begin(visit: Visit, type: TaskType<Task>): Promise<TaskInstance> {
  const { walk, task, input } = visit;
  const fresh = walk.put(freshInstance(visit, type.kind));
  const before = evaluation(visit, fresh, input, {});
  if (task.if !== undefined && !isTrue(await evaluateExpression(task.if, before))) {
    // Its input goes on as it came, and its own `then` is not taken.
    return walk.put({
      ...fresh,
      status: 'skipped',
      endedAt: walk.host.clock.now(),
      output: input,
      next: 'continue',
    });
  }
  mustFitSchema(task.input?.schema, input, 'input', fresh.path, walk.host.schemas);
  const from = task.input?.from;
  const filtered = from === undefined ? input : mustBeSmall(await transform(from, before), fresh.path);
  const begun = from === undefined ? fresh : walk.put({ ...fresh, input: filtered });
  const title = await evaluatedTitle(visit, begun);
  const deadline = await timeoutOf(visit, begun);
  return title === null && deadline === null ? begun : walk.put({ ...begun, title, deadline });
}

function freshInstance({ walk, path, name, input }: Visit, kind: TaskInstance['kind']): TaskInstance {
  return {
    path,
    name,
    title: null,
    kind,
    status: 'active',
    attempt: attemptOf(path),
    startedAt: walk.host.clock.now(),
    endedAt: null,
    input,
    output: undefined,
    context: undefined,
    next: null,
    wait: null,
    error: null,
    reason: null,
    deadline: null,
    plan: undefined,
    progress: undefined,
    ask: null,
    seen: undefined,
    answer: null,
    result: null,
  };
}

/** The attempt of the innermost try around it. */
function attemptOf(path: string): number {
  const marked = [...path.matchAll(/\/try(?:#(\d+))?\//g)].at(-1);
  return marked === undefined ? 1 : Number(marked[1] ?? 1);
}

async function evaluatedTitle(visit: Visit, begun: TaskInstance): Promise<string | null> {
  const title = visit.task.metadata?.title;
  if (title === undefined) return null;
  return shortened(await evaluateText(title, inside(visit, begun)), longestTitle);
}

async function timeoutOf(visit: Visit, begun: TaskInstance): Promise<number | null> {
  const { timeout } = visit.task;
  if (timeout === undefined) return null;
  const named = typeof timeout === 'string' ? visit.walk.use.timeouts?.[timeout] : timeout;
  if (named === undefined) throw new Error(`use.timeouts lacks what loading let pass in ${visit.path}`);
  return afterDuration(begun.startedAt, named.after, inside(visit, begun));
}

/** What has arrived in time counts, also when it is looked at later. */
function mustBeInTime({ walk, path }: Visit, { deadline, answer, result }: TaskInstance): void {
  if (deadline === null || answer !== null || result !== null) return;
  if (!walk.isDue(deadline)) return;
  walk.cancelBelow(path, 'timeout');
  throw new WorkflowError({
    ...standardErrors.timeout,
    detail: 'The task did not end in the time it has.',
    instance: path,
  });
}

function rest(visit: Visit, begun: TaskInstance, result: TaskResult & { kind: 'waiting' }): Outcome {
  const { walk, path, context } = visit;
  const { ask, wait, plan, until } = result;
  const instance = walk.at(path) ?? begun;
  walk.wakeBy(instance.deadline);
  walk.wakeBy(until ?? null);
  if (wait === null) {
    if (instance.wait !== null) walk.put({ ...instance, status: 'active', wait: null });
    return { kind: 'waiting' };
  }
  walk.waitFor(wait);
  // Waiting on as before is no change worth a write.
  if (instance.status === 'waiting' && instance.wait === wait && ask === undefined && plan === undefined) {
    return { kind: 'waiting' };
  }
  const seen = ask === undefined && plan === undefined ? {} : { seen: context };
  walk.put({
    ...instance,
    status: 'waiting',
    wait,
    ...seen,
    ...(ask === undefined ? {} : { ask }),
    ...(plan === undefined ? {} : { plan }),
  });
  return { kind: 'waiting' };
}

async function complete(
  visit: Visit,
  begun: TaskInstance,
  result: TaskResult & { kind: 'output' },
): Promise<Outcome> {
  const { walk, task, path } = visit;
  const { schemas, clock } = walk.host;
  const inner = result.context === undefined ? visit : { ...visit, context: result.context };
  const seen = { input: begun.input };
  const as = task.output?.as;
  const output =
    as === undefined
      ? result.output
      : await transform(as, evaluation(inner, begun, result.output, seen, result.output));
  mustFitSchema(task.output?.schema, mustBeSmall(output, path), 'output', path, schemas);
  const exportAs = task.export?.as;
  const context =
    exportAs === undefined
      ? result.context
      : await transform(exportAs, evaluation(inner, begun, output, { ...seen, output }, result.output));
  if (context !== undefined) {
    mustFitSchema(task.export?.schema, mustBeSmall(context, path), 'export', path, schemas);
  }
  const ended = walk.put({
    ...(walk.at(path) ?? begun),
    status: 'completed',
    endedAt: clock.now(),
    output,
    context,
    next: result.next ?? task.then ?? 'continue',
    wait: null,
  });
  return outcomeOf(ended);
}

function mustBeSmall(data: Json, path: string): Json {
  const problem = sizeProblem(data);
  if (problem === null) return data;
  throw new WorkflowError({ ...standardErrors.runtime, detail: problem, instance: path });
}

/** What is still going on inside a task ends with it. */
function faulted({ walk, path }: Visit, error: WorkflowError): WorkflowError {
  const problem = { ...error.problem, instance: error.problem.instance ?? path };
  walk.cancelBelow(path, 'failed');
  const instance = walk.at(path);
  if (instance !== undefined) {
    walk.put({
      ...instance,
      status: 'faulted',
      endedAt: walk.host.clock.now(),
      wait: null,
      error: problem,
    });
  }
  return new WorkflowError(problem, error);
}

function hasEnded(instance: TaskInstance): boolean {
  return instance.status !== 'active' && instance.status !== 'waiting';
}

/** @throws Error for a faulted or cancelled instance: what encloses it knows of that, so no walk can come to it */
function outcomeOf({ path, status, output, context, next }: TaskInstance): Outcome {
  if ((status !== 'completed' && status !== 'skipped') || next === null) {
    throw new Error(`${path} is ${status} in a process that goes on`);
  }
  return { kind: 'ended', output: output ?? null, context, next };
}
