import { generateKeyPairSync } from 'node:crypto';
import type { DeviceKey } from '../../shared/contract/sync.ts';
import { PrivateDeviceKey } from './token-vault.ts';

/** A key for one account on this machine: two servers cannot tell by it that they know the same device. */
export function newDeviceKey(): PrivateDeviceKey {
  return PrivateDeviceKey.parse(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
}

export function publicHalf({ kty, crv, x }: PrivateDeviceKey): DeviceKey {
  return { kty, crv, x };
}
