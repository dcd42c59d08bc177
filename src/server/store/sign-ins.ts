import type { Instant } from '../../shared/clock.ts';
import { flag, integerOrNull, text, textOrNull } from '../../service/columns.ts';
import { first, type Reader, type Tx } from './database.ts';

export interface SignedInUser {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** When the token was issued that says so. */
  readonly tokenAt: Instant;
}

/** Adds the host of the transaction when a token names it for the first time. `rename`: the name is one that was given to it. */
export async function keepHost(
  tx: Tx,
  { name, rename }: { readonly name: string; readonly rename: boolean },
  now: Instant,
): Promise<void> {
  await tx.run(
    `INSERT INTO host (id, name, added_at) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE $4 AND host.name <> excluded.name`,
    tx.hostId,
    name,
    now,
    rename,
  );
}

/** @returns the name of the host of the transaction */
export async function hostName(reader: Reader): Promise<string> {
  const row = await first(reader, `SELECT name FROM host WHERE id = $1`, reader.hostId);
  return row === undefined ? reader.hostId : text(row, 'name');
}

/** @returns `stale`: a newer token has said what holds, and nothing was changed */
export async function keepSignedInUser(
  tx: Tx,
  user: SignedInUser,
  now: Instant,
): Promise<'added' | 'known' | 'stale'> {
  const row = await first(
    tx,
    `INSERT INTO app_user (host_id, id, name, email, active, added_at, token_at) VALUES ($1, $2, $3, $4, true, $5, $6)
     ON CONFLICT (host_id, id) DO UPDATE
       SET name = excluded.name, email = coalesce(excluded.email, app_user.email), token_at = excluded.token_at
       WHERE app_user.token_at IS NULL OR app_user.token_at <= excluded.token_at
     RETURNING xmax = 0 AS added`,
    tx.hostId,
    user.id,
    user.name,
    user.email,
    now,
    user.tokenAt,
  );
  if (row === undefined) return 'stale';
  return flag(row, 'added') ? 'added' : 'known';
}

/** What is asked at each call of a user and a device. */
export interface CallerRow {
  readonly active: boolean;
  /** Given to the user here, besides what tokens give. */
  readonly permissions: readonly string[];
  /** When the user was removed, and has come back since by a sign-in of their own; null: not, or an administrator let them in again. */
  readonly removedAt: Instant | null;
  /** Null: there is no such device. */
  readonly device: {
    readonly userId: string;
    /** A JWK as JSON text. */
    readonly publicKey: string;
    readonly revokedAt: Instant | null;
    readonly lastSeenAt: Instant;
  } | null;
}

/** @returns null when there is no such user */
export async function findCaller(
  reader: Reader,
  userId: string,
  deviceId: string | null,
): Promise<CallerRow | null> {
  const row = await first(
    reader,
    `SELECT u.active, d.user_id AS device_user, d.public_key_json, d.revoked_at, d.last_seen_at,
       (SELECT r.removed_at FROM user_removal r
        WHERE r.host_id = u.host_id AND r.user_id = u.id AND r.restored_at IS NULL) AS removed_at,
       (SELECT coalesce(string_agg(p.permission, ' '), '') FROM user_permission p
        WHERE p.host_id = u.host_id AND p.user_id = u.id) AS permissions
     FROM app_user u LEFT JOIN device d ON d.host_id = u.host_id AND d.id = $3::uuid
     WHERE u.host_id = $1 AND u.id = $2`,
    reader.hostId,
    userId,
    deviceId,
  );
  if (row === undefined) return null;
  const deviceUser = textOrNull(row, 'device_user');
  return {
    active: flag(row, 'active'),
    permissions: text(row, 'permissions').split(' '),
    removedAt: integerOrNull(row, 'removed_at'),
    device:
      deviceUser === null
        ? null
        : {
            userId: deviceUser,
            publicKey: text(row, 'public_key_json'),
            revokedAt: integerOrNull(row, 'revoked_at'),
            lastSeenAt: integerOrNull(row, 'last_seen_at') ?? 0,
          },
  };
}
