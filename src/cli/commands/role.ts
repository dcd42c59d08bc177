import type { Role } from '../../shared/contract/people.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { oneLine, printable, table } from '../format.ts';
import { UsageError } from '../report-failure.ts';

interface RoleFlags {
  readonly json?: boolean;
  readonly name?: string;
  readonly member?: string[];
  readonly join?: string[];
  readonly leave?: string[];
}

export async function listRoles(api: Api, environment: Environment, flags: RoleFlags): Promise<ExitCode> {
  const { roles } = await api.people.roles.list();
  const rows = roles.map((role) => [
    oneLine(role.roleId),
    oneLine(role.name),
    role.memberIds.map(oneLine).join(', '),
  ]);
  environment.print(flags.json === true ? JSON.stringify(roles) : table(rows));
  return exit.ok;
}

export async function addRole(
  api: Api,
  environment: Environment,
  flags: RoleFlags,
  roleId: string,
): Promise<ExitCode> {
  const { name, member = [] } = flags;
  const role = await api.people.roles.create({
    roleId,
    memberIds: member,
    ...(name === undefined ? {} : { name }),
    idempotencyKey: environment.ids.next(),
  });
  return say(environment, flags, role, 'Added');
}

export async function changeRole(
  api: Api,
  environment: Environment,
  flags: RoleFlags,
  roleId: string,
): Promise<ExitCode> {
  const { name, join = [], leave = [] } = flags;
  const { roles } = await api.people.roles.list();
  const before = roles.find((role) => role.roleId === roleId);
  if (before === undefined) throw new UsageError(`There is no role ${roleId}. See \`countersign role ls\`.`);
  const members = new Set([...before.memberIds, ...join]);
  for (const userId of leave) members.delete(userId);
  const role = await api.people.roles.update({
    roleId,
    memberIds: [...members],
    ...(name === undefined ? {} : { name }),
    idempotencyKey: environment.ids.next(),
  });
  return say(environment, flags, role, 'Changed');
}

export async function removeRole(
  api: Api,
  environment: Environment,
  flags: RoleFlags,
  roleId: string,
): Promise<ExitCode> {
  await api.people.roles.remove({ roleId, idempotencyKey: environment.ids.next() });
  environment.print(flags.json === true ? '{}' : printable(`Removed ${roleId}`));
  return exit.ok;
}

function say(environment: Environment, flags: RoleFlags, role: Role, done: string): ExitCode {
  const members = role.memberIds.length === 0 ? 'nobody' : role.memberIds.join(', ');
  const words = `${done} ${role.name} (${role.roleId}): ${members}`;
  environment.print(flags.json === true ? JSON.stringify(role) : printable(words));
  return exit.ok;
}
