import type { Json, JsonObject } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import type { DefinitionIssue } from './issues.ts';

/** What stands in for a part with problems: of the same kind, and with nothing more to find fault with. */
const emptyTask: Json = { do: [] };
const emptyDocument: Json = { dsl: '1.0.3', namespace: 'a', name: 'a', version: '1.0.0' };
const inUse: Readonly<Record<string, Json>> = {
  authentications: { bearer: { token: '' } },
  errors: { type: 'about:blank', status: 500 },
  functions: emptyTask,
  retries: {},
  timeouts: { after: 'PT1S' },
};

/**
 * A definition without the parts that the schema found fault with, so that what is left can be checked further: whoever corrects
 * a file wants to know everything at once. Names stay, because other parts refer to them.
 */
export function soundParts(definition: Json, issues: readonly DefinitionIssue[]): Json {
  let sound = definition;
  for (const { path } of issues) {
    const replaced = replacement(sound, path);
    if (replaced !== null) sound = replaceAt(sound, replaced.path, replaced.by);
  }
  return sound;
}

function replacement(
  definition: Json,
  path: readonly PropertyKey[],
): { path: readonly PropertyKey[]; by: Json | undefined } | null {
  const task = innermostTask(definition, path);
  if (task !== null)
    return { path: task, by: withoutBody(task.reduce<Json | undefined>(childOf, definition)) };
  const [part, group, name] = path;
  if (part === 'document') return { path: [part], by: emptyDocument };
  if (part !== 'use') return part === undefined || part === 'do' ? null : { path: [part], by: undefined };
  const by = typeof group === 'string' ? inUse[group] : undefined;
  if (group === undefined) return { path: [part], by: undefined };
  return by === undefined || name === undefined
    ? { path: [part, group], by: undefined }
    : { path: [part, group, name], by };
}

/** Where a task leads is checked with its list. */
function withoutBody(task: Json | undefined): Json {
  const then = isJsonObject(task) ? task['then'] : undefined;
  return typeof then === 'string' ? { do: [], then } : emptyTask;
}

/** The path of the task that a path leads into: an item of a list and its one property, as deep as possible. */
function innermostTask(definition: Json, path: readonly PropertyKey[]): readonly PropertyKey[] | null {
  let found: readonly PropertyKey[] | null = null;
  let value: Json | undefined = definition;
  for (const [depth, segment] of path.entries()) {
    const isItem: boolean =
      typeof path[depth - 1] === 'number' && isJsonObject(value) && Object.keys(value).length === 1;
    value = childOf(value, segment);
    const inTasks = path[0] === 'do' || (path[0] === 'use' && path[1] === 'functions');
    if (inTasks && isItem && isJsonObject(value) && looksLikeTask(path, depth))
      found = path.slice(0, depth + 1);
  }
  return found;
}

/** Lists of tasks stand under these keys; other lists of single properties are the cases of a switch. */
function looksLikeTask(path: readonly PropertyKey[], depth: number): boolean {
  return ['do', 'try', 'branches', 'before', 'after'].includes(String(path[depth - 2]));
}

function childOf(value: Json | undefined, segment: PropertyKey): Json | undefined {
  if (Array.isArray(value)) return value[Number(segment)];
  return isJsonObject(value) && Object.hasOwn(value, segment) ? value[String(segment)] : undefined;
}

function replaceAt(value: Json, path: readonly PropertyKey[], by: Json | undefined): Json {
  const [segment, ...rest] = path;
  if (segment === undefined) return by ?? null;
  const child = childOf(value, segment);
  if (child === undefined) return value;
  const replaced = rest.length === 0 ? by : replaceAt(child, rest, by);
  if (Array.isArray(value))
    return value.map((item, index) => (index === segment ? (replaced ?? null) : item));
  const entries = Object.entries(value as JsonObject).flatMap(([key, item]): [string, Json][] => {
    if (key !== String(segment)) return [[key, item]];
    return replaced === undefined ? [] : [[key, replaced]];
  });
  return Object.fromEntries(entries);
}
