import type { Json } from '../../../src/shared/json.ts';

/** What a JSON pointer points at; undefined: nothing is there. */
export function valueAt(value: Json | undefined, pointer: string): Json | undefined {
  return segmentsOf(pointer).reduce<Json | undefined>(
    (at, key) => (at as Record<string, Json> | null | undefined)?.[key],
    value,
  );
}

export function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
