import { escapeSegment } from '../../shared/json-schema/pointer-segment.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import type { Json } from '../../shared/json.ts';
import type { FormField } from './form-field.ts';

/** The JSON pointers at which the form has a control that can say what is wrong there. */
export function pointersOf(field: FormField, value: Json | undefined, at = ''): Set<string> {
  const pointers = new Set<string>();
  collect(pointers, field, value, at);
  return pointers;
}

function collect(pointers: Set<string>, field: FormField, value: Json | undefined, at: string): void {
  if (field.kind === 'group') {
    const inside = isJsonObject(value) ? value : {};
    if (at !== '') pointers.add(at);
    for (const part of field.fields) collect(pointers, part, inside[part.name], below(at, part.name));
    return;
  }
  pointers.add(at);
  if (field.kind !== 'list' || !Array.isArray(value)) return;
  for (const [index, item] of value.entries()) collect(pointers, field.item, item, below(at, index));
}

/** The JSON pointer of something inside. */
export function below(pointer: string, key: string | number): string {
  return `${pointer}/${escapeSegment(String(key))}`;
}
