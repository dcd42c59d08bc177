import { instant } from '../../shared/clock.ts';
import type { AccountDevice } from '../../shared/contract/accounts.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { AccountParts, ServerAccount } from './open-account.ts';
import { createServerCalls, type ServerCalls } from './server-calls.ts';

/** This computer first, then the one that was seen last. @throws CountersignError OFFLINE, NOT_FOUND, and what the server says */
export async function listDevices(parts: AccountParts, account: ServerAccount): Promise<AccountDevice[]> {
  const { userId, deviceId: own } = account.record;
  const { devices } = await ask(parts, account, ({ sync }) => sync.devices.list({ userId }));
  return devices
    .filter(({ revokedTs }) => revokedTs === null)
    .map(({ deviceId, name, registeredTs, lastSeenTs, revokedTs }) => ({
      deviceId,
      name,
      registeredTs,
      lastSeenTs,
      revokedTs,
      current: deviceId === own,
    }))
    .toSorted(
      (one, other) =>
        Number(other.current) - Number(one.current) || instant(other.lastSeenTs) - instant(one.lastSeenTs),
    );
}

/** @throws CountersignError INVALID_REQUEST for this computer's, OFFLINE, NOT_FOUND, DEVICE_NOT_FOUND */
export async function revokeDevice(
  parts: AccountParts,
  account: ServerAccount,
  deviceId: string,
): Promise<void> {
  if (deviceId === account.record.deviceId) {
    throw new CountersignError('INVALID_REQUEST', {
      message: 'This is the device that you are using',
      details: { next: 'Sign out of the account instead.' },
    });
  }
  await ask(parts, account, ({ sync }) => sync.devices.revoke({ deviceId }));
}

async function ask<T>(
  { fetch, timers }: AccountParts,
  { record, tokens, replica }: ServerAccount,
  call: (calls: ServerCalls) => Promise<T>,
): Promise<T> {
  const { kind, serverUrl, deviceId } = record;
  if (kind !== 'countersign') {
    throw new CountersignError('NOT_FOUND', { message: 'This server does not keep devices' });
  }
  if (replica === null || !['online', 'catching-up'].includes(replica.status.state)) {
    throw new CountersignError('OFFLINE');
  }
  try {
    return await call(createServerCalls({ serverUrl, deviceId, fetch, tokens, timers }));
  } catch (error) {
    if (!(error instanceof CountersignError && error.code === 'SERVER_UNREACHABLE')) throw error;
    throw new CountersignError('OFFLINE', { cause: error });
  }
}
