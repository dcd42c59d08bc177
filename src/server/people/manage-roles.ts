import type { Role } from '../../shared/contract/people.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { RoleId } from '../../shared/ids.ts';
import type { ServerCaller } from '../caller.ts';
import type { Reader } from '../store/database.ts';
import {
  deleteRole,
  findRole,
  insertRole,
  listRoles,
  listUsers,
  renameRole,
  replaceMembers,
  type RoleRow,
} from '../store/people.ts';
import { changePeople, nobody, type Keyed, type PeopleParts } from './people-change.ts';

export async function describeRoles(reader: Reader): Promise<Role[]> {
  return (await listRoles(reader)).map(describeRole);
}

/**
 * Asks that wait for this role are given to its members.
 * @throws CountersignError FORBIDDEN, ROLE_EXISTS, USER_NOT_FOUND
 */
export async function createRole(
  parts: PeopleParts,
  caller: ServerCaller,
  request: Keyed & {
    readonly roleId: string;
    readonly name?: string | undefined;
    readonly memberIds: readonly string[];
  },
): Promise<Role> {
  const { roleId, name = roleId, memberIds } = request;
  return changePeople(
    parts,
    caller,
    { action: 'createRole', request },
    {
      async apply(tx, now) {
        if ((await findRole(tx, roleId)) !== null) throw new CountersignError('ROLE_EXISTS');
        await mustBeUsers(tx, memberIds);
        await insertRole(tx, { id: roleId, name }, now);
        await replaceMembers(tx, roleId, memberIds);
        return { userIds: [], roleIds: [roleId] };
      },
      answer: (tx) => describeOne(tx, roleId),
    },
  );
}

/**
 * Who joins gets each ask of the role that still waits; who leaves loses it.
 * @throws CountersignError FORBIDDEN, ROLE_NOT_FOUND, USER_NOT_FOUND
 */
export async function changeRole(
  parts: PeopleParts,
  caller: ServerCaller,
  request: Keyed & {
    readonly roleId: string;
    readonly name?: string | undefined;
    readonly memberIds?: readonly string[] | undefined;
  },
): Promise<Role> {
  return changePeople(
    parts,
    caller,
    { action: 'updateRole', request },
    {
      async apply(tx) {
        const { id } = await mustFind(tx, request.roleId);
        if (request.name !== undefined) await renameRole(tx, { id, name: request.name });
        if (request.memberIds === undefined) return nobody;
        await mustBeUsers(tx, request.memberIds);
        await replaceMembers(tx, id, request.memberIds);
        return { userIds: [], roleIds: [id] };
      },
      answer: (tx) => describeOne(tx, request.roleId),
    },
  );
}

/** @throws CountersignError FORBIDDEN, ROLE_NOT_FOUND */
export async function removeRole(
  parts: PeopleParts,
  caller: ServerCaller,
  request: Keyed & { readonly roleId: string },
): Promise<Record<string, never>> {
  return changePeople(
    parts,
    caller,
    { action: 'removeRole', request },
    {
      async apply(tx) {
        const { id } = await mustFind(tx, request.roleId);
        await deleteRole(tx, id);
        return { userIds: [], roleIds: [id] };
      },
      answer: () => Promise.resolve({}),
    },
  );
}

async function describeOne(reader: Reader, roleId: string): Promise<Role> {
  const [role] = await listRoles(reader, [roleId]);
  if (role === undefined) throw new CountersignError('ROLE_NOT_FOUND');
  return describeRole(role);
}

function describeRole({ id, name, memberIds }: RoleRow & { memberIds: string[] }): Role {
  return { roleId: id as RoleId, name, memberIds };
}

async function mustFind(reader: Reader, roleId: string): Promise<RoleRow> {
  const role = await findRole(reader, roleId);
  if (role === null) throw new CountersignError('ROLE_NOT_FOUND');
  return role;
}

async function mustBeUsers(reader: Reader, userIds: readonly string[]): Promise<void> {
  const known = new Set((await listUsers(reader, userIds)).map(({ id }) => id));
  const unknown = userIds.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new CountersignError('USER_NOT_FOUND', { message: `There is no user ${unknown}` });
  }
}
