import type { Json } from '../../shared/json.ts';

/** Names and values of a query or a form: a list repeats its name, null leaves it out, an object is sent as JSON. */
export function queryEntries(query: Readonly<Record<string, Json>>): [string, string][] {
  return Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((item) => item !== null)
      .map((item): [string, string] => [name, textOf(item)]),
  );
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
