import { isJsonObject } from '../../shared/json-object.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { withoutUndefined } from './without-undefined.ts';

/** References to themselves end somewhere. */
const deepest = 12;

/** A form's data as it is sent: what was left empty and is not required is left out. */
export function enteredValue(schema: JsonObject, data: unknown): Json | undefined {
  return entered(partsOf(schema, schema), withoutUndefined(data) as Json | undefined, schema);
}

function entered(parts: readonly JsonObject[], value: Json | undefined, root: JsonObject): Json | undefined {
  if (Array.isArray(value)) {
    return value.map((item, index) => entered(itemParts(parts, index, root), item, root) ?? null);
  }
  if (!isJsonObject(value)) return value;
  const kept: JsonObject = {};
  for (const [name, inner] of Object.entries(value)) {
    const part = entered(propertyParts(parts, name, root), inner, root);
    if (part !== undefined && (!isEmpty(part) || isRequired(parts, name))) kept[name] = part;
  }
  return kept;
}

function isEmpty(value: Json): boolean {
  if (value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

function isRequired(parts: readonly JsonObject[], name: string): boolean {
  return parts.some(({ required }) => Array.isArray(required) && required.includes(name));
}

function propertyParts(parts: readonly JsonObject[], name: string, root: JsonObject): JsonObject[] {
  return parts.flatMap(({ properties, additionalProperties }) => {
    const own = isJsonObject(properties) ? properties[name] : undefined;
    return partsOf(own ?? additionalProperties, root);
  });
}

function itemParts(parts: readonly JsonObject[], index: number, root: JsonObject): JsonObject[] {
  return parts.flatMap(({ items, prefixItems }) => {
    const first = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : [];
    return partsOf(first[index] ?? (Array.isArray(items) ? undefined : items), root);
  });
}

/** Everything that a schema may say about one value: itself, what it refers to, and its alternatives. */
function partsOf(schema: Json | undefined, root: JsonObject, depth = 0): JsonObject[] {
  if (!isJsonObject(schema) || depth > deepest) return [];
  const { $ref, allOf, anyOf, oneOf, if: condition, then, else: otherwise } = schema;
  const { dependentSchemas, dependencies } = schema;
  const inside = [
    ...(typeof $ref === 'string' ? [target($ref, root)] : []),
    ...[allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : [])),
    ...[dependentSchemas, dependencies].flatMap((map) => (isJsonObject(map) ? Object.values(map) : [])),
    condition,
    then,
    otherwise,
  ];
  return [schema, ...inside.flatMap((part) => partsOf(part, root, depth + 1))];
}

/** What a reference into the same schema leads to. */
export function target(reference: string, root: JsonObject): Json | undefined {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  return decodeURI(reference)
    .slice(2)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>(
      (at, key) => (isJsonObject(at) ? at[key] : Array.isArray(at) ? at[Number(key)] : undefined),
      root,
    );
}
