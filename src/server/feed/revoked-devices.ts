import type { Tx } from '../store/database.ts';

/** The NOTIFY channel of every node; the payload is `{"h": hostId, "d": deviceId}`. */
export const deviceChannel = 'countersign_device';

/** Part of the transaction that revokes a device: with its commit every node ends the streams of the device. */
export async function tellDeviceRevoked(tx: Tx, deviceId: string): Promise<void> {
  await tx.query('SELECT pg_notify($1, $2)', deviceChannel, JSON.stringify({ h: tx.hostId, d: deviceId }));
}
