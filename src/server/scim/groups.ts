import { z } from 'zod';
import type { Role } from '../../shared/contract/people.ts';
import { UserId } from '../../shared/ids.ts';
import { basePath, parsed, schemas, unsupported, type Operation } from './messages.ts';

const Name = z.string().trim().min(1).max(200);
const Members = z
  .array(z.object({ value: UserId }))
  .max(10_000)
  .transform((items) => [...new Set(items.map(({ value }) => value))]);

export const ScimGroup = z.object({
  displayName: Name,
  externalId: z.string().optional(),
  members: Members.default([]),
});
export type ScimGroup = z.infer<typeof ScimGroup>;

const oneMember = /^members\[value eq "([^"]+)"\]$/;
const longestId = 126;

export function resourceOfGroup({ roleId, name, memberIds }: Role) {
  return {
    schemas: [schemas.group],
    id: roleId,
    displayName: name,
    members: memberIds.map((value) => ({ value, $ref: `${basePath}/Users/${encodeURIComponent(value)}` })),
    meta: { resourceType: 'Group', location: `${basePath}/Groups/${encodeURIComponent(roleId)}` },
  };
}

/** Workflows name roles by id, so it is one that a person can write: what the directory calls it, else its name. */
export function roleIdOf({ externalId, displayName }: ScimGroup): string {
  const wanted =
    externalId !== undefined && /^[A-Za-z0-9][A-Za-z0-9._@-]*$/.test(externalId) ? externalId : displayName;
  return wanted
    .trim()
    .replaceAll(/[^A-Za-z0-9._@-]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, longestId);
}

export interface GroupChange {
  readonly name: string;
  readonly memberIds: readonly UserId[];
}

/** What the operations, one after the other, make of a group. */
export function patched(group: GroupChange, operations: readonly Operation[]): GroupChange {
  return operations.reduce(applied, group);
}

function applied(group: GroupChange, { op, path, value }: Operation): GroupChange {
  if (path === undefined) {
    const values = parsed(z.object({ displayName: Name.optional(), members: z.unknown().optional() }), value);
    const named = values.displayName === undefined ? group : { ...group, name: values.displayName };
    return values.members === undefined ? named : withMembers(named, op, values.members);
  }
  if (path === 'displayName' && op !== 'remove') return { ...group, name: parsed(Name, value) };
  if (path === 'members') return withMembers(group, op, value);
  const member = oneMember.exec(path)?.[1];
  if (member === undefined || op !== 'remove') throw unsupported(path);
  return { ...group, memberIds: group.memberIds.filter((id) => id !== member) };
}

function withMembers(group: GroupChange, op: Operation['op'], value: unknown): GroupChange {
  if (op === 'remove' && value === undefined) return { ...group, memberIds: [] };
  const named = parsed(Members, value);
  if (op === 'replace') return { ...group, memberIds: named };
  if (op === 'add') return { ...group, memberIds: [...new Set([...group.memberIds, ...named])] };
  return { ...group, memberIds: group.memberIds.filter((id) => !named.includes(id)) };
}
