import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { TaskKind } from '../../../src/shared/contract/task-kind.ts';
import { isJsonObject } from '../../../src/shared/json-object.ts';
import type { Json, JsonObject } from '../../../src/shared/json.ts';
import { oddNames, oddValues } from './odd-values.ts';

/** One change of a definition. `at` chooses the place, `what` what comes there: both are taken modulo what there is. */
export interface Mutation {
  readonly kind:
    | 'value'
    | 'shuffle'
    | 'task'
    | 'remove'
    | 'replace'
    | 'rename'
    | 'copy'
    | 'cross'
    | 'repeat'
    | 'wrap'
    | 'text';
  readonly at: number;
  readonly what: number;
}

const number = fc.nat({ max: 1_000_000 });

const list = (...kinds: Mutation['kind'][]): fc.Arbitrary<Mutation[]> =>
  fc.array(fc.record({ kind: fc.constantFrom(...kinds), at: number, what: number }), {
    maxLength: 5,
    size: 'large',
  });

/** Half of them keep to what the language allows, so that what they make runs. */
export const mutations: fc.Arbitrary<Mutation[]> = fc.oneof(
  list('value', 'value', 'value', 'shuffle', 'task'),
  list('remove', 'replace', 'replace', 'rename', 'copy', 'cross', 'repeat', 'wrap', 'text', 'value'),
);

interface Place {
  readonly holder: JsonObject | Json[];
  readonly key: string;
}

/** Applies mutations one after the other. @returns the text of the definition, which may be none any more */
export function mutate(
  original: JsonObject,
  changes: readonly Mutation[],
  others: readonly JsonObject[],
): string {
  const root: JsonObject = { root: structuredClone(original) };
  const keys = [...new Set(others.flatMap((other) => placesIn(other).map(({ key }) => key)))];
  for (const change of changes) if (change.kind !== 'text') mutateTree(root, change, others, keys);
  const [first] = changes;
  const text = (first?.what ?? 0) % 2 === 0 ? JSON.stringify(root['root']) : stringify(root['root']);
  return changes.reduce(
    (now, change) => (change.kind === 'text' ? mutateText(now, change) : now),
    text ?? '',
  );
}

function mutateTree(
  root: JsonObject,
  { kind, at, what }: Mutation,
  others: readonly JsonObject[],
  keys: readonly string[],
): void {
  const places = placesIn(root);
  const place = pick(places, at);
  if (place === undefined) return;
  const { holder, key } = place;
  const value = (holder as JsonObject)[key] ?? null;
  const set = (changed: Json) => void ((holder as JsonObject)[key] = structuredClone(changed));
  if (kind === 'value') changeValue(pick(places.filter(isLeaf), at), what);
  else if (kind === 'shuffle') shuffle(pick(places.filter(isList), at), what);
  else if (kind === 'task') exchangeTask(pick(places.filter(isTask), at), others, what);
  else if (kind === 'remove') remove(place);
  else if (kind === 'replace') set(pick(oddValues, what) ?? null);
  else if (kind === 'copy') set(valueAt(pick(places, what)));
  else if (kind === 'cross') set(valueAt(pick(placesIn(pick(others, what) ?? {}), at)));
  else if (kind === 'wrap') set(what % 2 === 0 ? [value] : { [pick(keys, what) ?? 'a']: value });
  else if (kind === 'repeat' && Array.isArray(holder))
    holder.push(...Array.from({ length: what % 20 }, () => structuredClone(value)));
  else if (kind === 'rename' && isJsonObject(holder)) {
    remove(place);
    const name = what % 3 === 0 ? pick(oddNames, what) : pick(keys, what);
    Object.defineProperty(holder, name ?? 'a', {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
}

/** Another value of the same kind: an expression for an expression, a number for a number. */
function changeValue(place: Place | undefined, what: number): void {
  if (place === undefined) return;
  const value = valueAt(place);
  const fitting = oddValues.filter((odd) => typeof odd === typeof value && isCode(odd) === isCode(value));
  (place.holder as JsonObject)[place.key] = pick(fitting, what) ?? value;
}

function isCode(value: Json): boolean {
  return typeof value === 'string' && /^\$\{|^[.$]/.test(value);
}

function shuffle(place: Place | undefined, what: number): void {
  const items = place && valueAt(place);
  if (!Array.isArray(items) || items.length === 0) return;
  items.push(...items.splice(what % items.length, 1));
}

/** A task of another definition takes the place of this one, under its name. */
function exchangeTask(place: Place | undefined, others: readonly JsonObject[], what: number): void {
  const given = pick(placesIn(pick(others, what) ?? {}).filter(isTask), what >> 4);
  if (place === undefined || given === undefined) return;
  (place.holder as JsonObject)[place.key] = structuredClone(valueAt(given));
}

function isLeaf(place: Place): boolean {
  const value = valueAt(place);
  return (
    typeof value !== 'object' &&
    !['dsl', 'namespace', 'name', 'version', 'call', 'method', 'mode', 'language'].includes(place.key)
  );
}

function isList(place: Place): boolean {
  return Array.isArray(valueAt(place));
}

/** What stands by itself in an object and has the key of a kind of task. */
function isTask(place: Place): boolean {
  const value = valueAt(place);
  const alone = isJsonObject(place.holder) && Object.keys(place.holder).length === 1;
  return alone && isJsonObject(value) && TaskKind.options.some((key) => Object.hasOwn(value, key));
}

function mutateText(text: string, { at, what }: Mutation): string {
  const place = at % (text.length + 1);
  const length = what % 40;
  const piece =
    pick(
      [
        '{',
        '}',
        '[',
        ']',
        ':',
        ' - ',
        '\n',
        '  ',
        '\t',
        '&a ',
        '*a',
        '!!str ',
        '"',
        "'",
        '|',
        '>',
        '#',
        '\u0000',
        '\ud800',
        '<<: ',
      ],
      what,
    ) ?? '';
  if (what % 3 === 0) return text.slice(0, place) + text.slice(place + length);
  if (what % 3 === 1) return text.slice(0, place) + piece + text.slice(place);
  return text.slice(0, place) + text.slice(place, place + length).repeat(3) + text.slice(place);
}

/** Every value inside, with what it stands in. */
function placesIn(value: Json, places: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return places;
  for (const key of Object.keys(value)) {
    places.push({ holder: value, key });
    placesIn((value as JsonObject)[key] ?? null, places);
  }
  return places;
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

function valueAt(place: Place | undefined): Json {
  return place === undefined ? null : ((place.holder as JsonObject)[place.key] ?? null);
}

function pick<Item>(items: readonly Item[], index: number): Item | undefined {
  return items[index % Math.max(1, items.length)];
}
