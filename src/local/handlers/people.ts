import type { LocalAccountParts } from '../account-parts.ts';
import type { Caller } from '../caller.ts';
import { changeRole, createRole, describeRoleOf, describeRoles, removeRole } from '../people/manage-roles.ts';
import {
  changeUser,
  createUser,
  describeUserOf,
  describeUsers,
  removeUser,
  type PeopleChange,
} from '../people/manage-users.ts';
import { mustAdminister, type Base } from './base.ts';

export function peopleHandlers(base: Base, parts: LocalAccountParts) {
  return { users: userHandlers(base, parts), roles: roleHandlers(base, parts) };
}

function userHandlers(base: Base, parts: LocalAccountParts) {
  const { users } = base.people;
  const { db, clock } = parts;
  const people = { ...parts, owner: parts.actor.userId };
  const described = (caller: Caller, userId: string) =>
    describeUserOf(db, people.owner, caller.actor, userId);
  return {
    list: users.list.handler(({ context }) => ({ users: describeUsers(db, people.owner, context.actor) })),
    create: users.create.handler(async ({ input, context }) => {
      const user = { ...input, name: input.name ?? input.userId };
      await change(parts, context, () => createUser(people, context, user, clock.now()));
      return described(context, input.userId);
    }),
    update: users.update.handler(async ({ input, context }) => {
      await change(parts, context, () => changeUser(people, context, input, clock.now()));
      return described(context, input.userId);
    }),
    remove: users.remove.handler(async ({ input, context }) => {
      await change(parts, context, () => removeUser(people, context, input.userId, clock.now()));
      return {};
    }),
  };
}

function roleHandlers(base: Base, parts: LocalAccountParts) {
  const { roles } = base.people;
  const { db, clock } = parts;
  const people = { ...parts, owner: parts.actor.userId };
  return {
    list: roles.list.handler(() => ({ roles: describeRoles(db) })),
    create: roles.create.handler(async ({ input, context }) => {
      const role = { ...input, name: input.name ?? input.roleId };
      await change(parts, context, () => createRole(people, context, role, clock.now()));
      return describeRoleOf(db, input.roleId);
    }),
    update: roles.update.handler(async ({ input, context }) => {
      await change(parts, context, () => changeRole(people, context, input, clock.now()));
      return describeRoleOf(db, input.roleId);
    }),
    remove: roles.remove.handler(async ({ input, context }) => {
      await change(parts, context, () => removeRole(people, context, input.roleId, clock.now()));
      return {};
    }),
  };
}

/** One transaction; the asks that it moves are told together with it. */
async function change(parts: LocalAccountParts, caller: Caller, apply: () => PeopleChange): Promise<void> {
  mustAdminister(caller);
  const { taskIds } = await parts.writer.write(apply);
  parts.reach('people.recorded');
  parts.changes.publish({ topics: taskIds.length > 0 ? ['people', 'human-tasks'] : ['people'], taskIds });
}
