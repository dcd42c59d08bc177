import type { Json } from '../shared/json.ts';
import type { Definition } from './definition/definition.ts';
import { standardErrors, WorkflowError } from './errors.ts';
import { transform, type EvaluationContext } from './evaluation.ts';
import type { Host, Variables } from './host.ts';
import type { Advance, Begun, CancelReason, ProcessState } from './process-state.ts';
import { runList } from './run-list.ts';
import { mustFitSchema } from './schema-check.ts';
import { afterDuration } from './task-scope.ts';
import type { ListResult } from './tasks/task-type.ts';
import { Walk } from './walk.ts';

// I1: an instance that has ended is never evaluated again; its record says what came of it and where the flow went.
// I2: what an expression gave is recorded in the same walk, so a walk that is not written leaves nothing behind.
// I3: the same definition and the same records always lead to the same paths, in the same order.
// I4: only a WorkflowError faults a process. Anything else that is thrown is no fault of it: the host tries again.
// I5: nothing is live in a process that has ended.

/**
 * Walks a process from what is recorded of it until everything that is left waits, or it has ended. Changes nothing itself:
 * what came of it is the result, to be written in one transaction.
 * @throws whatever the host's port throws that is not the process's fault
 */
export async function advance(definition: Definition, process: ProcessState, host: Host): Promise<Advance> {
  if (process.status !== 'active' && process.status !== 'waiting') return asItIs(process);
  const walk = new Walk(definition, process, host);
  let { begun } = process;
  try {
    if (process.cancelling) return end(walk, begun, { status: 'cancelled' }, 'cancelled');
    begun ??= await begin(definition, process, walk);
    mustBeInTime(walk, begun);
    const input = begun.input === undefined ? process.input : begun.input;
    const result = await runList(walk, definition.do, '/do', { input, context: {}, variables: {} });
    if (result.kind === 'waiting') return pause(walk, begun);
    const output = await lastOutput(definition, result, walk);
    return end(walk, begun, { status: 'completed', output }, null);
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    const timedOut = error instanceof ProcessTimeout;
    return end(walk, begun, { status: 'faulted', error: error.problem }, timedOut ? 'timeout' : 'failed');
  }
}

class ProcessTimeout extends WorkflowError {}

/** What holds for the whole process, settled once. */
async function begin(definition: Definition, process: ProcessState, walk: Walk): Promise<Begun> {
  const { input, timeout } = definition;
  mustFitSchema(input?.schema, process.input, 'input', '/input', walk.host.schemas);
  const filtered =
    input?.from === undefined
      ? undefined
      : await transform(input.from, evaluationOf(walk, '/input/from', process.input, {}));
  const named = typeof timeout === 'string' ? walk.use.timeouts?.[timeout] : timeout;
  if (named === undefined) return { input: filtered, deadline: null };
  const on = evaluationOf(walk, '/timeout', filtered ?? process.input, {});
  return { input: filtered, deadline: await afterDuration(process.startedAt, named.after, on) };
}

function mustBeInTime(walk: Walk, { deadline }: Begun): void {
  if (deadline === null) return;
  walk.wakeBy(deadline);
  if (!walk.isDue(deadline)) return;
  throw new ProcessTimeout({
    ...standardErrors.timeout,
    detail: 'The process did not end in the time it has.',
    instance: '/',
  });
}

async function lastOutput(
  definition: Definition,
  { output, context }: ListResult & { kind: 'output' },
  walk: Walk,
): Promise<Json> {
  const as = definition.output?.as;
  const variables = { context: context === undefined ? {} : context };
  const last =
    as === undefined ? output : await transform(as, evaluationOf(walk, '/output/as', output, variables));
  mustFitSchema(definition.output?.schema, last, 'output', '/output', walk.host.schemas);
  return last;
}

function evaluationOf(walk: Walk, instance: string, input: Json, variables: Variables): EvaluationContext {
  return {
    expressions: walk.host.expressions,
    instance,
    input,
    variables: { ...walk.variables, ...variables },
  };
}

/** A walk that got long goes on at once; one that waits goes on when something arrives or is due. */
function pause(walk: Walk, begun: Begun): Advance {
  return {
    ...outcome(walk, begun),
    status: walk.paused ? 'active' : 'waiting',
    wakeAt: walk.paused ? walk.host.clock.now() : walk.wakeAt,
  };
}

/**
 * @param cancelled why everything that is live is cancelled; null where nothing is: a list that came to its end has left nothing
 *   live behind, for whatever ended early in it, a branch say, was ended there
 */
function end(
  walk: Walk,
  begun: Begun | null,
  came: Pick<Advance, 'status'> & Partial<Pick<Advance, 'output' | 'error'>>,
  cancelled: CancelReason | null,
): Advance {
  if (cancelled !== null) walk.cancelBelow('', cancelled);
  return { ...outcome(walk, begun), ...came };
}

function outcome(walk: Walk, begun: Begun | null): Omit<Advance, 'status'> {
  const { changed, eventsFrom, events, startedChildren: children } = walk;
  const lists = Object.fromEntries(walk.lists);
  return {
    output: undefined,
    error: null,
    begun,
    lists,
    changed,
    wakeAt: null,
    eventsFrom,
    events,
    children,
  };
}

function asItIs({ status, output, error, begun, lists, eventsFrom }: ProcessState): Advance {
  return {
    status,
    output,
    error,
    begun,
    lists,
    changed: [],
    wakeAt: null,
    eventsFrom,
    events: [],
    children: [],
  };
}
