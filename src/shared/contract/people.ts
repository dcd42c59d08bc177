import { z } from 'zod';
import { RoleId, UserId } from '../ids.ts';
import { Permission } from '../permissions.ts';
import { IdempotencyKey, procedure } from './base.ts';

/** Names that history gives to no person. */
const reserved = ['engine'];

/** Of a user or a role that is made here; what comes from a login may be any name. */
const newId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,125}$/, { error: 'Letters, digits and . _ @ - only, at most 126.' })
  .refine((id) => !reserved.includes(id), { error: 'This name is taken by the app.' });
const name = z.string().trim().min(1).max(200);

export const User = z.object({
  userId: UserId,
  name: z.string(),
  /** An inactive user is asked nothing and can do nothing. */
  active: z.boolean(),
  /** Who is logged in to this computer: always active and an administrator. */
  isOwner: z.boolean(),
  /** For administrators, and of oneself; otherwise null. */
  permissions: z.array(Permission).nullable(),
  roleIds: z.array(z.string()),
});
export type User = z.infer<typeof User>;

export const Role = z.object({ roleId: RoleId, name: z.string(), memberIds: z.array(z.string()) });
export type Role = z.infer<typeof Role>;

const listUsers = procedure
  .route({ method: 'GET', path: '/users', summary: 'Everyone in this account, by name' })
  .output(z.object({ users: z.array(User) }));

const createUser = procedure
  .route({ method: 'POST', path: '/users', summary: 'Add a user; administrators only' })
  .input(
    z.object({
      userId: newId,
      name: name.optional(),
      permissions: z.array(Permission).default([]),
      idempotencyKey: IdempotencyKey,
    }),
  )
  .output(User);

const updateUser = procedure
  .route({ method: 'PATCH', path: '/users/{userId}', summary: 'Change a user; administrators only' })
  .input(
    z.object({
      userId: UserId,
      name: name.optional(),
      active: z.boolean().optional(),
      /** All of them: what is left out is taken away. */
      permissions: z.array(Permission).optional(),
      idempotencyKey: IdempotencyKey,
    }),
  )
  .output(User);

const removeUser = procedure
  .route({ method: 'DELETE', path: '/users/{userId}', summary: 'Remove a user; history keeps the name' })
  .input(z.object({ userId: UserId, idempotencyKey: IdempotencyKey }))
  .output(z.object({}));

const listRoles = procedure
  .route({ method: 'GET', path: '/roles', summary: 'The roles of this account with their members' })
  .output(z.object({ roles: z.array(Role) }));

const createRole = procedure
  .route({ method: 'POST', path: '/roles', summary: 'Add a role; administrators only' })
  .input(
    z.object({
      roleId: newId,
      name: name.optional(),
      memberIds: z.array(UserId).default([]),
      idempotencyKey: IdempotencyKey,
    }),
  )
  .output(Role);

const updateRole = procedure
  .route({
    method: 'PATCH',
    path: '/roles/{roleId}',
    summary: 'Change a role: who joins gets what waits for it, who leaves loses it',
  })
  .input(
    z.object({
      roleId: RoleId,
      name: name.optional(),
      /** All of them: who is left out leaves. */
      memberIds: z.array(UserId).optional(),
      idempotencyKey: IdempotencyKey,
    }),
  )
  .output(Role);

const removeRole = procedure
  .route({
    method: 'DELETE',
    path: '/roles/{roleId}',
    summary: 'Remove a role; its members lose what it gave',
  })
  .input(z.object({ roleId: RoleId, idempotencyKey: IdempotencyKey }))
  .output(z.object({}));

/** Users, roles and permissions; changes are for administrators only. */
export const people = {
  users: { list: listUsers, create: createUser, update: updateUser, remove: removeUser },
  roles: { list: listRoles, create: createRole, update: updateRole, remove: removeRole },
};
