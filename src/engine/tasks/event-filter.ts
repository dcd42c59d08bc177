import type { Json } from '../../shared/json.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { ExpressionError, WorkflowError } from '../errors.ts';
import { eventData } from '../event-data.ts';
import { isEqual } from '../expression/fast-path.ts';
import type { EventMatcher, PlannedFilter } from './event-filter-plan.ts';

/**
 * Evaluates jq code for one event on a part of it. Undefined: it failed on this event, which comes from outside and may hold
 * anything; then the event does not match, and nothing else fails.
 */
export type EvaluateOnEvent = (code: string, input: Json) => Promise<Json | undefined>;

/** Correlation values by their names, as the first event that had them settled them. */
export type CorrelationKeys = Readonly<Record<string, Json>>;

/** Leaves it to the event that an expression fails on it. Whatever else is thrown goes on. */
export function evaluateOnEvent(evaluate: (code: string, input: Json) => Promise<Json>): EvaluateOnEvent {
  return async (code, input) => {
    try {
      return await evaluate(code, input);
    } catch (error) {
      if (error instanceof WorkflowError || error instanceof ExpressionError) return undefined;
      throw error;
    }
  };
}

/**
 * Whether an event is one that a filter names and that belongs to those that were taken before it.
 * @returns the keys with what this event settles of them, or null where it does not match
 */
export async function matchesFilter(
  filter: PlannedFilter,
  event: CloudEvent,
  evaluate: EvaluateOnEvent,
  keys: CorrelationKeys = {},
): Promise<CorrelationKeys | null> {
  // Attributes are compared before anything is evaluated: most events are of another type.
  for (const [name, matcher] of Object.entries(filter.with)) {
    if (!(await matches(matcher, attribute(event, name), evaluate))) return null;
  }
  return correlate(filter, event, evaluate, keys);
}

async function correlate(
  filter: PlannedFilter,
  event: CloudEvent,
  evaluate: EvaluateOnEvent,
  keys: CorrelationKeys,
): Promise<CorrelationKeys | null> {
  const settled: Record<string, Json> = { ...keys };
  for (const [name, { from, expect }] of Object.entries(filter.correlate)) {
    const value = await evaluate(from, event);
    if (value === undefined || value === null) return null;
    const expected =
      expect === undefined ? (Object.hasOwn(keys, name) ? keys[name] : undefined) : expect.value;
    if (
      expected !== undefined &&
      !isEqual(value, expected) &&
      !(expect?.constant === true && isText(value, expected))
    )
      return null;
    settled[name] = value;
  }
  return settled;
}

/** A constant stands in the definition as text, whatever the type of what it is compared with. */
function isText(value: Json, constant: Json): boolean {
  return (typeof value === 'number' || typeof value === 'boolean') && String(value) === constant;
}

function attribute(event: CloudEvent, name: string): Json {
  if (name === 'data') return eventData(event);
  return Object.hasOwn(event, name) ? (event[name] ?? null) : null;
}

async function matches(matcher: EventMatcher, value: Json, evaluate: EvaluateOnEvent): Promise<boolean> {
  switch (matcher.kind) {
    case 'is':
      return isEqual(value, matcher.value);
    case 'at':
      return typeof value === 'string' && Date.parse(value) === matcher.at;
    case 'like':
      if (typeof value !== 'string') return false;
      return value === matcher.pattern || (await evaluate(wholeTextTest(matcher.pattern), value)) === true;
    case 'satisfies':
      return fits(await evaluate(matcher.code, value), value);
    case 'has':
      return hasAll(matcher.properties, value, evaluate);
    case 'list':
      return (
        Array.isArray(value) &&
        value.length === matcher.items.length &&
        eachFits(matcher.items, value, evaluate)
      );
  }
}

/** A condition, or the value that is wanted. */
function fits(result: Json | undefined, value: Json): boolean {
  if (result === undefined || result === null) return false;
  return typeof result === 'boolean' ? result : isEqual(result, value);
}

async function hasAll(
  properties: Readonly<Record<string, EventMatcher>>,
  value: Json,
  evaluate: EvaluateOnEvent,
): Promise<boolean> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const [name, matcher] of Object.entries(properties)) {
    const present = Object.hasOwn(value, name) ? value[name] : undefined;
    if (present === undefined || !(await matches(matcher, present, evaluate))) return false;
  }
  return true;
}

async function eachFits(
  items: readonly EventMatcher[],
  values: readonly Json[],
  evaluate: EvaluateOnEvent,
): Promise<boolean> {
  for (const [index, matcher] of items.entries()) {
    if (!(await matches(matcher, values[index] ?? null, evaluate))) return false;
  }
  return true;
}

/** By jq and not here, because jq runs where an expression that takes too long is ended. */
function wholeTextTest(pattern: string): string {
  return `test(${JSON.stringify(`\\A(?:${pattern})\\z`)})`;
}
