import { z } from 'zod';
import type { User } from '../../shared/contract/people.ts';
import { UserId } from '../../shared/ids.ts';
import { Permission } from '../../shared/permissions.ts';
import { basePath, parsed, schemas, unsupported, type Operation } from './messages.ts';

/** Some clients send texts. */
const Active = z.union([
  z.boolean(),
  z
    .string()
    .regex(/^(true|false)$/i)
    .transform((text) => text.toLowerCase() === 'true'),
]);
const Entitlements = z
  .array(z.union([z.object({ value: Permission }), Permission.transform((value) => ({ value }))]))
  .transform((items) => items.map(({ value }) => value));

/** What is understood of a user; what else is sent is left alone. */
export const ScimUser = z.object({
  userName: UserId,
  displayName: z.string().trim().min(1).max(200).optional(),
  name: z.object({ formatted: z.string().trim().min(1).max(200).optional() }).optional(),
  active: Active.default(true),
  entitlements: Entitlements.optional(),
});
export type ScimUser = z.infer<typeof ScimUser>;

/** What an operation changes: left out, it stays. */
export interface UserChange {
  name?: string;
  active?: boolean;
  permissions?: Permission[];
}

const Values = z.object({
  active: Active.optional(),
  displayName: z.string().trim().min(1).max(200).optional(),
  'name.formatted': z.string().trim().min(1).max(200).optional(),
  entitlements: Entitlements.optional(),
});

export function resourceOfUser({ userId, name, active, roleIds, permissions }: User) {
  return {
    schemas: [schemas.user],
    id: userId,
    userName: userId,
    displayName: name,
    name: { formatted: name },
    active,
    groups: roleIds.map((value) => ({ value, $ref: `${basePath}/Groups/${encodeURIComponent(value)}` })),
    entitlements: (permissions ?? []).map((value) => ({ value })),
    meta: { resourceType: 'User', location: `${basePath}/Users/${encodeURIComponent(userId)}` },
  };
}

export function nameOf({ userName, displayName, name }: ScimUser): string {
  return displayName ?? name?.formatted ?? userName;
}

/** All operations as one change; a later one wins. @throws CountersignError INVALID_REQUEST */
export function changeBy(operations: readonly Operation[]): UserChange {
  const all: Record<string, unknown> = {};
  for (const { op, path, value } of operations) {
    if (op === 'remove' && path !== 'entitlements') throw unsupported(path ?? 'The user');
    const named = path === undefined ? value : { [path]: op === 'remove' ? [] : value };
    if (typeof named === 'object' && named !== null) Object.assign(all, named);
  }
  const unknown = Object.keys(all).find(
    (name) => !Object.hasOwn(Values.shape, name) && !isKnownElsewhere(name),
  );
  if (unknown !== undefined) throw unsupported(unknown);
  const { active, displayName, entitlements, 'name.formatted': formatted } = parsed(Values, all);
  const name = displayName ?? formatted;
  return {
    ...(name === undefined ? {} : { name }),
    ...(active === undefined ? {} : { active }),
    ...(entitlements === undefined ? {} : { permissions: entitlements }),
  };
}

/** Directories send these along; they are kept by the identity provider. */
function isKnownElsewhere(name: string): boolean {
  return /^(schemas|externalId|userName|emails|name\.(givenName|familyName)|urn:)/.test(name);
}
