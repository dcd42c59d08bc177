import type { Instant } from '../../shared/clock.ts';
import { integer, text } from '../../service/columns.ts';
import type { Names } from '../../service/names.ts';
import type { Directory } from '../../shared/human-task/places.ts';
import type { UserId } from '../../shared/ids.ts';
import { all, first, run, type ReadableDatabase, type Row, type WritableDatabase } from './database.ts';

export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
}

export interface RoleRow {
  readonly id: string;
  readonly name: string;
}

export function insertUser(db: WritableDatabase, user: UserRow, at: Instant): void {
  run(
    db,
    `INSERT INTO user (id, name, active, added_at) VALUES (?, ?, ?, ?)`,
    user.id,
    user.name,
    user.active ? 1 : 0,
    at,
  );
}

export function updateUser(db: WritableDatabase, { id, name, active }: UserRow): void {
  run(db, `UPDATE user SET name = ?, active = ? WHERE id = ?`, name, active ? 1 : 0, id);
}

/** With its permissions and memberships. */
export function deleteUser(db: WritableDatabase, id: string): void {
  run(db, `DELETE FROM user WHERE id = ?`, id);
}

export function findUser(db: ReadableDatabase, id: string): UserRow | null {
  const row = first(db, `SELECT id, name, active FROM user WHERE id = ?`, id);
  return row === undefined ? null : toUser(row);
}

export function listUsers(db: ReadableDatabase): UserRow[] {
  return all(db, `SELECT id, name, active FROM user ORDER BY name, id`).map(toUser);
}

/** The name to show of a user, or of one that is not there any more: their id. */
export function userName(db: ReadableDatabase, id: string): string {
  const row = first(db, `SELECT name FROM user WHERE id = ?`, id);
  return row === undefined ? id : text(row, 'name');
}

export function permissionsOf(db: ReadableDatabase, userId: string): string[] {
  return all(db, `SELECT permission FROM user_permission WHERE user_id = ? ORDER BY permission`, userId).map(
    (row) => text(row, 'permission'),
  );
}

export function replacePermissions(
  db: WritableDatabase,
  userId: string,
  permissions: readonly string[],
): void {
  run(db, `DELETE FROM user_permission WHERE user_id = ?`, userId);
  for (const permission of new Set(permissions)) {
    run(db, `INSERT INTO user_permission (user_id, permission) VALUES (?, ?)`, userId, permission);
  }
}

export function insertRole(db: WritableDatabase, role: RoleRow, at: Instant): void {
  run(db, `INSERT INTO role (id, name, added_at) VALUES (?, ?, ?)`, role.id, role.name, at);
}

export function renameRole(db: WritableDatabase, { id, name }: RoleRow): void {
  run(db, `UPDATE role SET name = ? WHERE id = ?`, name, id);
}

export function deleteRole(db: WritableDatabase, id: string): void {
  run(db, `DELETE FROM role WHERE id = ?`, id);
}

export function findRole(db: ReadableDatabase, id: string): RoleRow | null {
  const row = first(db, `SELECT id, name FROM role WHERE id = ?`, id);
  return row === undefined ? null : toRole(row);
}

export function listRoles(db: ReadableDatabase): RoleRow[] {
  return all(db, `SELECT id, name FROM role ORDER BY name, id`).map(toRole);
}

/** The name to show of a role, or of one that is not there: its id. */
export function roleName(db: ReadableDatabase, id: string): string {
  return findRole(db, id)?.name ?? id;
}

export function membersOf(db: ReadableDatabase, roleId: string): string[] {
  return all(db, `SELECT user_id FROM role_member WHERE role_id = ? ORDER BY user_id`, roleId).map((row) =>
    text(row, 'user_id'),
  );
}

export function rolesOf(db: ReadableDatabase, userId: string): string[] {
  return all(db, `SELECT role_id FROM role_member WHERE user_id = ? ORDER BY role_id`, userId).map((row) =>
    text(row, 'role_id'),
  );
}

export function replaceMembers(db: WritableDatabase, roleId: string, userIds: readonly string[]): void {
  run(db, `DELETE FROM role_member WHERE role_id = ?`, roleId);
  for (const userId of new Set(userIds)) {
    run(db, `INSERT INTO role_member (role_id, user_id) VALUES (?, ?)`, roleId, userId);
  }
}

/** The names to show, as they are when they are asked for. */
export function namesOf(db: ReadableDatabase): Names {
  return { user: (id) => userName(db, id), role: (id) => roleName(db, id) };
}

/** What the rules ask of the users and roles of this account, as they are when they ask. */
export function directoryOf(db: ReadableDatabase): Directory {
  return {
    find: (userId) => findUser(db, userId),
    membersOf: (roleId) => (findRole(db, roleId) === null ? null : (membersOf(db, roleId) as UserId[])),
  };
}

function toUser(row: Row): UserRow {
  return { id: text(row, 'id'), name: text(row, 'name'), active: integer(row, 'active') === 1 };
}

function toRole(row: Row): RoleRow {
  return { id: text(row, 'id'), name: text(row, 'name') };
}
