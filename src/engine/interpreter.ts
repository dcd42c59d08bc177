import type { Json } from '../shared/json.ts';
import type { Definition } from './definition/definition.ts';
import { escapeSegment } from './definition/pointer.ts';
import { namedTasks, type TaskList } from './definition/task-list.ts';
import { WorkflowError } from './errors.ts';
import { transform, type EvaluationContext } from './evaluation.ts';
import type { Host } from './host.ts';
import type { Advance, ProcessState, TaskPath } from './process-state.ts';
import { runTask } from './run-task.ts';
import type { ListResult } from './tasks/task-type.ts';
import { Walk } from './walk.ts';

// I1: an instance that has ended is never evaluated again; its record says what came of it and where the flow went.
// I2: what an expression gave is recorded in the same walk, so a walk that is not written leaves nothing behind.
// I3: the same definition and the same records always lead to the same paths, in the same order.
// I4: only a WorkflowError faults a process. Anything else that is thrown is no fault of it: the host tries again.

/**
 * Walks a process from what is recorded of it until everything that is left waits, or it has ended. Changes nothing itself:
 * what came of it is the result, to be written in one transaction.
 * @throws whatever the host's port throws that is not the process's fault
 */
export async function advance(definition: Definition, process: ProcessState, host: Host): Promise<Advance> {
  if (process.status !== 'active' && process.status !== 'waiting') return asItIs(process);
  const walk = new Walk(definition, process, host);
  try {
    const input = await firstInput(definition, process, walk);
    const result = await runList(walk, definition.do, '/do', input, {});
    if (result.kind === 'waiting') return finish(walk, { status: 'waiting' });
    return finish(walk, { status: 'completed', output: await lastOutput(definition, result, walk) });
  } catch (error) {
    if (error instanceof WorkflowError) return finish(walk, { status: 'faulted', error: error.problem });
    throw error;
  }
}

async function runList(
  walk: Walk,
  list: TaskList,
  listPath: string,
  input: Json,
  context: Json,
): Promise<ListResult> {
  const tasks = namedTasks(list);
  const visits = new Map<number, number>();
  let flow: { output: Json; context: Json | undefined } = { output: input, context: undefined };
  let index = 0;
  for (let current = tasks[index]; current !== undefined; current = tasks[index]) {
    const visit = (visits.get(index) ?? 0) + 1;
    visits.set(index, visit);
    const outcome = await runTask({
      walk,
      path: taskPath(listPath, index, current.name, visit),
      ...current,
      input: flow.output,
      context: flow.context === undefined ? context : flow.context,
      runList: (...inner) => runList(walk, ...inner),
    });
    if (outcome.kind === 'waiting') return outcome;
    flow = {
      output: outcome.output,
      context: outcome.context === undefined ? flow.context : outcome.context,
    };
    const { next } = outcome;
    if (next === 'end' || next === 'exit') return { kind: 'output', ...flow, ends: next === 'end' };
    index = next === 'continue' ? index + 1 : tasks.findIndex(({ name }) => name === next);
  }
  return { kind: 'output', ...flow, ends: false };
}

/** The second visit of a task by a `then` that leads back is an instance of its own: `/do/1/review#2`. */
function taskPath(listPath: string, index: number, name: string, visit: number): TaskPath {
  return `${listPath}/${index}/${escapeSegment(name)}${visit > 1 ? `#${visit}` : ''}`;
}

/**
 * The raw input of the first task. It is not recorded by itself: as long as the first task lasts, its own input is what it
 * came to, and only where that task filters it once more is the expression evaluated again.
 */
async function firstInput(definition: Definition, process: ProcessState, walk: Walk): Promise<Json> {
  const from = definition.input?.from;
  if (from === undefined) return process.input;
  const [first] = namedTasks(definition.do);
  const begun = first && walk.at(taskPath('/do', 0, first.name, 1));
  if (begun !== undefined && first?.task.input?.from === undefined) return begun.input;
  return transform(from, workflowEvaluation(walk, '/input/from', process.input, {}));
}

async function lastOutput(
  definition: Definition,
  { output, context }: ListResult & { kind: 'output' },
  walk: Walk,
): Promise<Json> {
  const as = definition.output?.as;
  if (as === undefined) return output;
  const variables = { context: context === undefined ? {} : context };
  return transform(as, workflowEvaluation(walk, '/output/as', output, variables));
}

function workflowEvaluation(
  walk: Walk,
  instance: string,
  input: Json,
  variables: { context?: Json },
): EvaluationContext {
  return {
    expressions: walk.host.expressions,
    instance,
    input,
    variables: { ...walk.variables, ...variables },
  };
}

function finish(
  walk: Walk,
  end: Pick<Advance, 'status'> & Partial<Pick<Advance, 'output' | 'error'>>,
): Advance {
  const { status, output, error = null } = end;
  return {
    status,
    output,
    error,
    changed: walk.changed,
    wakeAt: status === 'waiting' ? walk.wakeAt : null,
  };
}

function asItIs({ status, output, error }: ProcessState): Advance {
  return { status, output, error, changed: [], wakeAt: null };
}
