import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { deviceHeader, deviceProofHeader, deviceProofText } from '../../../src/shared/contract/sync.ts';

const privateKeys = new WeakMap<object, KeyObject>();

/** The public key of a device, as it is registered; the private half stays here. */
export function deviceKey(): object {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { kty, crv, x } = publicKey.export({ format: 'jwk' });
  const made = { kty, crv, x };
  privateKeys.set(made, privateKey);
  return made;
}

/** What proves that a call has the private half of a key of `deviceKey`. */
export function proofOf(publicKey: object, deviceId: string, token: string): Record<string, string> {
  const key = privateKeys.get(publicKey);
  if (key === undefined) throw new Error('Not a key of `deviceKey`');
  const proof = sign(null, Buffer.from(deviceProofText(deviceId, token)), key).toString('base64url');
  return { [deviceProofHeader]: proof };
}

/** With what a device calls. */
export function headersOf(publicKey: object, deviceId: string, token: string): Record<string, string> {
  return { [deviceHeader]: deviceId, ...proofOf(publicKey, deviceId, token) };
}
