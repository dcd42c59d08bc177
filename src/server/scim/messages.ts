import { z } from 'zod';
import { CountersignError } from '../../shared/errors.ts';

/** The URNs of RFC 7643 and RFC 7644. */
export const schemas = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
  config: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
} as const;

export const basePath = '/scim/v2';
export const mostListed = 200;

const Filter = z.string().regex(/^\s*(userName|displayName|id|externalId)\s+eq\s+"((?:[^"\\]|\\.)*)"\s*$/i, {
  error: 'Only `userName`, `displayName`, `id` or `externalId` eq "…" can be filtered by.',
});
export const ListQuery = z.object({
  filter: Filter.optional(),
  startIndex: z.coerce.number().int().default(1),
  count: z.coerce.number().int().default(mostListed),
});
export type ListQuery = z.infer<typeof ListQuery>;

export const Patch = z.object({
  Operations: z
    .array(
      z.object({
        op: z.string().transform((op, context) => {
          const known = z.enum(['add', 'replace', 'remove']).safeParse(op.toLowerCase());
          if (known.success) return known.data;
          context.addIssue({ code: 'custom', message: 'add, replace or remove' });
          return z.NEVER;
        }),
        path: z.string().optional(),
        value: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(1_000),
});
export type Operation = z.infer<typeof Patch>['Operations'][number];

/** One page of what the filter leaves. `startIndex` counts from 1. */
export function listOf<R extends { readonly id: string }>(
  resources: readonly R[],
  nameOf: (resource: R) => Readonly<Record<string, string>>,
  { filter, startIndex, count }: ListQuery,
): object {
  const wanted = filterOf(filter);
  const found =
    wanted === null
      ? resources
      : resources.filter((resource) => {
          const names = { id: resource.id, ...nameOf(resource) };
          return Object.entries(names).some(
            ([name, value]) => name.toLowerCase() === wanted.name && value === wanted.value,
          );
        });
  const first = Math.max(1, startIndex);
  const page = found.slice(first - 1, first - 1 + Math.min(Math.max(0, count), mostListed));
  return {
    schemas: [schemas.list],
    totalResults: found.length,
    startIndex: first,
    itemsPerPage: page.length,
    Resources: page,
  };
}

function filterOf(filter: string | undefined): { name: string; value: string } | null {
  const match = filter === undefined ? null : /^\s*(\w+)\s+eq\s+"(.*)"\s*$/i.exec(filter);
  if (match === null) return null;
  return { name: (match[1] ?? '').toLowerCase(), value: (match[2] ?? '').replaceAll(/\\(.)/g, '$1') };
}

/** @throws CountersignError INVALID_REQUEST */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new CountersignError('INVALID_REQUEST', {
    details: {
      fields: result.error.issues.map(({ path, message }) => ({
        pointer: path.map((step) => `/${String(step)}`).join(''),
        message,
      })),
    },
  });
}

export function unsupported(what: string): CountersignError {
  return new CountersignError('INVALID_REQUEST', { message: `${what} cannot be changed here` });
}
