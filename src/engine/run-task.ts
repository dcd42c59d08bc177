import { shortened } from '../shared/human-task/title.ts';
import type { Json } from '../shared/json.ts';
import type { Task } from './definition/task-list.ts';
import { WorkflowError } from './errors.ts';
import { evaluateExpression, evaluateText, transform } from './evaluation.ts';
import type { TaskInstance } from './process-state.ts';
import { evaluation, inside, taskScope, type Visit } from './task-scope.ts';
import { isTrue } from './tasks/switch.ts';
import type { TaskResult, TaskType } from './tasks/task-type.ts';
import { taskTypeOf } from './tasks/task-types.ts';

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
  const type = taskTypeOf(task);
  try {
    const instance = recorded ?? (await begin(visit, type));
    if (instance.status === 'skipped') return outcomeOf(instance);
    const result = await type.run(task, taskScope(visit, instance));
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
  const fresh = walk.put({
    path: visit.path,
    name: visit.name,
    title: null,
    kind: type.kind,
    status: 'active',
    attempt: 1,
    startedAt: walk.host.clock.now(),
    endedAt: null,
    input,
    output: undefined,
    context: undefined,
    next: null,
    wait: null,
    error: null,
    ask: null,
    seen: undefined,
    answer: null,
  });
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
  const from = task.input?.from;
  const begun = from === undefined ? fresh : walk.put({ ...fresh, input: await transform(from, before) });
  const title = task.metadata?.title;
  if (title === undefined) return begun;
  const text = await evaluateText(title, inside(visit, begun));
  return walk.put({ ...begun, title: shortened(text, longestTitle) });
}

function rest(visit: Visit, instance: TaskInstance, result: TaskResult & { kind: 'waiting' }): Outcome {
  const { walk, context } = visit;
  const { ask, wait } = result;
  if (wait !== null) {
    if (instance.status !== 'waiting') {
      walk.put({
        ...instance,
        status: 'waiting',
        wait,
        ...(ask === undefined ? {} : { ask, seen: context }),
      });
    }
    walk.waitFor(wait);
  }
  return { kind: 'waiting' };
}

async function complete(
  visit: Visit,
  instance: TaskInstance,
  result: TaskResult & { kind: 'output' },
): Promise<Outcome> {
  const { walk, task } = visit;
  const inner = result.context === undefined ? visit : { ...visit, context: result.context };
  const seen = { input: instance.input };
  const as = task.output?.as;
  const output =
    as === undefined
      ? result.output
      : await transform(as, evaluation(inner, instance, result.output, seen, result.output));
  const exportAs = task.export?.as;
  const context =
    exportAs === undefined
      ? result.context
      : await transform(exportAs, evaluation(inner, instance, output, { ...seen, output }, result.output));
  const ended = walk.put({
    ...instance,
    status: 'completed',
    endedAt: walk.host.clock.now(),
    output,
    context,
    next: result.next ?? task.then ?? 'continue',
    wait: null,
  });
  return outcomeOf(ended);
}

function faulted(visit: Visit, error: WorkflowError): WorkflowError {
  const { walk, path } = visit;
  const problem = { ...error.problem, instance: error.problem.instance ?? path };
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

/** @throws Error for a faulted or cancelled instance: its process has ended, so no walk can come to it */
function outcomeOf({ path, status, output, context, next }: TaskInstance): Outcome {
  if ((status !== 'completed' && status !== 'skipped') || next === null) {
    throw new Error(`${path} is ${status} in a process that goes on`);
  }
  return { kind: 'ended', output: output ?? null, context, next };
}
