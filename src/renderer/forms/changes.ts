import { isJsonObject } from '../../shared/json-object.ts';
import { escapeSegment } from '../../shared/json-schema/pointer-segment.ts';
import type { Json } from '../../shared/json.ts';

/** One value that is not what it was; undefined: it was not there, or is not any more. */
export interface Change {
  readonly pointer: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** What was changed between two values, value by value; a list that grew or shrank tells of the items that came or went. */
export function changesBetween(before: Json | undefined, after: Json | undefined, pointer = ''): Change[] {
  if (isJsonObject(before) && isJsonObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      changesBetween(before[name], after[name], `${pointer}/${escapeSegment(name)}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return Array.from({ length: Math.max(before.length, after.length) }, (_item, index) => index).flatMap(
      (index) => changesBetween(before[index], after[index], `${pointer}/${index}`),
    );
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ pointer, before, after }];
}
