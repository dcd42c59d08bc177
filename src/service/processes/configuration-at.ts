import type { Definition } from '../../engine/definition/definition.ts';
import type { TaskPath } from '../../engine/process-state.ts';
import type { Json } from '../../shared/json.ts';

/** The part of the definition that a path points to; null: it points to nothing. */
export function configurationAt(definition: Definition, path: TaskPath): Json {
  const segments = path
    .split('/')
    .slice(1)
    .map((segment) => segment.replace(/#\d+$/, '').replaceAll('~1', '/').replaceAll('~0', '~'));
  const whole = JSON.parse(JSON.stringify(definition)) as Json;
  return segments.reduce<Json>((part, segment) => inside(part, segment), whole);
}

function inside(part: Json, segment: string): Json {
  if (typeof part !== 'object' || part === null || !Object.hasOwn(part, segment)) return null;
  return (part as { [key: string]: Json })[segment] ?? null;
}
