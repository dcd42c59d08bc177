import { generateKeyPairSync } from 'node:crypto';

/** The public key of a device, as it is registered. */
export function deviceKey(): object {
  const { kty, crv, x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  return { kty, crv, x };
}
