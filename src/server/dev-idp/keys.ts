import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';

const Keys = z.object({
  /** Private keys as JWKs. */
  signing: z.array(z.record(z.string(), z.unknown())).min(1),
  cookies: z.array(z.string()).min(1),
});
export type Keys = z.infer<typeof Keys>;

const cookieKeyBytes = 32;

/** The keys of the identity provider for development, made at its first start, so that its tokens outlive the process. */
export async function keysIn(file: string): Promise<Keys> {
  if (existsSync(file)) {
    const kept = Keys.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (kept.success) return kept.data;
  }
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  const made: Keys = {
    signing: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }],
    cookies: [randomBytes(cookieKeyBytes).toString('base64url')],
  };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}
