import type { Instant } from '../../shared/clock.ts';
import type { User } from '../../shared/contract/people.ts';
import { CountersignError } from '../../shared/errors.ts';
import { administratorPermission, isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import type { Ids, UserId } from '../../shared/ids.ts';
import { mover, restaffAsks } from '../assignments/restaff.ts';
import { permissionsOfUser, type Caller } from '../caller.ts';
import type { ReadableDatabase, WritableDatabase } from '../store/database.ts';
import {
  deleteUser,
  findUser,
  insertUser,
  listUsers,
  replacePermissions,
  rolesOf,
  updateUser,
  type UserRow,
} from '../store/people.ts';
import { knownPermissions } from '../../shared/permissions.ts';

/** What the verbs of this folder need of the account; all of them run inside the caller's transaction. */
export interface PeopleParts {
  readonly db: WritableDatabase;
  readonly ids: Ids;
  /** Who is logged in to this computer. */
  readonly owner: UserId;
}

/** What a change of people came to. */
export interface PeopleChange {
  /** The tasks whose assignments changed with it. */
  readonly taskIds: readonly string[];
}

/** Everyone; permissions only where they are for the viewer. */
export function describeUsers(db: ReadableDatabase, owner: UserId, viewer: Actor): User[] {
  return listUsers(db).map((user) => describeUser(db, owner, viewer, user));
}

/** @throws CountersignError USER_NOT_FOUND */
export function describeUserOf(db: ReadableDatabase, owner: UserId, viewer: Actor, userId: string): User {
  return describeUser(db, owner, viewer, mustFind(db, userId));
}

/** Asks that wait for somebody of this name are given to them. @throws CountersignError USER_EXISTS */
export function createUser(
  { db, ids }: PeopleParts,
  caller: Caller,
  { userId, name, permissions }: { userId: string; name: string; permissions: readonly string[] },
  now: Instant,
): PeopleChange {
  if (findUser(db, userId) !== null) throw new CountersignError('USER_EXISTS');
  insertUser(db, { id: userId, name, active: true }, now);
  replacePermissions(db, userId, permissions);
  return { taskIds: restaffAsks(db, { userIds: [userId], roleIds: [] }, mover(caller, now), ids) };
}

/** Who becomes inactive loses every assignment; who becomes active again gets what still waits. @throws CountersignError USER_NOT_FOUND, OWNER_PROTECTED */
export function changeUser(
  { db, ids, owner }: PeopleParts,
  caller: Caller,
  change: {
    readonly userId: string;
    readonly name?: string | undefined;
    readonly active?: boolean | undefined;
    readonly permissions?: readonly string[] | undefined;
  },
  now: Instant,
): PeopleChange {
  const user = mustFind(db, change.userId);
  const { name = user.name, active = user.active, permissions } = change;
  const keepsRights = permissions === undefined || permissions.includes(administratorPermission);
  if (user.id === owner && !(active && keepsRights)) throw new CountersignError('OWNER_PROTECTED');
  updateUser(db, { id: user.id, name, active });
  if (permissions !== undefined) replacePermissions(db, user.id, permissions);
  if (active === user.active) return { taskIds: [] };
  return { taskIds: follow(db, user.id, caller, now, ids, rolesOf(db, user.id)) };
}

/** History keeps their id. @throws CountersignError USER_NOT_FOUND, OWNER_PROTECTED */
export function removeUser(
  { db, ids, owner }: PeopleParts,
  caller: Caller,
  userId: string,
  now: Instant,
): PeopleChange {
  const { id } = mustFind(db, userId);
  if (id === owner) throw new CountersignError('OWNER_PROTECTED');
  const roleIds = rolesOf(db, id);
  deleteUser(db, id);
  return { taskIds: follow(db, id, caller, now, ids, roleIds) };
}

/** Their own asks, and those of the roles they are or were in. */
function follow(
  db: WritableDatabase,
  userId: string,
  caller: Caller,
  now: Instant,
  ids: Ids,
  roleIds: readonly string[],
): string[] {
  return restaffAsks(db, { userIds: [userId], roleIds }, mover(caller, now), ids);
}

function describeUser(db: ReadableDatabase, owner: UserId, viewer: Actor, user: UserRow): User {
  const userId = user.id as UserId;
  const shown = isAdministrator(viewer) || viewer.userId === userId;
  return {
    userId,
    name: user.name,
    active: user.active,
    isOwner: userId === owner,
    permissions: shown ? knownPermissions(permissionsOfUser(db, owner, userId)) : null,
    roleIds: rolesOf(db, user.id),
  };
}

function mustFind(db: ReadableDatabase, userId: string): UserRow {
  const user = findUser(db, userId);
  if (user === null) throw new CountersignError('USER_NOT_FOUND');
  return user;
}
