import type { Instant } from '../../shared/clock.ts';
import type { Role } from '../../shared/contract/people.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { RoleId } from '../../shared/ids.ts';
import { mover, restaffAsks } from '../assignments/restaff.ts';
import type { Caller } from '../caller.ts';
import type { ReadableDatabase } from '../store/database.ts';
import {
  deleteRole,
  findRole,
  findUser,
  insertRole,
  listRoles,
  membersOf,
  renameRole,
  replaceMembers,
  type RoleRow,
} from '../store/people.ts';
import type { PeopleChange, PeopleParts } from './manage-users.ts';

export function describeRoles(db: ReadableDatabase): Role[] {
  return listRoles(db).map((role) => describeRole(db, role));
}

/** @throws CountersignError ROLE_NOT_FOUND */
export function describeRoleOf(db: ReadableDatabase, roleId: string): Role {
  return describeRole(db, mustFind(db, roleId));
}

/** Asks that wait for this role are given to its members. @throws CountersignError ROLE_EXISTS, USER_NOT_FOUND */
export function createRole(
  parts: PeopleParts,
  caller: Caller,
  { roleId, name, memberIds }: { roleId: string; name: string; memberIds: readonly string[] },
  now: Instant,
): PeopleChange {
  const { db } = parts;
  if (findRole(db, roleId) !== null) throw new CountersignError('ROLE_EXISTS');
  mustBeUsers(db, memberIds);
  insertRole(db, { id: roleId, name }, now);
  replaceMembers(db, roleId, memberIds);
  return follow(parts, roleId, caller, now);
}

/** Who joins gets each ask of the role that still waits; who leaves loses it. @throws CountersignError ROLE_NOT_FOUND, USER_NOT_FOUND */
export function changeRole(
  parts: PeopleParts,
  caller: Caller,
  change: {
    readonly roleId: string;
    readonly name?: string | undefined;
    readonly memberIds?: readonly string[] | undefined;
  },
  now: Instant,
): PeopleChange {
  const { db } = parts;
  const role = mustFind(db, change.roleId);
  if (change.name !== undefined) renameRole(db, { id: role.id, name: change.name });
  if (change.memberIds === undefined) return { taskIds: [] };
  mustBeUsers(db, change.memberIds);
  replaceMembers(db, role.id, change.memberIds);
  return follow(parts, role.id, caller, now);
}

/** @throws CountersignError ROLE_NOT_FOUND */
export function removeRole(parts: PeopleParts, caller: Caller, roleId: string, now: Instant): PeopleChange {
  const { id } = mustFind(parts.db, roleId);
  deleteRole(parts.db, id);
  return follow(parts, id, caller, now);
}

function follow({ db, ids }: PeopleParts, roleId: string, caller: Caller, now: Instant): PeopleChange {
  return { taskIds: restaffAsks(db, { userIds: [], roleIds: [roleId] }, mover(caller, now), ids) };
}

function describeRole(db: ReadableDatabase, { id, name }: RoleRow): Role {
  return { roleId: id as RoleId, name, memberIds: membersOf(db, id) };
}

function mustFind(db: ReadableDatabase, roleId: string): RoleRow {
  const role = findRole(db, roleId);
  if (role === null) throw new CountersignError('ROLE_NOT_FOUND');
  return role;
}

function mustBeUsers(db: ReadableDatabase, userIds: readonly string[]): void {
  const unknown = userIds.find((id) => findUser(db, id) === null);
  if (unknown !== undefined) {
    throw new CountersignError('USER_NOT_FOUND', { message: `There is no user ${unknown}` });
  }
}
