import { escapeSegment } from './pointer-segment.ts';
import { isJsonObject } from '../json-object.ts';
import type { Json, JsonObject } from '../json.ts';
import { SchemaError } from './schema-error.ts';

/** As JSON text. */
const mostCharacters = 256 * 1024;
const mostLevels = 64;
const longestPattern = 1_000;

export type JsonSchema = boolean | JsonObject;

/** @throws SchemaError for what is no schema at first sight or more of one than is taken */
export function checkLimits(schema: Json): asserts schema is JsonSchema {
  if (typeof schema === 'boolean') return;
  if (!isJsonObject(schema)) throw new SchemaError('A schema is an object, or true or false.');
  checkBelow(schema, '', 0);
  if (JSON.stringify(schema).length > mostCharacters) {
    throw new SchemaError(`The schema has more than ${mostCharacters} characters.`);
  }
  if (schema['$async'] === undefined) return;
  // With this extension of Ajv, the result would be a promise, which looks like "it fits".
  throw new SchemaError('`$async` is no part of JSON Schema.', { pointer: '/$async' });
}

function checkBelow(value: Json, pointer: string, level: number): void {
  if (level > mostLevels) throw new SchemaError(`The schema has more than ${mostLevels} levels.`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = `${pointer}/${escapeSegment(key)}`;
    if (key === 'pattern' && typeof inner === 'string') checkPattern(inner, at);
    if (key === 'patternProperties' && isJsonObject(inner)) {
      for (const pattern of Object.keys(inner)) checkPattern(pattern, at);
    }
    checkBelow(inner, at, level + 1);
  }
}

function checkPattern(pattern: string, at: string): void {
  if (pattern.length <= longestPattern) return;
  throw new SchemaError(`A pattern has more than ${longestPattern} characters.`, { pointer: at });
}
