import { isJsonObject } from '../../shared/json-object.ts';
import type { Json, JsonObject } from '../../shared/json.ts';

// rjsf reads draft-07. Here a schema is put so that it draws every part of it; nothing is checked against this copy but the
// conditions, which mean the same in it.

const maps = ['properties', 'patternProperties', '$defs', 'definitions'] as const;
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
  if (isWithoutShape(drawn)) return anything(drawn);
  return isNeeded && isBox(drawn) ? { ...drawn, default: false } : drawn;
}

function drawnMap(map: JsonObject, required: readonly Json[]): JsonObject {
  return Object.fromEntries(
    Object.entries(map).map(([name, part]) => [name, drawnPart(part, required.includes(name))]),
  );
}

/** `prefixItems`, `dependentSchemas` and `dependentRequired` under their older names. */
function asDraft07({ prefixItems, dependentSchemas, dependentRequired, ...rest }: JsonObject): JsonObject {
  const drawn: JsonObject = { ...rest };
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
  if (values !== undefined || only !== undefined || shapes.some((key) => schema[key] !== undefined))
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
