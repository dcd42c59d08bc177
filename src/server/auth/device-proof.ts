import { createHash, createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import { deviceProofText } from '../../shared/contract/sync.ts';
import { createExpiringMap } from './expiring-map.ts';

// P1: a device is who has its key: its id and its public half are no secret, and a token says only who its user is.

export interface ProofChecker {
  /** @param publicKey a JWK as JSON text @param proof what the call brought along */
  holds(publicKey: string, deviceId: string, token: string, proof: string | undefined): boolean;
}

/** As long as a token that was verified: each call of a device brings the same. */
const rememberMs = 60_000;
const rememberedAtMost = 20_000;
const shape = /^[\w-]{86}$/;

export function createProofChecker(clock: Clock): ProofChecker {
  const held = createExpiringMap<true>({ clock, atMost: rememberedAtMost });
  return {
    holds(publicKey, deviceId, token, proof) {
      if (proof === undefined || !shape.test(proof)) return false;
      const key = createHash('sha256')
        .update(JSON.stringify([publicKey, deviceId, proof, token]))
        .digest('base64');
      if (held.get(key) !== undefined) return true;
      if (!isSignature(publicKey, deviceProofText(deviceId, token), proof)) return false;
      held.set(key, true, clock.now() + rememberMs);
      return true;
    },
  };
}

function isSignature(publicKey: string, text: string, proof: string): boolean {
  try {
    const key = createPublicKey({ key: JSON.parse(publicKey) as JsonWebKey, format: 'jwk' });
    return verify(null, Buffer.from(text), key, Buffer.from(proof, 'base64url'));
  } catch {
    // Not every 32 bytes are a point of the curve.
    return false;
  }
}
