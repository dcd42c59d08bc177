import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { deviceProofText, type DeviceKey } from '../../shared/contract/sync.ts';
import { PrivateDeviceKey } from './token-vault.ts';

/** A key for one account on this machine: two servers cannot tell by it that they know the same device. */
export function newDeviceKey(): PrivateDeviceKey {
  return PrivateDeviceKey.parse(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
}

export function publicHalf({ kty, crv, x }: PrivateDeviceKey): DeviceKey {
  return { kty, crv, x };
}

/** What proves to a server that whoever shows this token has the key of the device: its `deviceProofHeader`. */
export function proveDevice(key: PrivateDeviceKey, deviceId: string, token: string): string {
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  return sign(null, Buffer.from(deviceProofText(deviceId, token)), privateKey).toString('base64url');
}
