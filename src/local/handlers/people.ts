import type { LocalAccountParts } from '../account-parts.ts';
import { commandOf, type Command } from '../../service/idempotency.ts';
import type { Json } from '../../shared/json.ts';
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
import { once } from '../store/commands.ts';
import { mustAdminister, type Base } from './base.ts';

export function peopleHandlers(base: Base, parts: LocalAccountParts) {
  return { users: userHandlers(base, parts), roles: roleHandlers(base, parts) };
}

function userHandlers(base: Base, parts: LocalAccountParts) {
  const { users } = base.people;
  const { db, clock } = parts;
  const people = { ...parts, owner: parts.actor.userId };
  const described = (caller: Caller, userId: string) => () =>
    describeUserOf(db, people.owner, caller.actor, userId);
  return {
    list: users.list.handler(({ context }) => ({ users: describeUsers(db, people.owner, context.actor) })),
    create: users.create.handler(({ input, context }) => {
      const user = { ...input, name: input.name ?? input.userId };
      return change(parts, context, commandOf(context.actor.userId, 'createUser', input), {
        apply: () => createUser(people, context, user, clock.now()),
        answer: described(context, input.userId),
      });
    }),
    update: users.update.handler(({ input, context }) =>
      change(parts, context, commandOf(context.actor.userId, 'updateUser', input), {
        apply: () => changeUser(people, context, input, clock.now()),
        answer: described(context, input.userId),
      }),
    ),
    remove: users.remove.handler(({ input, context }) =>
      change(parts, context, commandOf(context.actor.userId, 'removeUser', input), {
        apply: () => removeUser(people, context, input.userId, clock.now()),
        answer: () => ({}),
      }),
    ),
  };
}

function roleHandlers(base: Base, parts: LocalAccountParts) {
  const { roles } = base.people;
  const { db, clock } = parts;
  const people = { ...parts, owner: parts.actor.userId };
  return {
    list: roles.list.handler(() => ({ roles: describeRoles(db) })),
    create: roles.create.handler(({ input, context }) => {
      const role = { ...input, name: input.name ?? input.roleId };
      return change(parts, context, commandOf(context.actor.userId, 'createRole', input), {
        apply: () => createRole(people, context, role, clock.now()),
        answer: () => describeRoleOf(db, input.roleId),
      });
    }),
    update: roles.update.handler(({ input, context }) =>
      change(parts, context, commandOf(context.actor.userId, 'updateRole', input), {
        apply: () => changeRole(people, context, input, clock.now()),
        answer: () => describeRoleOf(db, input.roleId),
      }),
    ),
    remove: roles.remove.handler(({ input, context }) =>
      change(parts, context, commandOf(context.actor.userId, 'removeRole', input), {
        apply: () => removeRole(people, context, input.roleId, clock.now()),
        answer: () => ({}),
      }),
    ),
  };
}

interface Work<T extends Json> {
  apply(): PeopleChange;
  /** What is answered once it is applied, also to a replay. */
  answer(): T;
}

/** One transaction; the asks that it moves are told together with it, and of a replay nothing. */
async function change<T extends Json>(
  parts: LocalAccountParts,
  caller: Caller,
  command: Command,
  work: Work<T>,
): Promise<T> {
  mustAdminister(caller);
  const { db, clock, writer, reach, changes } = parts;
  const { answer, applied } = await writer.write(() => {
    const changed: PeopleChange[] = [];
    const first = once(db, command, clock.now(), () => {
      changed.push(work.apply());
      return work.answer();
    });
    return { answer: first, applied: changed[0] };
  });
  reach('people.recorded');
  if (applied !== undefined) {
    const { taskIds } = applied;
    changes.publish({ topics: taskIds.length > 0 ? ['people', 'human-tasks'] : ['people'], taskIds });
  }
  return answer;
}
