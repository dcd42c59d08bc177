import { timestamp, timestampOrNull } from '../../shared/clock.ts';
import { deviceProofHeader, type Device, type DeviceKey } from '../../shared/contract/sync.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isAdministrator } from '../../shared/human-task/actor.ts';
import type { ServerCaller } from '../caller.ts';
import { tellDeviceRevoked } from '../feed/ended-access.ts';
import type { ServerParts } from '../server-parts.ts';
import {
  findDevice,
  insertDevice,
  lastRevocation,
  listDevices,
  lockDevice,
  markRevoked,
  renewDevice,
  type DeviceRow,
} from '../store/devices.ts';
import { beforeRevocation } from './ended-access.ts';

type DeviceParts = Pick<ServerParts, 'db' | 'clock'>;

/** How long it is waited for the database to tell this node what it has just committed. */
const longestEchoMs = 1_000;

/** @throws CountersignError FORBIDDEN: other people's are for administrators */
export async function describeDevices(
  { db }: DeviceParts,
  caller: ServerCaller,
  { userId }: { readonly userId?: string | undefined },
): Promise<Device[]> {
  const { actor } = caller;
  const everyones = isAdministrator(actor);
  if (userId !== undefined && userId !== actor.userId && !everyones) throw new CountersignError('FORBIDDEN');
  const whose = userId ?? (everyones ? null : actor.userId);
  const rows = await db.read(caller.hostId, (reader) => listDevices(reader, whose));
  return rows.map((row) => describe(row, caller));
}

/**
 * Registers the device that signs in. A device of somebody who had one revoked has to come from a sign-in after that, so that
 * what a stolen device still holds registers no other: not where nobody says when the sign-in was either, for a token that was
 * renewed is as young as one of a new sign-in.
 * @throws CountersignError UNAUTHORIZED without the key, DEVICE_KEY_MISMATCH, DEVICE_REVOKED
 */
export async function registerDevice(
  { db, clock }: DeviceParts,
  caller: ServerCaller,
  {
    deviceId,
    name,
    publicKey,
  }: { readonly deviceId: string; readonly name: string; readonly publicKey: DeviceKey },
): Promise<Device> {
  const { userId } = caller.actor;
  const key = keyText(publicKey);
  if (!caller.holdsKey(deviceId, key)) {
    throw new CountersignError('UNAUTHORIZED', {
      message: 'The call does not prove that it has the key of the device',
      details: { next: `Sign it as ${deviceProofHeader}.` },
    });
  }
  return db.write(caller.hostId, async (tx) => {
    const now = clock.now();
    const revokedAt = await lastRevocation(tx, userId);
    const { signedInAt } = caller;
    const mayBegin = revokedAt === null || (signedInAt !== null && signedInAt > revokedAt);
    const known = await lockDevice(tx, deviceId);
    if (known === null) {
      if (!mayBegin) throw beforeRevocation(signedInAt);
      if (!(await insertDevice(tx, { id: deviceId, userId, name, publicKey: key }, now))) throw taken();
    } else {
      if (known.userId !== userId || known.publicKey !== key) throw taken();
      if (known.revokedAt !== null && !mayBegin) throw beforeRevocation(signedInAt);
      await renewDevice(tx, deviceId, name, now);
    }
    return describe(must(await findDevice(tx, deviceId)), caller);
  });
}

/**
 * When this resolves, this node takes no more calls of the device; the others hear of it at the same time. Revoking it again
 * changes nothing.
 * @throws CountersignError DEVICE_NOT_FOUND also for those of others */
export async function revokeDevice(
  { db, clock, feed, timers }: Pick<ServerParts, 'db' | 'clock' | 'feed' | 'timers'>,
  caller: ServerCaller,
  { deviceId }: { readonly deviceId: string },
): Promise<Device> {
  const { hostId, actor } = caller;
  const echo = listenOnce(feed, timers, hostId, deviceId);
  try {
    const { device, isNew } = await db.write(hostId, async (tx) => {
      const found = must(await lockDevice(tx, deviceId));
      if (found.userId !== actor.userId && !isAdministrator(actor))
        throw new CountersignError('DEVICE_NOT_FOUND');
      const isNew = found.revokedAt === null;
      if (isNew) {
        await markRevoked(tx, deviceId, actor.userId, clock.now());
        await tellDeviceRevoked(tx, deviceId);
      }
      return { device: must(await findDevice(tx, deviceId)), isNew };
    });
    if (isNew) await echo.heard;
    return describe(device, caller);
  } finally {
    echo.stop();
  }
}

function listenOnce(
  feed: ServerParts['feed'],
  timers: ServerParts['timers'],
  hostId: string,
  deviceId: string,
): { readonly heard: Promise<void>; stop(): void } {
  let stop = () => {};
  const heard = new Promise<void>((resolve) => {
    const stopListening = feed.listenDevice(hostId, deviceId, resolve);
    const late = timers.after(longestEchoMs, resolve);
    stop = () => {
      stopListening();
      late.cancel();
    };
  });
  return { heard, stop: () => stop() };
}

function describe(row: DeviceRow, caller: ServerCaller): Device {
  return {
    deviceId: row.id,
    userId: row.userId,
    name: row.name,
    registeredTs: timestamp(row.registeredAt),
    lastSeenTs: timestamp(row.lastSeenAt),
    revokedTs: timestampOrNull(row.revokedAt),
    revokedBy: row.revokedBy,
    current: row.id === caller.deviceId,
  };
}

/** Always in the same order, so that texts of the same key are equal. */
function keyText({ kty, crv, x }: DeviceKey): string {
  return JSON.stringify({ kty, crv, x });
}

function must(device: DeviceRow | null): DeviceRow {
  if (device === null) throw new CountersignError('DEVICE_NOT_FOUND');
  return device;
}

function taken(): CountersignError {
  return new CountersignError('DEVICE_KEY_MISMATCH');
}
