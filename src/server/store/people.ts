import type { Instant } from '../../shared/clock.ts';
import { flag, text, textOrNull } from '../../service/columns.ts';
import { first, type Reader, type Row, type Tx } from './database.ts';

// P1: who changes users or roles has `lockPeople`; who makes places by them has `holdPeople`. So a member who joins gets every ask
// of the role: either this transaction sees the ask, or the ask sees the member.
// P2: both come before any lock of a task: whoever changes people goes on to the tasks that wait for them.

export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly active: boolean;
}

export interface RoleRow {
  readonly id: string;
  readonly name: string;
}

/** A user with everything that is said of them. */
export interface UserWithRights extends UserRow {
  readonly permissions: readonly string[];
  readonly roleIds: readonly string[];
}

export async function lockPeople(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 1))::text AS locked`, tx.hostId);
}

export async function holdPeople(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 1))::text AS locked`, tx.hostId);
}

export async function insertUser(tx: Tx, user: UserRow, at: Instant): Promise<void> {
  await tx.run(
    `INSERT INTO app_user (host_id, id, name, email, active, added_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    tx.hostId,
    user.id,
    user.name,
    user.email,
    user.active,
    at,
  );
}

export async function updateUser(tx: Tx, { id, name, email, active }: UserRow): Promise<void> {
  await tx.run(
    `UPDATE app_user SET name = $3, email = $4, active = $5 WHERE host_id = $1 AND id = $2`,
    tx.hostId,
    id,
    name,
    email,
    active,
  );
}

/** With permissions, memberships and devices. */
export async function deleteUser(tx: Tx, id: string): Promise<void> {
  await tx.run(`DELETE FROM device WHERE host_id = $1 AND user_id = $2`, tx.hostId, id);
  await tx.run(`DELETE FROM app_user WHERE host_id = $1 AND id = $2`, tx.hostId, id);
}

export async function findUser(reader: Reader, id: string): Promise<UserRow | null> {
  const row = await first(
    reader,
    `SELECT id, name, email, active FROM app_user WHERE host_id = $1 AND id = $2`,
    reader.hostId,
    id,
  );
  return row === undefined ? null : toUser(row);
}

/** Everyone, by name; or only those whose ids are given. */
export async function listUsers(
  reader: Reader,
  ids: readonly string[] | null = null,
): Promise<UserWithRights[]> {
  const rows = await reader.query(
    `SELECT id, name, email, active,
       (SELECT coalesce(json_agg(permission ORDER BY permission), '[]')::text FROM user_permission
        WHERE user_permission.host_id = app_user.host_id AND user_id = app_user.id) AS permissions,
       (SELECT coalesce(json_agg(role_id ORDER BY role_id), '[]')::text FROM role_member
        WHERE role_member.host_id = app_user.host_id AND user_id = app_user.id) AS roles
     FROM app_user WHERE host_id = $1 AND ($2::text[] IS NULL OR id = ANY ($2)) ORDER BY name, id`,
    reader.hostId,
    ids,
  );
  return rows.map((row) => ({
    ...toUser(row),
    permissions: JSON.parse(text(row, 'permissions')) as string[],
    roleIds: JSON.parse(text(row, 'roles')) as string[],
  }));
}

/** Only of those who have any. */
export async function permissionsOfUsers(
  reader: Reader,
  userIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const rows = await reader.query(
    `SELECT user_id, permission FROM user_permission WHERE host_id = $1 AND user_id = ANY ($2)`,
    reader.hostId,
    userIds,
  );
  const permissions = new Map<string, Set<string>>();
  for (const row of rows) {
    const userId = text(row, 'user_id');
    permissions.set(userId, (permissions.get(userId) ?? new Set()).add(text(row, 'permission')));
  }
  return permissions;
}

export async function replacePermissions(
  tx: Tx,
  userId: string,
  permissions: readonly string[],
): Promise<void> {
  const wanted = [...new Set(permissions)];
  await tx.run(
    `DELETE FROM user_permission WHERE host_id = $1 AND user_id = $2 AND permission <> ALL ($3)`,
    tx.hostId,
    userId,
    wanted,
  );
  await tx.run(
    `INSERT INTO user_permission (host_id, user_id, permission) SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING`,
    tx.hostId,
    userId,
    wanted,
  );
}

export async function insertRole(tx: Tx, role: RoleRow, at: Instant): Promise<void> {
  await tx.run(
    `INSERT INTO role (host_id, id, name, added_at) VALUES ($1, $2, $3, $4)`,
    tx.hostId,
    role.id,
    role.name,
    at,
  );
}

export async function renameRole(tx: Tx, { id, name }: RoleRow): Promise<void> {
  await tx.run(`UPDATE role SET name = $3 WHERE host_id = $1 AND id = $2`, tx.hostId, id, name);
}

/** With its memberships. */
export async function deleteRole(tx: Tx, id: string): Promise<void> {
  await tx.run(`DELETE FROM role WHERE host_id = $1 AND id = $2`, tx.hostId, id);
}

export async function findRole(reader: Reader, id: string): Promise<RoleRow | null> {
  const row = await first(
    reader,
    `SELECT id, name FROM role WHERE host_id = $1 AND id = $2`,
    reader.hostId,
    id,
  );
  return row === undefined ? null : toRole(row);
}

/** Every role by name with its members; or only those whose ids are given. */
export async function listRoles(
  reader: Reader,
  ids: readonly string[] | null = null,
): Promise<(RoleRow & { memberIds: string[] })[]> {
  const rows = await reader.query(
    `SELECT id, name,
       (SELECT coalesce(json_agg(user_id ORDER BY user_id), '[]')::text FROM role_member
        WHERE role_member.host_id = role.host_id AND role_id = role.id) AS members
     FROM role WHERE host_id = $1 AND ($2::text[] IS NULL OR id = ANY ($2)) ORDER BY name, id`,
    reader.hostId,
    ids,
  );
  return rows.map((row) => ({ ...toRole(row), memberIds: JSON.parse(text(row, 'members')) as string[] }));
}

export async function rolesOf(reader: Reader, userId: string): Promise<string[]> {
  const rows = await reader.query(
    `SELECT role_id FROM role_member WHERE host_id = $1 AND user_id = $2 ORDER BY role_id`,
    reader.hostId,
    userId,
  );
  return rows.map((row) => text(row, 'role_id'));
}

/** Who stays keeps what is known of the membership: whether it came from their token. */
export async function replaceMembers(tx: Tx, roleId: string, userIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(userIds)];
  await tx.run(
    `DELETE FROM role_member WHERE host_id = $1 AND role_id = $2 AND user_id <> ALL ($3)`,
    tx.hostId,
    roleId,
    wanted,
  );
  await tx.run(
    `INSERT INTO role_member (host_id, role_id, user_id) SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING`,
    tx.hostId,
    roleId,
    wanted,
  );
}

/**
 * The memberships that a user's tokens say are from now on these; roles that are not there yet are made. Memberships that an
 * administrator gave stay.
 * @returns the roles that the user joined or left by it
 */
export async function replaceTokenRoles(
  tx: Tx,
  userId: string,
  roleIds: readonly string[],
  at: Instant,
): Promise<string[]> {
  const wanted = [...new Set(roleIds)].sort();
  await tx.run(
    `INSERT INTO role (host_id, id, name, added_at) SELECT $1, id, id, $3 FROM unnest($2::text[]) AS id
     ON CONFLICT DO NOTHING`,
    tx.hostId,
    wanted,
    at,
  );
  const left = await tx.query(
    `DELETE FROM role_member WHERE host_id = $1 AND user_id = $2 AND from_token AND role_id <> ALL ($3)
     RETURNING role_id`,
    tx.hostId,
    userId,
    wanted,
  );
  const joined = await tx.query(
    `INSERT INTO role_member (host_id, role_id, user_id, from_token) SELECT $1, unnest($3::text[]), $2, true
     ON CONFLICT DO NOTHING RETURNING role_id`,
    tx.hostId,
    userId,
    wanted,
  );
  return [...left, ...joined].map((row) => text(row, 'role_id'));
}

function toUser(row: Row): UserRow {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    email: textOrNull(row, 'email'),
    active: flag(row, 'active'),
  };
}

function toRole(row: Row): RoleRow {
  return { id: text(row, 'id'), name: text(row, 'name') };
}
