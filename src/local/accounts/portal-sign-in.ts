import { z } from 'zod';
import type { PortalClient } from '../../shared/contract/accounts.ts';
import { CountersignError } from '../../shared/errors.ts';
import { nameAmong } from './account-name.ts';
import type { AccountRecord } from './account-registry.ts';
import { signInByDevice, type DeviceCode } from './device-grant.ts';
import { newDeviceKey } from './device.ts';
import type { Tokens } from './oidc.ts';
import { oidcClientOf } from './open-account.ts';
import type { SignedIn, SignInParts } from './sign-in.ts';

// P1: a light-portal does not say who is signed in: its token does, and the portal checks it with each call.

const scopes = ['portal.r', 'portal.w'];
const Claims = z.object({
  host: z.uuid(),
  uid: z.string().min(1).optional(),
  user_id: z.string().min(1).optional(),
});

/** @throws CountersignError ACCOUNT_EXISTS, SIGN_IN_FAILED, SERVER_UNREACHABLE */
export async function signInToPortal(
  parts: SignInParts,
  serverUrl: string,
  { providerId, clientId }: PortalClient,
  known: () => readonly AccountRecord[],
  signal: AbortSignal,
  show: (code: DeviceCode) => void,
): Promise<SignedIn> {
  const issuer = `${serverUrl}/oauth2/${encodeURIComponent(providerId)}`;
  const kept = { issuer, clientId, audience: '', scopes };
  const client = oidcClientOf({ serverUrl, ...kept });
  const tokens = await signInByDevice(parts, client, signal, show);
  const { hostId, userId } = identityIn(tokens);
  const isSame = (one: AccountRecord) =>
    one.serverUrl === serverUrl && one.hostId === hostId && one.userId === userId;
  if (known().some(isSame)) throw new CountersignError('ACCOUNT_EXISTS');
  const accountId = parts.ids.next();
  const deviceKey = newDeviceKey();
  parts.vault.write(accountId, { refreshToken: tokens.refreshToken, deviceKey });
  return {
    tokens,
    record: {
      accountId,
      kind: 'light-portal',
      name: nameAmong(known(), new URL(serverUrl).host, userId),
      serverUrl,
      ...kept,
      hostId,
      userId,
      userName: userId,
      deviceId: parts.ids.next(),
      leaving: false,
    },
  };
}

/** The same person again. @throws CountersignError as `signInToPortal` */
export async function signInAgainToPortal(
  parts: SignInParts,
  record: AccountRecord,
  signal: AbortSignal,
  show: (code: DeviceCode) => void,
): Promise<SignedIn> {
  const tokens = await signInByDevice(parts, oidcClientOf(record), signal, show);
  const { hostId, userId } = identityIn(tokens);
  if (hostId !== record.hostId || userId !== record.userId) {
    throw failed(`You signed in as ${userId}; this account is ${record.userName}'s.`);
  }
  const deviceKey = parts.vault.read(record.accountId)?.deviceKey ?? newDeviceKey();
  parts.vault.write(record.accountId, { refreshToken: tokens.refreshToken, deviceKey });
  return { tokens, record };
}

/** P1. */
function identityIn({ accessToken }: Tokens): { hostId: string; userId: string } {
  const claims = Claims.safeParse(payloadOf(accessToken));
  const userId = claims.data?.uid ?? claims.data?.user_id;
  if (claims.data === undefined || userId === undefined) {
    throw failed('The token of the server does not say who is signed in.');
  }
  return { hostId: claims.data.host, userId };
}

function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return null;
  }
}

function failed(message: string): CountersignError {
  return new CountersignError('SIGN_IN_FAILED', { message });
}
