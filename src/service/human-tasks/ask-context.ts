import type { Json, JsonObject } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import type { TaskRow } from '../processes/task-row.ts';

/**
 * What the process knew when it asked: its input, then `$context`, which holds what tasks before exported, then what was handed
 * to the ask itself; where they name the same thing, the later one counts.
 */
export function contextOf(
  process: { readonly input: Json },
  { instance }: Pick<TaskRow, 'instance'>,
): JsonObject {
  return [process.input, instance.seen, instance.input].reduce<JsonObject>(
    (context, part) => (isJsonObject(part) ? { ...context, ...part } : context),
    isJsonObject(instance.input) || instance.input === null ? {} : { input: instance.input },
  );
}

/** The declared keys in their order; a key with dots reaches inside. Keys that are not there are left out. */
export function pick(context: JsonObject, keys: readonly string[]): JsonObject {
  const found = keys.flatMap((key) => {
    const value = Object.hasOwn(context, key) ? context[key] : inside(context, key.split('.'));
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(found);
}

function inside(context: JsonObject, steps: readonly string[]): Json | undefined {
  return steps.reduce<Json | undefined>(
    (value, step) => (isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined),
    context,
  );
}
