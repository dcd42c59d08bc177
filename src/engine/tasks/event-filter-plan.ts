import type { Json } from '../../shared/json.ts';
import type { EventConsumption, EventFilter } from '../definition/event-filter.ts';
import { unwrap } from '../expression/syntax.ts';
import { fillTemplate, isUriTemplate } from '../uri-template.ts';

/** What one attribute of an event, or a part of its data, has to be. */
export type EventMatcher =
  | { readonly kind: 'is'; readonly value: Json }
  /** A moment, however it is written. */
  | { readonly kind: 'at'; readonly at: number }
  /** The text itself, or a regular expression for all of it. */
  | { readonly kind: 'like'; readonly pattern: string }
  /** jq on the attribute: a condition, or the value that it has to have. */
  | { readonly kind: 'satisfies'; readonly code: string }
  /** An object with these properties and maybe others. */
  | { readonly kind: 'has'; readonly properties: Readonly<Record<string, EventMatcher>> }
  | { readonly kind: 'list'; readonly items: readonly EventMatcher[] };

export interface PlannedCorrelation {
  /** jq on the whole event. */
  readonly from: string;
  /** Absent: what the first event gives. `constant`: written down in the definition, as text. */
  readonly expect?: { readonly value: Json; readonly constant: boolean };
}

/** A filter with everything evaluated that does not depend on the event. */
export interface PlannedFilter {
  readonly with: Readonly<Record<string, EventMatcher>>;
  readonly correlate: Readonly<Record<string, PlannedCorrelation>>;
}

/** Which events are taken and when it is enough. Plain JSON: it is recorded. */
export interface PlannedStrategy {
  readonly kind: 'one' | 'any' | 'all';
  /** Empty for `any`: every event. */
  readonly filters: readonly PlannedFilter[];
  /** Of `any`; null: the first event is enough. */
  readonly until: PlannedUntil | null;
}

export type PlannedUntil =
  | { readonly kind: 'condition'; readonly expression: string }
  | { readonly kind: 'events'; readonly strategy: PlannedStrategy }
  | { readonly kind: 'never' };

/** What planning evaluates: on the input of the task that listens, or on nothing for a schedule. */
export interface PlanningScope {
  expression(text: string): Promise<Json>;
  /** What URI templates are filled in from. */
  readonly input: Json;
}

/** Evaluates what of a strategy does not depend on an event, once. @throws WorkflowError (expression) */
export async function planStrategy(to: EventConsumption, scope: PlanningScope): Promise<PlannedStrategy> {
  const kind = 'one' in to ? 'one' : 'any' in to ? 'any' : 'all';
  const filters = await Promise.all(filtersOf(to).map((filter) => planFilter(filter, scope)));
  return { kind, filters, until: await planUntil(to, scope) };
}

/**
 * The types of all events that may matter to a listener, or null where its filters do not say so in plain text: then every event
 * has to be shown to it.
 */
export function eventTypesOf(to: EventConsumption): readonly string[] | null {
  if ('any' in to && to.any.length === 0) return null;
  const types = filtersOf(to).map(literalType);
  const until = untilOf(to);
  if (typeof until === 'object') types.push(...(eventTypesOf(until) ?? [null]));
  const known = types.filter((type) => type !== null);
  return known.length === types.length ? [...new Set(known)] : null;
}

export function filtersOf(to: EventConsumption): readonly EventFilter[] {
  if ('one' in to) return [to.one];
  return 'any' in to ? to.any : to.all;
}

function untilOf(to: EventConsumption): EventConsumption | string | undefined {
  return 'any' in to ? to.until : undefined;
}

function literalType({ with: wanted }: EventFilter): string | null {
  const { type } = wanted;
  return typeof type === 'string' && unwrap(type) === null && !isPattern(type) ? type : null;
}

async function planUntil(to: EventConsumption, scope: PlanningScope): Promise<PlannedUntil | null> {
  const until = untilOf(to);
  if (until === undefined) return null;
  if (typeof until === 'object') return { kind: 'events', strategy: await planStrategy(until, scope) };
  return (unwrap(until) ?? until).trim() === 'false'
    ? { kind: 'never' }
    : { kind: 'condition', expression: until };
}

async function planFilter(filter: EventFilter, scope: PlanningScope): Promise<PlannedFilter> {
  const wanted: Record<string, EventMatcher> = {};
  for (const [name, value] of Object.entries(filter.with)) {
    if (value !== undefined) wanted[name] = await attributeMatcher(name, value, scope);
  }
  const correlate: Record<string, PlannedCorrelation> = {};
  for (const [name, { from, expect }] of Object.entries(filter.correlate ?? {})) {
    correlate[name] = { from, ...(expect === undefined ? {} : { expect: await expectation(expect, scope) }) };
  }
  return { with: wanted, correlate };
}

/** An expression is written as such or begins like a path or a variable; everything else is a constant. */
async function expectation(
  expect: string,
  scope: PlanningScope,
): Promise<{ value: Json; constant: boolean }> {
  const isExpression = unwrap(expect) !== null || /^\s*(?:\.|\$[A-Za-z_])/.test(expect);
  return isExpression
    ? { value: await scope.expression(expect), constant: false }
    : { value: expect, constant: true };
}

async function attributeMatcher(name: string, value: Json, scope: PlanningScope): Promise<EventMatcher> {
  if (name === 'data' || typeof value !== 'string') return dataMatcher(value);
  const code = unwrap(value);
  if (code !== null) return { kind: 'satisfies', code };
  if (name === 'time' && !Number.isNaN(Date.parse(value))) return { kind: 'at', at: Date.parse(value) };
  if ((name === 'source' || name === 'dataschema') && isUriTemplate(value)) {
    return { kind: 'is', value: fillTemplate(value, scope.input) };
  }
  return isPattern(value) ? { kind: 'like', pattern: value } : { kind: 'is', value };
}

function dataMatcher(value: Json): EventMatcher {
  if (typeof value === 'string') {
    const code = unwrap(value);
    return code === null ? { kind: 'is', value } : { kind: 'satisfies', code };
  }
  if (typeof value !== 'object' || value === null) return { kind: 'is', value };
  if (Array.isArray(value)) return { kind: 'list', items: value.map(dataMatcher) };
  const properties = Object.entries(value).map(([key, part]) => [key, dataMatcher(part)] as const);
  return { kind: 'has', properties: Object.fromEntries(properties) };
}

/** A dot alone makes no pattern: every type and every address has some, and they mean themselves. */
function isPattern(text: string): boolean {
  return /[\^$*+?()[\]{}|\\]/.test(text);
}
