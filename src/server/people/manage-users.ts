import type { User } from '../../shared/contract/people.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import type { UserId } from '../../shared/ids.ts';
import { knownPermissions } from '../../shared/permissions.ts';
import type { ServerCaller } from '../caller.ts';
import { tellUserChanged } from '../feed/ended-access.ts';
import type { Reader } from '../store/database.ts';
import {
  deleteUser,
  findUser,
  insertUser,
  listUsers,
  replacePermissions,
  rolesOf,
  updateUser,
  type UserRow,
  type UserWithRights,
} from '../store/people.ts';
import { recordRemoval, recordReturn } from '../store/removals.ts';
import { changePeople, nobody, type Keyed, type PeopleParts } from './people-change.ts';

/** Everyone; permissions only where they are for the viewer. */
export async function describeUsers(reader: Reader, viewer: Actor): Promise<User[]> {
  return (await listUsers(reader)).map((user) => describeUser(user, viewer));
}

/** Asks that wait for somebody of this name are given to them. @throws CountersignError FORBIDDEN, USER_EXISTS */
export async function createUser(
  parts: PeopleParts,
  caller: ServerCaller,
  request: Keyed & {
    readonly userId: string;
    readonly name?: string | undefined;
    readonly permissions: readonly string[];
  },
): Promise<User> {
  const { userId, name = userId, permissions } = request;
  return changePeople(
    parts,
    caller,
    { action: 'createUser', request },
    {
      async apply(tx, now) {
        if ((await findUser(tx, userId)) !== null) throw new CountersignError('USER_EXISTS');
        await insertUser(tx, { id: userId, name, email: null, active: true }, now);
        await recordReturn(tx, userId, now);
        await replacePermissions(tx, userId, permissions);
        return { userIds: [userId], roleIds: [] };
      },
      answer: (tx) => describeOne(tx, caller.actor, userId),
    },
  );
}

/**
 * Who becomes inactive loses every assignment; who becomes active again gets what still waits.
 * @throws CountersignError FORBIDDEN, USER_NOT_FOUND
 */
export async function changeUser(
  parts: PeopleParts,
  caller: ServerCaller,
  request: Keyed & {
    readonly userId: string;
    readonly name?: string | undefined;
    readonly active?: boolean | undefined;
    readonly permissions?: readonly string[] | undefined;
  },
): Promise<User> {
  return changePeople(
    parts,
    caller,
    { action: 'updateUser', request },
    {
      async apply(tx) {
        const user = await mustFind(tx, request.userId);
        const { name = user.name, active = user.active, permissions } = request;
        await updateUser(tx, { ...user, name, active });
        if (permissions !== undefined) await replacePermissions(tx, user.id, permissions);
        if (active === user.active) return nobody;
        await tellUserChanged(tx, user.id);
        return { userIds: [user.id], roleIds: await rolesOf(tx, user.id) };
      },
      answer: (tx) => describeOne(tx, caller.actor, request.userId),
    },
  );
}

/**
 * History keeps their id. What they signed in with before is refused from now on; whether they can sign in again is for the identity
 * provider to say, as it is for everybody.
 * @throws CountersignError FORBIDDEN, USER_NOT_FOUND
 */
export async function removeUser(
  parts: PeopleParts,
  caller: ServerCaller,
  request: Keyed & { readonly userId: string },
): Promise<Record<string, never>> {
  return changePeople(
    parts,
    caller,
    { action: 'removeUser', request },
    {
      async apply(tx, now) {
        const { id } = await mustFind(tx, request.userId);
        const roleIds = await rolesOf(tx, id);
        await deleteUser(tx, id);
        await recordRemoval(tx, id, now);
        await tellUserChanged(tx, id);
        return { userIds: [id], roleIds };
      },
      answer: () => Promise.resolve({}),
    },
  );
}

async function describeOne(reader: Reader, viewer: Actor, userId: string): Promise<User> {
  const [user] = await listUsers(reader, [userId]);
  if (user === undefined) throw new CountersignError('USER_NOT_FOUND');
  return describeUser(user, viewer);
}

/** Nobody owns a server: who administers it is said by their tokens. */
function describeUser(user: UserWithRights, viewer: Actor): User {
  const userId = user.id as UserId;
  const shown = isAdministrator(viewer) || viewer.userId === userId;
  return {
    userId,
    name: user.name,
    active: user.active,
    isOwner: false,
    permissions: shown ? knownPermissions(new Set(user.permissions)) : null,
    roleIds: [...user.roleIds],
  };
}

async function mustFind(reader: Reader, userId: string): Promise<UserRow> {
  const user = await findUser(reader, userId);
  if (user === null) throw new CountersignError('USER_NOT_FOUND');
  return user;
}
