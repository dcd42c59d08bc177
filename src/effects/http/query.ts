import { isJsonObject } from '../../shared/json-object.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { fault } from '../faults.ts';

/** Names and values of a query or a form: a list repeats its name, null leaves it out, an object is sent as JSON. */
export function queryEntries(query: Readonly<Record<string, Json>>): [string, string][] {
  return Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((item) => item !== null)
      .map((item): [string, string] => [name, textOf(item)]),
  );
}

/**
 * What has to be an object when it is used, since an expression may have given anything.
 * @throws WorkflowError (validation)
 */
export function objectOf(value: unknown, what: string): JsonObject {
  const data = value as Json;
  if (isJsonObject(data)) return data;
  throw fault('validation', `The ${what} must be an object`);
}

/** A value where only text can stand. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The address with more in its query; what it has already stays as it is written. */
export function withQuery(url: URL, entries: readonly (readonly [string, string])[]): URL {
  if (entries.length === 0) return url;
  const added = new URLSearchParams(entries.map(([name, value]) => [name, value])).toString();
  const result = new URL(url);
  result.search = result.search.length > 1 ? `${result.search}&${added}` : added;
  return result;
}
