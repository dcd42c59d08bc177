import type { User } from '../../shared/contract/people.ts';
import { Permission } from '../../shared/permissions.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { oneLine, printable, table } from '../format.ts';
import { UsageError } from '../report-failure.ts';

interface UserFlags {
  readonly json?: boolean;
  readonly name?: string;
  readonly permissions?: string[];
  readonly active?: boolean;
}

export async function listUsers(api: Api, environment: Environment, flags: UserFlags): Promise<ExitCode> {
  const { users } = await api.people.users.list();
  const rows = users.map((user) => [
    oneLine(user.userId),
    oneLine(user.name),
    user.active ? 'active' : 'inactive',
    user.roleIds.map(oneLine).join(', '),
    (user.permissions ?? []).join(', '),
  ]);
  environment.print(flags.json === true ? JSON.stringify(users) : table(rows));
  return exit.ok;
}

export async function addUser(
  api: Api,
  environment: Environment,
  flags: UserFlags,
  userId: string,
): Promise<ExitCode> {
  const user = await api.people.users.create({
    userId,
    ...changes(flags),
    idempotencyKey: environment.ids.next(),
  });
  return say(environment, flags, user, `Added ${user.name} (${user.userId})`);
}

export async function changeUser(
  api: Api,
  environment: Environment,
  flags: UserFlags,
  userId: string,
): Promise<ExitCode> {
  const { active } = flags;
  const user = await api.people.users.update({
    userId,
    ...changes(flags),
    ...(active === undefined ? {} : { active }),
    idempotencyKey: environment.ids.next(),
  });
  return say(environment, flags, user, `Changed ${user.name} (${user.userId})`);
}

export async function removeUser(
  api: Api,
  environment: Environment,
  flags: UserFlags,
  userId: string,
): Promise<ExitCode> {
  await api.people.users.remove({ userId, idempotencyKey: environment.ids.next() });
  environment.print(flags.json === true ? '{}' : printable(`Removed ${userId}`));
  return exit.ok;
}

function changes({ name, permissions }: UserFlags): { name?: string; permissions?: Permission[] } {
  return {
    ...(name === undefined ? {} : { name }),
    ...(permissions === undefined ? {} : { permissions: permissions.map(permissionOf) }),
  };
}

function permissionOf(text: string): Permission {
  const permission = Permission.safeParse(text);
  if (permission.success) return permission.data;
  throw new UsageError(`There is no permission ${text}, only: ${Permission.options.join(', ')}.`);
}

function say(environment: Environment, flags: UserFlags, user: User, words: string): ExitCode {
  environment.print(flags.json === true ? JSON.stringify(user) : printable(words));
  return exit.ok;
}
