import type { Json, JsonObject } from './json.ts';

/** In a file of its own, free of zod: the window uses it before anything else is loaded. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
