import type { Instant } from '../../shared/clock.ts';
import { integer, integerOrNull, text, textOrNull } from '../../service/columns.ts';
import { first, type Reader, type Row, type Tx } from './database.ts';

export interface DeviceRow {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  /** A JWK as JSON text. */
  readonly publicKey: string;
  readonly registeredAt: Instant;
  readonly lastSeenAt: Instant;
  readonly revokedAt: Instant | null;
  readonly revokedBy: string | null;
}

const columns = `id::text, user_id, name, public_key_json, registered_at, last_seen_at, revoked_at, revoked_by`;

/** @param userId null: of everyone */
export async function listDevices(reader: Reader, userId: string | null): Promise<DeviceRow[]> {
  const rows = await reader.query(
    `SELECT ${columns} FROM device WHERE host_id = $1 AND ($2::text IS NULL OR user_id = $2)
     ORDER BY last_seen_at DESC, id`,
    reader.hostId,
    userId,
  );
  return rows.map(deviceFrom);
}

export async function findDevice(reader: Reader, deviceId: string): Promise<DeviceRow | null> {
  const row = await first(
    reader,
    `SELECT ${columns} FROM device WHERE host_id = $1 AND id = $2`,
    reader.hostId,
    deviceId,
  );
  return row === undefined ? null : deviceFrom(row);
}

/** The same, and nobody else changes it until the end of the transaction. */
export async function lockDevice(tx: Tx, deviceId: string): Promise<DeviceRow | null> {
  const row = await first(
    tx,
    `SELECT ${columns} FROM device WHERE host_id = $1 AND id = $2 FOR UPDATE`,
    tx.hostId,
    deviceId,
  );
  return row === undefined ? null : deviceFrom(row);
}

/** @returns when a device of the user was last revoked, or they were removed with all of them; null: neither ever happened */
export async function lastRevocation(reader: Reader, userId: string): Promise<Instant | null> {
  const row = await first(
    reader,
    `SELECT max(at) AS at FROM (
       SELECT revoked_at AS at FROM device WHERE host_id = $1 AND user_id = $2
       UNION ALL SELECT removed_at FROM user_removal WHERE host_id = $1 AND user_id = $2
     ) AS ended`,
    reader.hostId,
    userId,
  );
  return row === undefined ? null : integerOrNull(row, 'at');
}

/** Two that register the same id at once: the second waits, and `false` says that there is one now. */
export async function insertDevice(
  tx: Tx,
  device: Pick<DeviceRow, 'id' | 'userId' | 'name' | 'publicKey'>,
  now: Instant,
): Promise<boolean> {
  const added = await tx.run(
    `INSERT INTO device (host_id, id, user_id, name, public_key_json, registered_at, last_seen_at)
     VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT DO NOTHING`,
    tx.hostId,
    device.id,
    device.userId,
    device.name,
    device.publicKey,
    now,
  );
  return added === 1;
}

/** Also takes a revocation back. */
export async function renewDevice(tx: Tx, deviceId: string, name: string, now: Instant): Promise<void> {
  await tx.run(
    `UPDATE device SET name = $3, last_seen_at = $4, revoked_at = NULL, revoked_by = NULL
     WHERE host_id = $1 AND id = $2`,
    tx.hostId,
    deviceId,
    name,
    now,
  );
}

export async function markRevoked(tx: Tx, deviceId: string, by: string, now: Instant): Promise<void> {
  await tx.run(
    `UPDATE device SET revoked_at = $3, revoked_by = $4 WHERE host_id = $1 AND id = $2 AND revoked_at IS NULL`,
    tx.hostId,
    deviceId,
    now,
    by,
  );
}

export async function markSeen(tx: Tx, deviceId: string, now: Instant): Promise<void> {
  await tx.run(
    `UPDATE device SET last_seen_at = $3 WHERE host_id = $1 AND id = $2`,
    tx.hostId,
    deviceId,
    now,
  );
}

function deviceFrom(row: Row): DeviceRow {
  return {
    id: text(row, 'id'),
    userId: text(row, 'user_id'),
    name: text(row, 'name'),
    publicKey: text(row, 'public_key_json'),
    registeredAt: integer(row, 'registered_at'),
    lastSeenAt: integer(row, 'last_seen_at'),
    revokedAt: integerOrNull(row, 'revoked_at'),
    revokedBy: textOrNull(row, 'revoked_by'),
  };
}
