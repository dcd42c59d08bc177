import type { Json } from '../../shared/json.ts';
import { standardErrors, WorkflowError } from '../errors.ts';
import type { Variables } from '../host.ts';
import { mostItems } from '../limits.ts';
import { checkFor, ForTask } from './for-definition.ts';
import { isTrue } from './switch.ts';
import type { TaskResult, TaskScope, TaskType } from './task-type.ts';

/** Where a loop stands. `plan` holds its items, which were evaluated once. */
interface LoopProgress {
  readonly index: number;
  /** Whether `while` let this iteration begin. */
  readonly begun: boolean;
  /** What the iteration before came to; absent in the first. */
  readonly output?: Json;
  readonly context?: Json;
}

export const forType: TaskType<ForTask> = { kind: 'for', schema: ForTask, check: checkFor, run: runFor };

/**
 * Goes through a list, one iteration after the other: each gets the output of the one before. Where it stands is recorded, so
 * that a later walk goes on right there and not through everything that has been.
 */
async function runFor(task: ForTask, scope: TaskScope): Promise<TaskResult> {
  const items = await itemsOf(task, scope);
  let at = progressOf(scope);
  while (at.index < items.length) {
    const variables = loopVariables(task, items, at.index);
    const input = at.output === undefined ? scope.instance.input : at.output;
    if (!at.begun) {
      if (task.while !== undefined && !isTrue(await scope.expression(task.while, { input, variables })))
        break;
      at = record(scope, { ...at, begun: true });
    }
    const context = at.context === undefined ? {} : { context: at.context };
    const result = await scope.list('do', task.do, { input, variables, ...context }, at.index + 1);
    if (result.kind === 'waiting') return { kind: 'waiting', wait: null };
    const { output, context: changed = at.context, ends } = result;
    const came = { output, ...(changed === undefined ? {} : { context: changed }) };
    if (ends) return { kind: 'output', ...came, next: 'end' };
    at = record(scope, { index: at.index + 1, begun: false, ...came });
  }
  const { output = scope.instance.input, context } = at;
  return { kind: 'output', output, context };
}

function progressOf(scope: TaskScope): LoopProgress {
  return (scope.instance.progress as unknown as LoopProgress | undefined) ?? { index: 0, begun: false };
}

function record(scope: TaskScope, progress: LoopProgress): LoopProgress {
  scope.record({ progress: progress as unknown as Json });
  return progress;
}

function loopVariables(task: ForTask, items: readonly Json[], index: number): Variables {
  const { each = 'item', at = 'index' } = task.for;
  return { [each]: items[index] ?? null, [at]: index };
}

/** @throws WorkflowError (expression) for anything but a list, (runtime) for one that is too long */
async function itemsOf(task: ForTask, scope: TaskScope): Promise<readonly Json[]> {
  const known = scope.instance.plan;
  if (Array.isArray(known)) return known;
  const items = await scope.expression(task.for.in);
  if (!Array.isArray(items)) {
    throw new WorkflowError({
      ...standardErrors.expression,
      detail: `\`for.in\` must give a list: ${task.for.in}`,
      instance: scope.instance.path,
    });
  }
  if (items.length > mostItems) {
    throw new WorkflowError({
      ...standardErrors.runtime,
      detail: `A loop goes through at most ${mostItems} items, not ${items.length}.`,
      instance: scope.instance.path,
    });
  }
  scope.record({ plan: items });
  return items;
}
