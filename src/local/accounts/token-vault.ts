import { z } from 'zod';

/** The private half of a device's Ed25519 key, as a JWK. */
export const PrivateDeviceKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
});
export type PrivateDeviceKey = z.infer<typeof PrivateDeviceKey>;

/** Everything of an account that nobody may see. Access tokens are not in it: they live shorter than the app runs. */
export const AccountSecrets = z.object({
  /** Null: it is not good any more; signing in gives another. */
  refreshToken: z.string().nullable(),
  deviceKey: PrivateDeviceKey,
});
export type AccountSecrets = z.infer<typeof AccountSecrets>;

/** Where secrets of accounts are kept: encrypted by the system's keystore, or in memory where there is none. */
export interface TokenVault {
  read(accountId: string): AccountSecrets | null;
  /** On disk when it returns, where there is a keystore. @throws Error when the disk does not take it */
  write(accountId: string, secrets: AccountSecrets): void;
  remove(accountId: string): void;
  /** Whether what is written now outlives the app. */
  kind(): 'keystore' | 'memory';
}
