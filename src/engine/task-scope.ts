import type { Json } from '../shared/json.ts';
import { after, type Duration } from './definition/duration.ts';
import type { Task, TaskList } from './definition/task-list.ts';
import { taskDescriptor } from './descriptors.ts';
import { standardErrors, WorkflowError } from './errors.ts';
import { evaluateData, evaluateExpression, evaluateText, type EvaluationContext } from './evaluation.ts';
import type { Variables } from './host.ts';
import type { TaskInstance, TaskPath } from './process-state.ts';
import type { ListResult, TaskScope } from './tasks/task-type.ts';
import type { Walk } from './walk.ts';

/** One task of a list, as the flow comes to it. */
export interface Visit {
  readonly walk: Walk;
  readonly path: TaskPath;
  readonly name: string;
  readonly task: Task;
  /** The raw input: the output of the task before, or the input of the list. */
  readonly input: Json;
  readonly context: Json;
  runList(list: TaskList, path: string, input: Json, context: Json): Promise<ListResult>;
}

/** What a task type may do while it runs. */
export function taskScope(visit: Visit, instance: TaskInstance): TaskScope {
  const { walk, path } = visit;
  const context = inside(visit, instance);
  return {
    instance,
    errors: walk.errors,
    now: () => walk.host.clock.now(),
    expression: (text) => evaluateExpression(text, context),
    data: (data) => evaluateData(data, context),
    text: (template) => evaluateText(template, context),
    after: (from, duration) => afterDuration(from, duration, context),
    list: (key, list) => visit.runList(list, `${path}/${key}`, instance.input, visit.context),
  };
}

async function afterDuration(from: number, duration: Duration, context: EvaluationContext): Promise<number> {
  const evaluated = typeof duration === 'string' ? await evaluateText(duration, context) : duration;
  const at = after(from, evaluated);
  if (at !== null) return at;
  throw new WorkflowError({
    ...standardErrors.validation,
    detail: `Not an ISO 8601 duration, or one that ends after the year 9999: ${JSON.stringify(evaluated)}`,
    instance: context.instance,
  });
}

/** What the fields of a task itself are evaluated on. */
export function inside(visit: Visit, instance: TaskInstance): EvaluationContext {
  return evaluation(visit, instance, instance.input, { input: instance.input });
}

/**
 * What an expression of a task is evaluated on. `variables` are those that not every expression of a task has: `input` once it
 * is filtered, `output` for `export.as`.
 */
export function evaluation(
  { walk, path, name, task, input: rawInput, context }: Visit,
  { startedAt }: TaskInstance,
  input: Json,
  variables: Variables,
  rawOutput?: Json,
): EvaluationContext {
  const descriptor = taskDescriptor({ name, path, definition: task, rawInput, rawOutput, startedAt });
  return {
    expressions: walk.host.expressions,
    instance: path,
    input,
    variables: { context, task: descriptor, ...walk.variables, ...variables },
  };
}
