import type { Audience, Directory } from '../../shared/human-task/places.ts';
import type { UserId } from '../../shared/ids.ts';
import { flag, text, textOrNull } from '../../service/columns.ts';
import type { Names } from '../../service/names.ts';
import type { Reader } from './database.ts';

/** What the rules ask of users and roles, of those that an audience names, as they are now. */
export async function directoryFor(reader: Reader, { userIds, roleIds }: Audience): Promise<Directory> {
  const members = await reader.query(
    `SELECT role.id AS role_id, member.user_id FROM role
     LEFT JOIN role_member AS member ON member.host_id = role.host_id AND member.role_id = role.id
     WHERE role.host_id = $1 AND role.id = ANY ($2) ORDER BY role.id, member.user_id`,
    reader.hostId,
    roleIds,
  );
  const membersOf = new Map<string, UserId[]>();
  for (const row of members) {
    const roleId = text(row, 'role_id');
    const others = membersOf.get(roleId) ?? [];
    membersOf.set(roleId, others);
    const userId = textOrNull(row, 'user_id');
    if (userId !== null) others.push(userId as UserId);
  }
  const wanted = [...new Set([...userIds, ...[...membersOf.values()].flat()])];
  const rows = await reader.query(
    `SELECT id, active FROM app_user WHERE host_id = $1 AND id = ANY ($2)`,
    reader.hostId,
    wanted,
  );
  const users = new Map(rows.map((row) => [text(row, 'id'), { active: flag(row, 'active') }]));
  return {
    find: (userId) => users.get(userId) ?? null,
    membersOf: (roleId) => membersOf.get(roleId) ?? null,
  };
}

/** The names to show of these users and roles. */
export async function namesFor(
  reader: Reader,
  userIds: Iterable<string | null>,
  roleIds: Iterable<string | null>,
): Promise<Names> {
  const rows = await reader.query(
    `SELECT 'user' AS kind, id, name FROM app_user WHERE host_id = $1 AND id = ANY ($2)
     UNION ALL SELECT 'role', id, name FROM role WHERE host_id = $1 AND id = ANY ($3)`,
    reader.hostId,
    wantedIds(userIds),
    wantedIds(roleIds),
  );
  const known = new Map(rows.map((row) => [`${text(row, 'kind')} ${text(row, 'id')}`, text(row, 'name')]));
  return { user: (id) => known.get(`user ${id}`) ?? id, role: (id) => known.get(`role ${id}`) ?? id };
}

function wantedIds(ids: Iterable<string | null>): string[] {
  return [...new Set(ids)].filter((id) => id !== null);
}
