import { changeRole, createRole, describeRoles, removeRole } from '../people/manage-roles.ts';
import { changeUser, createUser, describeUsers, removeUser } from '../people/manage-users.ts';
import type { ServerParts } from '../server-parts.ts';
import type { Base } from './base.ts';

export function peopleHandlers({ people }: Base, parts: ServerParts) {
  const { users, roles } = people;
  const { db } = parts;
  return people.router({
    users: {
      list: users.list.handler(async ({ context: { hostId, actor } }) => ({
        users: await db.read(hostId, (reader) => describeUsers(reader, actor)),
      })),
      create: users.create.handler(({ input, context }) => createUser(parts, context, input)),
      update: users.update.handler(({ input, context }) => changeUser(parts, context, input)),
      remove: users.remove.handler(({ input, context }) => removeUser(parts, context, input)),
    },
    roles: {
      list: roles.list.handler(async ({ context: { hostId } }) => ({
        roles: await db.read(hostId, describeRoles),
      })),
      create: roles.create.handler(({ input, context }) => createRole(parts, context, input)),
      update: roles.update.handler(({ input, context }) => changeRole(parts, context, input)),
      remove: roles.remove.handler(({ input, context }) => removeRole(parts, context, input)),
    },
  });
}
