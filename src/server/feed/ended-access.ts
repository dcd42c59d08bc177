import type { Tx } from '../store/database.ts';

/** The NOTIFY channel of every node; the payload is `{"h": hostId, "d": deviceId}` or `{"h": hostId, "u": userId}`. */
export const accessChannel = 'countersign_access';

/** Part of the transaction that revokes a device: with its commit every node ends the streams of the device. */
export async function tellDeviceRevoked(tx: Tx, deviceId: string): Promise<void> {
  await tell(tx, { h: tx.hostId, d: deviceId });
}

/** Part of the transaction that lets a user in or out: with its commit every node looks again, and ends the streams of who is out. */
export async function tellUserChanged(tx: Tx, userId: string): Promise<void> {
  await tell(tx, { h: tx.hostId, u: userId });
}

async function tell(tx: Tx, notice: object): Promise<void> {
  await tx.query('SELECT pg_notify($1, $2)', accessChannel, JSON.stringify(notice));
}
