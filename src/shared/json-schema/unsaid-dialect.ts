import type { Json } from '../json.ts';

/** Below these, what looks like a schema is data. */
const data = new Set(['const', 'enum', 'default', 'examples']);

/**
 * What a schema is that does not say it by `$schema`: most are published so, and a list of places written as `items` can only be
 * draft-07, for 2020-12 calls it `prefixItems` and refuses the other.
 */
export function unsaidDialect(schema: Json): '2020-12' | 'draft-07' {
  const open: Json[] = [schema];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (typeof part !== 'object' || part === null) continue;
    if (!Array.isArray(part) && Array.isArray(part['items']) && !('prefixItems' in part)) return 'draft-07';
    for (const [key, inner] of Object.entries(part)) if (!data.has(key)) open.push(inner);
  }
  return '2020-12';
}
