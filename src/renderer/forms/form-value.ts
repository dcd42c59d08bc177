import { isJsonObject } from '../../shared/json-object.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import type { FormField } from './form-field.ts';

/**
 * What a field holds at first: what is given for it, else what its schema says, else nothing. A box that is not ticked says no;
 * the fields of a group are there as soon as the group is needed.
 */
export function initialValue(field: FormField, given: Json | undefined): Json | undefined {
  const value = given ?? field.initial;
  switch (field.kind) {
    case 'boolean':
      return value ?? false;
    case 'group':
      return groupValue(field.fields, isJsonObject(value) ? value : {});
    case 'list':
      if (Array.isArray(value)) return value.map((item) => initialValue(field.item, item) ?? item);
      return Array.from({ length: field.least }, () => initialValue(field.item, undefined) ?? null);
    case 'choices':
      return value ?? [];
    default:
      return value;
  }
}

function groupValue(fields: readonly FormField[], given: JsonObject): JsonObject {
  const value: JsonObject = { ...given };
  for (const field of fields) {
    const inside = initialValue(field, given[field.name]);
    if (inside !== undefined) value[field.name] = inside;
  }
  return value;
}

/** The value as it is sent: what was left empty and need not be filled in is left out. */
export function enteredValue(field: FormField, value: Json | undefined): Json | undefined {
  switch (field.kind) {
    case 'text':
      return value === '' ? undefined : value;
    case 'group': {
      const entered = enteredFields(field.fields, isJsonObject(value) ? value : {});
      return Object.keys(entered).length === 0 && !field.required ? undefined : entered;
    }
    case 'list':
    case 'choices': {
      const items = Array.isArray(value) ? value : [];
      if (items.length === 0) return field.required ? [] : undefined;
      return field.kind === 'list' ? items.map((item) => enteredValue(field.item, item) ?? item) : items;
    }
    default:
      return value;
  }
}

function enteredFields(fields: readonly FormField[], value: JsonObject): JsonObject {
  const entered: JsonObject = { ...value };
  for (const field of fields) {
    const inside = enteredValue(field, value[field.name]);
    if (inside === undefined) delete entered[field.name];
    else entered[field.name] = inside;
  }
  return entered;
}

/** The object with one field changed; undefined takes it out. */
export function withField(value: Json | undefined, name: string, change: Json | undefined): JsonObject {
  const changed: JsonObject = isJsonObject(value) ? { ...value } : {};
  if (change === undefined) delete changed[name];
  else changed[name] = change;
  return changed;
}

/**
 * `12`, `-3.50`, `1e6` as a number; anything else stays as it was typed, and the service says what is wrong with it. A comma is
 * not guessed at: `1,200` means two different amounts in two places.
 */
export function typedNumber(typed: string): Json | undefined {
  const plain = typed.trim();
  if (plain === '') return undefined;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) && Number.isFinite(Number(plain))
    ? Number(plain)
    : typed;
}

/** `2026-11-21T09:30` of the machine's own time zone, as the inputs of browsers have it. */
export function localDateTime(value: string): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return '';
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The inverse of `localDateTime`: an RFC 3339 text in UTC. */
export function dateTimeOf(local: string): string {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? local : at.toISOString();
}
