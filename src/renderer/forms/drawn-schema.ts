import { isJsonObject } from '../../shared/json-object.ts';
import type { Json, JsonObject } from '../../shared/json.ts';

// rjsf reads draft-07. Here a schema is put so that it draws every part of it; nothing is checked against this copy but the
// conditions, which mean the same in it.

const maps = ['properties', 'patternProperties'] as const;
const shelves = ['$defs', 'definitions'] as const;
const lists = ['allOf', 'anyOf', 'oneOf'] as const;
const single = [
  'items',
  'additionalItems',
  'additionalProperties',
  'if',
  'then',
  'else',
  'not',
  'contains',
] as const;
const shapes = [
  'properties',
  'patternProperties',
  'additionalProperties',
  ...lists,
  '$ref',
  'if',
  'dependencies',
];

/** What begins with one of these is a schema. */
const words = new Set<string>([...maps, ...shelves, ...lists, ...single, ...shapes, 'dependentSchemas']);
const ofObjects = new Set(['properties', 'patternProperties', 'additionalProperties']);

/** The schema as the form draws it. */
export function drawnSchema(schema: JsonObject): JsonObject {
  const drawn = drawnPart(schema, true);
  return isJsonObject(drawn) ? drawn : {};
}

function drawnPart(schema: Json, isNeeded: boolean): Json {
  if (schema === true) return anything({});
  if (!isJsonObject(schema)) return schema;
  const drawn = asDraft07(schema);
  for (const map of maps) {
    const inside = drawn[map];
    if (isJsonObject(inside)) drawn[map] = drawnMap(inside, isNeeded ? requiredOf(schema) : []);
  }
  for (const shelf of shelves) {
    const inside = drawn[shelf];
    if (isJsonObject(inside)) drawn[shelf] = drawnShelf(inside);
  }
  for (const list of lists) {
    const inside = drawn[list];
    if (Array.isArray(inside)) drawn[list] = inside.map((part) => drawnPart(part, isNeeded));
  }
  for (const key of single) {
    const inside = drawn[key];
    if (Array.isArray(inside)) drawn[key] = inside.map((part) => drawnPart(part, false));
    else if (isJsonObject(inside)) drawn[key] = drawnPart(inside, false);
    else if (inside === true && key === 'items') drawn[key] = anything({});
  }
  if (isJsonObject(drawn['dependencies'])) drawn['dependencies'] = drawnMap(drawn['dependencies'], []);
  // For files there is a mode of its own; here their text is a text, also in a list.
  if (drawn['format'] === 'data-url') delete drawn['format'];
  // Whatever else changes what is asked, rjsf empties a list of places by name of its type; by this one it leaves it alone.
  if (drawn['type'] === 'array' && Array.isArray(drawn['items'])) drawn['type'] = ['array', 'null'];
  if (isWithoutShape(drawn)) return anything(drawn);
  return isNeeded && isBox(drawn) ? { ...drawn, default: false } : drawn;
}

function drawnMap(map: JsonObject, required: readonly Json[]): JsonObject {
  return Object.fromEntries(
    Object.entries(map).map(([name, part]) => [name, drawnPart(part, required.includes(name))]),
  );
}

/** Schemas that others refer to; some sort them into shelves of their own, `#/definitions/units/length`. */
function drawnShelf(shelf: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(shelf).map(([name, part]) => [
      name,
      isShelf(part) ? drawnShelf(part) : drawnPart(part, true),
    ]),
  );
}

function isShelf(part: Json | undefined): part is JsonObject {
  return (
    isJsonObject(part) &&
    Object.keys(part).length > 0 &&
    Object.entries(part).every(([name, inner]) => isJsonObject(inner) && !words.has(name))
  );
}

/** `enumNames`, which is not of the standard and much in use; rjsf takes no names of objects. */
function withNames({ enum: values, enumNames: names, ...rest }: JsonObject): JsonObject {
  if (values === undefined) return rest;
  if (
    !Array.isArray(values) ||
    !Array.isArray(names) ||
    rest['oneOf'] !== undefined ||
    values.some(isObject)
  ) {
    return { ...rest, enum: values };
  }
  const nameAt = (index: number) => names.filter((name) => typeof name === 'string')[index];
  const titled = values.map((value, index) => ({
    const: value,
    title: nameAt(index) ?? JSON.stringify(value),
  }));
  return { ...rest, oneOf: titled };
}

function isObject(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}

/** `prefixItems`, `dependentSchemas` and `dependentRequired` under their older names. */
function asDraft07({ prefixItems, dependentSchemas, dependentRequired, ...rest }: JsonObject): JsonObject {
  const drawn: JsonObject = withNames(rest);
  if (Array.isArray(prefixItems)) {
    if (isJsonObject(rest['items'])) drawn['additionalItems'] = rest['items'];
    drawn['items'] = prefixItems;
  }
  const dependencies = [dependentRequired, rest['dependencies'], dependentSchemas].filter(isJsonObject);
  if (dependencies.length > 0) drawn['dependencies'] = Object.assign({}, ...dependencies) as JsonObject;
  return drawn;
}

/** A box that must be there and is not ticked says no. */
function isBox({ type, default: given, const: only, enum: values }: JsonObject): boolean {
  return type === 'boolean' && given === undefined && only === undefined && values === undefined;
}

/** An object of which nothing is known, a list of anything, a value of several types: they are entered as JSON. */
function isWithoutShape(schema: JsonObject): boolean {
  const { type, items, enum: values, const: only } = schema;
  // What is said of the fields of a list says nothing.
  const telling = type === 'array' ? shapes.filter((key) => !ofObjects.has(key)) : shapes;
  if (values !== undefined || only !== undefined || telling.some((key) => schema[key] !== undefined))
    return false;
  if (type === undefined) return !('not' in schema || 'required' in schema || items !== undefined);
  if (type === 'array') return items === undefined;
  if (Array.isArray(type)) return type.filter((each) => each !== 'null').length !== 1;
  return type === 'object';
}

function anything({ title, description, default: given, readOnly }: JsonObject): JsonObject {
  return Object.fromEntries(
    // Of an empty schema rjsf draws nothing at all.
    Object.entries({ $comment: 'anything', title, description, default: given, readOnly }).filter(
      (entry): entry is [string, Json] => entry[1] !== undefined,
    ),
  );
}

function requiredOf({ required }: JsonObject): readonly Json[] {
  return Array.isArray(required) ? required : [];
}
