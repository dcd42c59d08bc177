import { isJsonObject } from '../json-object.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Ask, AskMode } from './ask.ts';

// A decision (one of its options is chosen) may have a form beside its options: `schema` is of the fields then, and not of the
// value, which is the option. A file without zod, so that the window can use it.

/** Whether exactly one option is chosen in this mode. */
export function isDecision(mode: AskMode): boolean {
  return mode === 'approval' || mode === 'confirm' || mode === 'choice';
}

/** Whether a form stands beside the options. */
export function hasFields({ mode, schema }: Pick<Ask, 'mode' | 'schema'>): boolean {
  return schema !== undefined && isDecision(mode);
}

/** Whether the form goes with this option; with another one no fields are sent. */
export function takesFields(
  ask: Pick<Ask, 'mode' | 'schema' | 'fieldsFor'>,
  value: Json | undefined,
): boolean {
  return hasFields(ask) && (ask.fieldsFor === undefined || ask.fieldsFor.some((option) => option === value));
}

/** What of an answer is about the question itself. */
export interface Entered {
  readonly value?: Json | undefined;
  readonly fields?: Json | undefined;
}

/** The fields of an answer that fits its ask: `{}` where all were left empty, undefined where none go with the answer. */
export function fieldsOf(
  ask: Pick<Ask, 'mode' | 'schema' | 'fieldsFor'>,
  { value, fields }: Entered,
): JsonObject | undefined {
  if (isJsonObject(fields)) return fields;
  return takesFields(ask, value) ? {} : undefined;
}

/** What a default says: where a form stands beside the options an option alone, or `{ value?, fields? }`. */
export function readDefault(ask: Pick<Ask, 'mode' | 'schema'>, given: Json | undefined): Entered {
  if (!hasFields(ask) || !isJsonObject(given)) return { value: given };
  return { value: given['value'], fields: given['fields'] };
}

/** What a default may have in it where a form stands beside the options. */
export const defaultKeys: readonly string[] = ['value', 'fields'];

type Defaulted = Pick<Ask, 'mode' | 'schema' | 'default'>;

/** What is entered, or chosen, at first. */
export function defaultValue(ask: Defaulted): Json | undefined {
  return readDefault(ask, ask.default).value;
}

/** What is filled into the form beside the options at first; maybe only some of its fields. */
export function defaultFields(ask: Defaulted): JsonObject | undefined {
  const { fields } = readDefault(ask, ask.default);
  return isJsonObject(fields) ? fields : undefined;
}

/**
 * Whether nothing is lost where the form is not opened: every field may stay empty, and none is filled in beforehand. What cannot
 * be told from the words of the schema alone counts as no.
 */
export function mayStayEmpty(ask: Pick<Ask, 'mode' | 'schema' | 'default'>): boolean {
  const { schema = {} } = ask;
  const { required = [], type = 'object' } = schema;
  return (
    defaultFields(ask) === undefined &&
    type === 'object' &&
    Array.isArray(required) &&
    required.length === 0 &&
    Object.keys(schema).every((keyword) => plain.has(keyword)) &&
    !fillsIn(schema['properties'] ?? {})
  );
}

/** None of them asks for a property that is not there. */
const plain = new Set([
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'definitions',
  'title',
  'description',
  'type',
  'properties',
  'required',
  'additionalProperties',
]);

/** What a form may fill in by itself, somewhere inside. */
function fillsIn(part: Json): boolean {
  if (Array.isArray(part)) return part.some(fillsIn);
  if (!isJsonObject(part)) return false;
  return Object.entries(part).some(
    ([key, value]) => key === 'default' || key === 'const' || key === '$ref' || fillsIn(value),
  );
}
