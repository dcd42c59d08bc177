import type { Json } from '../shared/json.ts';
import type { CloudEvent } from './cloud-event.ts';
import type { EventConsumption } from './definition/event-filter.ts';
import { ExpressionError } from './errors.ts';
import { expressionCode } from './expression/syntax.ts';
import type { Expressions } from './host.ts';
import { evaluateOnEvent } from './tasks/event-filter.ts';
import { planStrategy, type PlannedStrategy } from './tasks/event-filter-plan.ts';
import { nothingGathered, offer, type Gathered } from './tasks/listen-strategy.ts';
import { isTrue } from './tasks/switch.ts';

/**
 * What `schedule.on` has seen and not yet started a process with: events that wait for the others they belong to. Plain JSON, for
 * the host to keep beside the schedule.
 */
export interface Gatherings {
  readonly groups: readonly Gathering[];
}

interface Gathering {
  readonly gathered: Gathered;
  readonly events: readonly CloudEvent[];
}

export const noGatherings: Gatherings = { groups: [] };

/** Groups that wait at the same time, and events in one: the oldest go where somebody never sends the rest. */
const mostGroups = 100;
const mostEvents = 1_000;

/**
 * What an event does to a schedule with `on`.
 * @returns the inputs of the processes that it starts, each the events that started it in the order in which they came
 */
export async function startsOn(
  on: EventConsumption,
  before: Gatherings,
  event: CloudEvent,
  expressions: Expressions,
): Promise<{ inputs: Json[]; gatherings: Gatherings }> {
  const strategy = await planStrategy(on, planningScope(expressions));
  const found = await place(strategy, before.groups, event, expressions);
  if (found === null) return { inputs: [], gatherings: before };
  const { index, group, complete } = found;
  const others = before.groups.filter((_, at) => at !== index);
  if (complete)
    return { inputs: group.events.length === 0 ? [] : [[...group.events]], gatherings: { groups: others } };
  // It stays where it stood: the group that has waited longest is offered the next event first.
  const groups = index === before.groups.length ? [...others, group] : before.groups.with(index, group);
  return { inputs: [], gatherings: { groups: groups.slice(-mostGroups) } };
}

interface Placed {
  readonly index: number;
  readonly group: Gathering;
  readonly complete: boolean;
}

/** The first group that the event belongs to, with it; otherwise one that it begins. Null: it is none of this schedule's. */
async function place(
  strategy: PlannedStrategy,
  groups: readonly Gathering[],
  event: CloudEvent,
  expressions: Expressions,
): Promise<Placed | null> {
  const evaluate = evaluateOnEvent((code, input) => expressions.evaluate(expressionCode(code), input, {}));
  const fresh: Gathering = { gathered: nothingGathered(strategy), events: [] };
  for (const [index, group] of [...groups, fresh].entries()) {
    const verdict = await offer(strategy, group.gathered, event, evaluate);
    if (verdict.event === 'ignored') continue;
    // What only tells that it is enough begins nothing.
    if (verdict.event === 'ends' && group.events.length === 0) continue;
    const events = verdict.event === 'taken' ? [...group.events, event].slice(-mostEvents) : group.events;
    const isEnough = verdict.event === 'taken' && (await conditionHolds(strategy, events, evaluate));
    return { index, group: { gathered: verdict.gathered, events }, complete: verdict.complete || isEnough };
  }
  return null;
}

async function conditionHolds(
  { until }: PlannedStrategy,
  events: readonly CloudEvent[],
  evaluate: (code: string, input: Json) => Promise<Json | undefined>,
): Promise<boolean> {
  if (until?.kind !== 'condition') return false;
  const holds = await evaluate(until.expression, [...events]);
  return holds !== undefined && isTrue(holds);
}

/** No process exists yet, so there is no input and no variable: what asks for one is null, which no event has to have. */
function planningScope(expressions: Expressions): {
  expression(text: string): Promise<Json>;
  readonly input: null;
} {
  return {
    input: null,
    async expression(text) {
      try {
        return await expressions.evaluate(expressionCode(text), null, {});
      } catch (error) {
        if (error instanceof ExpressionError) return null;
        throw error;
      }
    },
  };
}
