import type { Json } from '../../shared/json.ts';
import type { CloudEvent, ReceivedEvent } from '../cloud-event.ts';
import { readEvent } from '../event-data.ts';
import { evaluateOnEvent } from './event-filter.ts';
import { eventTypesOf, planStrategy } from './event-filter-plan.ts';
import { inWords } from './event-filter-words.ts';
import { checkListen, ListenTask } from './listen-definition.ts';
import { iterate } from './listen-iteration.ts';
import {
  planOf,
  progressOf,
  record,
  withResult,
  type ListenPlan,
  type ListenProgress,
} from './listen-progress.ts';
import { nothingGathered, offer } from './listen-strategy.ts';
import { isTrue } from './switch.ts';
import type { TaskResult, TaskScope, TaskType } from './task-type.ts';

/** Events that one walk looks at: more than are ever there at once, few enough for one turn. */
const mostLookedAt = 256;

/**
 * Waits for events. The walk that begins it only records that it listens and from where; the next one, due at once, looks at what
 * is there. So an event that arrives while the first is being written finds a listener that is known, and two branches that begin
 * to listen side by side see the same events.
 */
export const listenType: TaskType<ListenTask> = {
  kind: 'listen',
  schema: ListenTask,
  check: checkListen,
  run: (task, scope) => (scope.instance.wait?.kind === 'event' ? goOn(task, scope) : begin(task, scope)),
};

async function begin(task: ListenTask, scope: TaskScope): Promise<TaskResult> {
  const { to } = task.listen;
  const strategy = await planStrategy(to, {
    expression: (text) => scope.expression(text),
    input: scope.instance.input,
  });
  const plan: ListenPlan = { from: scope.events.from, types: eventTypesOf(to), strategy };
  const since = scope.now();
  return {
    kind: 'waiting',
    wait: { kind: 'event', since, filters: inWords(strategy, nothingGathered(strategy)) },
    plan: plan as unknown as Json,
    until: since,
  };
}

async function goOn(task: ListenTask, scope: TaskScope): Promise<TaskResult> {
  const { wait } = scope.instance;
  if (wait?.kind !== 'event') throw new Error(`${scope.instance.path} goes on to listen before it began`);
  const before = progressOf(scope);
  const { progress, stopped } = await listen(task, scope, before);
  if (progress.enough || stopped === 'ends') return ended(scope, progress, stopped === 'ends');
  if (progress !== before) record(scope, progress);
  const filters = inWords(planOf(scope).strategy, progress.gathered);
  return {
    kind: 'waiting',
    wait: filters.join('\n') === wait.filters.join('\n') ? wait : { ...wait, filters },
    ...(stopped === 'turn' ? { until: scope.now() } : {}),
  };
}

function ended(scope: TaskScope, progress: ListenProgress, ends: boolean): TaskResult {
  const { consumed, came, context } = progress;
  // The keys that it settled stay on record; what came is the output.
  record(scope, { ...progress, came: [], size: 0 });
  if (consumed !== null) scope.events.consumedUpTo(consumed);
  return { kind: 'output', output: [...came], context, ...(ends ? { next: 'end' } : {}) };
}

interface Step {
  readonly progress: ListenProgress;
  /** Why it goes no further, though more may be there: a task of `foreach` waits or ends the process, or the turn is over. */
  readonly stopped: 'inside' | 'ends' | 'turn' | null;
}

/** Goes through the events that are there, one after the other. */
async function listen(task: ListenTask, scope: TaskScope, before: ListenProgress): Promise<Step> {
  const { types } = planOf(scope);
  let step = await finishCurrent(task, scope, before);
  let looked = 0;
  for (const { position, event } of arriving(scope, types, before.position)) {
    if (step.stopped !== null || step.progress.enough) break;
    looked += 1;
    if (looked > mostLookedAt) return { ...step, stopped: 'turn' };
    const offered = await take(task, scope, { ...step.progress, position }, event);
    step = await finishCurrent(task, scope, offered);
  }
  return step;
}

function* arriving(scope: TaskScope, types: ListenPlan['types'], from: number): Generator<ReceivedEvent> {
  let position = from;
  for (;;) {
    const batch = scope.events.after(position, types);
    if (batch.length === 0) return;
    for (const received of batch) {
      position = received.position;
      yield received;
    }
  }
}

/** Looks at one event. One that is taken is `current` after that. */
async function take(
  task: ListenTask,
  scope: TaskScope,
  progress: ListenProgress,
  event: CloudEvent,
): Promise<ListenProgress> {
  const variables = progress.context === undefined ? {} : { context: progress.context };
  const evaluate = evaluateOnEvent((code, input) => scope.expression(code, { input, variables }));
  const verdict = await offer(planOf(scope).strategy, progress.gathered, event, evaluate);
  if (verdict.event === 'ignored') return progress;
  const taken = { ...progress, gathered: verdict.gathered, consumed: progress.position };
  if (verdict.event === 'ends') return { ...taken, enough: verdict.complete };
  const item = readEvent(event, task.listen.read ?? 'data');
  return { ...taken, current: { item, last: verdict.complete } };
}

/** Has `foreach` do with the current event what it says, and finds out whether it was enough. */
async function finishCurrent(task: ListenTask, scope: TaskScope, progress: ListenProgress): Promise<Step> {
  const { current } = progress;
  if (current === null) return { progress, stopped: null };
  const result = await iterate(task.foreach, scope, progress, current.item);
  if (result.kind === 'waiting') return { progress, stopped: 'inside' };
  const { until } = planOf(scope).strategy;
  const after: ListenProgress = {
    ...withResult(progress, result.output, until?.kind !== 'never', scope.instance.path),
    current: null,
    ...(result.context === undefined ? {} : { context: result.context }),
    enough: current.last,
  };
  if (result.ends) return { progress: after, stopped: 'ends' };
  if (until?.kind !== 'condition') return { progress: after, stopped: null };
  return { progress: { ...after, enough: await isEnough(until.expression, scope, after) }, stopped: null };
}

/** The condition sees everything that came so far as `.`, this event included. */
async function isEnough(
  until: string,
  scope: TaskScope,
  { came, context }: ListenProgress,
): Promise<boolean> {
  const variables = context === undefined ? {} : { context };
  return isTrue(await scope.expression(until, { input: [...came], variables }));
}
