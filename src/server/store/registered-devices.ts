import type { Instant } from '../../shared/clock.ts';
import { first, integerOrNull, type Reader, type Tx } from './database.ts';
import { findDevice, type DeviceRow } from './devices.ts';

/** As `findDevice`, and nobody else changes it until the end of the transaction. */
export async function lockDevice(tx: Tx, deviceId: string): Promise<DeviceRow | null> {
  await tx.query(`SELECT 1 FROM device WHERE host_id = $1 AND id = $2 FOR UPDATE`, tx.hostId, deviceId);
  return findDevice(tx, deviceId);
}

/** Those who register devices of one user do so one after the other. */
export async function lockUser(tx: Tx, userId: string): Promise<void> {
  await tx.query(`SELECT 1 FROM app_user WHERE host_id = $1 AND id = $2 FOR UPDATE`, tx.hostId, userId);
}

/** @returns when a device of the user was last revoked; null: none ever was */
export async function lastRevocation(reader: Reader, userId: string): Promise<Instant | null> {
  const row = await first(
    reader,
    `SELECT max(revoked_at) AS at FROM device WHERE host_id = $1 AND user_id = $2`,
    reader.hostId,
    userId,
  );
  return row === undefined ? null : integerOrNull(row, 'at');
}

/** Takes a revocation back. */
export async function reinstateDevice(tx: Tx, deviceId: string): Promise<void> {
  await tx.run(
    `UPDATE device SET revoked_at = NULL, revoked_by = NULL WHERE host_id = $1 AND id = $2`,
    tx.hostId,
    deviceId,
  );
}
