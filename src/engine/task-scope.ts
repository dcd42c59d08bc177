import type { Json } from '../shared/json.ts';
import { after, type Duration } from './definition/duration.ts';
import type { Task } from './definition/task-list.ts';
import { taskDescriptor } from './descriptors.ts';
import { evaluateEffectData } from './effect-arguments.ts';
import { standardErrors, WorkflowError } from './errors.ts';
import { evaluateData, evaluateExpression, evaluateText, type EvaluationContext } from './evaluation.ts';
import type { Variables } from './host.ts';
import type { TaskInstance, TaskPath } from './process-state.ts';
import type { RunBranch, RunList } from './run-list.ts';
import type { Inside, TaskScope } from './tasks/task-type.ts';
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
  /** What the tasks around it brought in: `$item`, `$index`, `$error`; inside an extension `$task`, the one it extends. */
  readonly variables: Variables;
  readonly runList: RunList;
  readonly runBranch: RunBranch;
}

/** What a task type may do while it runs. */
export function taskScope(visit: Visit, begun: TaskInstance): TaskScope {
  const { walk, path } = visit;
  const current = () => walk.at(path) ?? begun;
  const on = (given?: { input?: Json; variables?: Variables }) => inside(visit, begun, given);
  return {
    get instance() {
      return current();
    },
    context: visit.context,
    use: walk.use,
    dsl: walk.dsl,
    host: walk.host,
    now: () => walk.host.clock.now(),
    isDue: (at) => walk.isDue(at),
    isFull: () => walk.isFull,
    expression: (text, given) => evaluateExpression(text, on(given)),
    data: (data, given) => evaluateData(data, on(given)),
    effectData: (data) => evaluateEffectData(data, on()),
    text: (template, given) => evaluateText(template, on(given)),
    after: (from, duration) => afterDuration(from, duration, on()),
    record: (change) => void walk.put({ ...current(), ...change }),
    list: (key, list, start, number) => {
      const at = `${path}/${key}${number !== undefined && number > 1 ? `#${number}` : ''}`;
      return visit.runList(walk, list, at, insideOf(visit, begun, start));
    },
    branch: (key, list, index, start) =>
      visit.runBranch(walk, list, `${path}/${key}`, index, insideOf(visit, begun, start)),
    cancelInside: (reason, key) => walk.cancelBelow(key === undefined ? path : `${path}/${key}`, reason),
    emit: (event) => void walk.events.push(event),
    startChild: (workflowId, input, awaited) => {
      walk.children.push({ path, workflowId, input, awaited });
    },
    events: {
      from: walk.eventsFrom,
      after: (position, types) => walk.host.eventsAfter(position, types),
      consumedUpTo: (position) => {
        walk.eventsFrom = Math.max(walk.eventsFrom, position);
      },
    },
  };
}

function insideOf(visit: Visit, begun: TaskInstance, start: Inside = {}): Required<Inside> {
  const { input = begun.input, context = visit.context, variables = {} } = start;
  return { input, context, variables: { ...visit.variables, ...variables } };
}

/** @throws WorkflowError (validation) when an expression gives no duration */
export async function afterDuration(
  from: number,
  duration: Duration,
  context: EvaluationContext,
): Promise<number> {
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
export function inside(
  visit: Visit,
  instance: TaskInstance,
  on: { input?: Json; variables?: Variables } = {},
): EvaluationContext {
  const variables = { ...on.variables, input: instance.input };
  return evaluation(visit, instance, on.input === undefined ? instance.input : on.input, variables);
}

/**
 * What an expression of a task is evaluated on. `variables` are those that not every expression of a task has: `input` once it
 * is filtered, `output` for `export.as`.
 */
export function evaluation(
  { walk, path, name, task, input: rawInput, context, variables: around }: Visit,
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
    variables: { context, task: descriptor, ...around, ...walk.variables, ...variables },
  };
}
