import { isJsonObject } from '../../../src/shared/json-object.ts';
import type { Json, JsonObject } from '../../../src/shared/json.ts';
import { segmentsOf, valueAt } from './value-at.ts';

/** Every part of a schema that may speak about a place in the answer, whichever alternative is chosen. */
export function partsAt(schema: JsonObject, pointer: string): readonly JsonObject[] {
  return segmentsOf(pointer).reduce<readonly JsonObject[]>(
    (parts, segment) => parts.flatMap((part) => inside(schema, part, segment)),
    alternatives(schema, schema, new Set()),
  );
}

function inside(root: JsonObject, part: JsonObject, segment: string): readonly JsonObject[] {
  const { properties, patternProperties, additionalProperties } = part;
  const named = isJsonObject(properties) ? properties[segment] : undefined;
  const matching = isJsonObject(patternProperties)
    ? Object.entries(patternProperties).flatMap(([pattern, value]) =>
        new RegExp(pattern, 'u').test(segment) ? [value] : [],
      )
    : [];
  const others = named === undefined && matching.length === 0 ? [additionalProperties] : [];
  const found = [named, ...matching, ...others, ...itemsOf(part, Number(segment))];
  return found.filter(isJsonObject).flatMap((each) => alternatives(root, each, new Set()));
}

/** What an item at a position has to be: by its place in the list, or as all others. */
function itemsOf(
  { items, prefixItems, additionalItems }: JsonObject,
  position: number,
): (Json | undefined)[] {
  const byPlace = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : [];
  return [byPlace[position] ?? (Array.isArray(items) ? additionalItems : items)];
}

/** Itself, and what it refers to or may come to. */
function alternatives(root: JsonObject, part: JsonObject, seen: Set<JsonObject>): readonly JsonObject[] {
  if (seen.has(part)) return [];
  seen.add(part);
  const { $ref, allOf, anyOf, oneOf, then, else: otherwise, dependencies, dependentSchemas } = part;
  const referred =
    typeof $ref === 'string' ? valueAt(root, decodeURIComponent($ref.replace('#', ''))) : undefined;
  const lists: (Json | undefined)[] = [allOf, anyOf, oneOf].flatMap((list) => list ?? []);
  const maps = [dependencies, dependentSchemas].flatMap((map) =>
    isJsonObject(map) ? Object.values(map) : [],
  );
  return [
    part,
    ...[referred, ...lists, then, otherwise, ...maps]
      .filter(isJsonObject)
      .flatMap((each) => alternatives(root, each, seen)),
  ];
}
