import type { PortalClient } from '../../shared/contract/accounts.ts';
import { CountersignError } from '../../shared/errors.ts';
import { nameAmong } from './account-name.ts';
import type { AccountRecord } from './account-registry.ts';
import { signInByBrowser } from './browser-sign-in.ts';
import type { DeviceCode } from './device-grant.ts';
import { newDeviceKey, publicHalf } from './device.ts';
import type { OidcClient, Tokens } from './oidc.ts';
import { oidcClientOf, type AccountParts } from './open-account.ts';
import { signInAgainToPortal, signInToPortal } from './portal-sign-in.ts';
import { findServer } from './probe.ts';
import { createServerCalls, onlyToken, type ServerCalls } from './server-calls.ts';
import type { PrivateDeviceKey } from './token-vault.ts';

// I1: an account is one user of one host of one server; the same is not there twice.
// I2: its device is known to the server before anything is kept here, and its secrets are kept before it is listed.

export interface SignInParts extends AccountParts {
  readonly openBrowser: (url: string) => Promise<void>;
  /** What this machine is called in the server's list of devices. */
  readonly deviceName: string;
}

export interface SignedIn {
  readonly record: AccountRecord;
  readonly tokens: Tokens;
}

/**
 * @param portal how to sign in where a light-portal answers
 * @param show called where the person has to enter a code
 * @throws CountersignError SERVER_INCOMPATIBLE, ACCOUNT_EXISTS, SIGN_IN_FAILED, SERVER_UNREACHABLE, and what the server says
 */
export async function signInToServer(
  parts: SignInParts,
  serverUrl: string,
  portal: PortalClient | undefined,
  known: () => readonly AccountRecord[],
  signal: AbortSignal,
  show: (code: DeviceCode) => void,
): Promise<SignedIn> {
  const found = await findServer(parts, serverUrl, signal);
  if (found.kind === 'light-portal') {
    if (portal === undefined) throw failed(portalNeedsMore);
    return signInToPortal(parts, serverUrl, portal, known, signal, show);
  }
  if (found.incompatibility !== null) throw new CountersignError('SERVER_INCOMPATIBLE');
  const { issuer, clientId, audience, scopes, serverName } = found.handshake;
  const client: OidcClient = { issuer, clientId, audience, scopes };
  return signInByBrowser(parts, client, signal, async (tokens) => {
    const deviceId = parts.ids.next();
    const calls = callsOf(parts, serverUrl, deviceId, tokens);
    const { hostId, userId, userName } = await calls.sync.me();
    const isSame = (one: AccountRecord) =>
      one.serverUrl === serverUrl && one.hostId === hostId && one.userId === userId;
    if (known().some(isSame)) throw new CountersignError('ACCOUNT_EXISTS');
    const deviceKey = newDeviceKey();
    signal.throwIfAborted();
    await register(parts, calls, deviceId, deviceKey);
    const name = nameAmong(known(), serverName, userName);
    const accountId = parts.ids.next();
    keepSecrets(parts, accountId, tokens, deviceKey);
    return {
      tokens,
      record: {
        accountId,
        kind: 'countersign',
        name,
        serverUrl,
        ...client,
        scopes: [...scopes],
        hostId,
        userId,
        userName,
        deviceId,
        leaving: false,
      },
    };
  });
}

/**
 * The same person again, after the sign-in has ended or the device was revoked. Without the device's key, which went with a run of
 * the app that had no keystore, it is a new device.
 * @throws CountersignError as `signInToServer`
 */
export async function signInAgainToServer(
  parts: SignInParts,
  record: AccountRecord,
  signal: AbortSignal,
  show: (code: DeviceCode) => void,
): Promise<SignedIn> {
  if (record.kind === 'light-portal') return signInAgainToPortal(parts, record, signal, show);
  const found = await findServer(parts, record.serverUrl, signal);
  // Another provider may have been set up since.
  const client =
    found.kind === 'countersign' ? oidcClientOf({ ...record, ...found.handshake }) : oidcClientOf(record);
  return signInByBrowser(parts, client, signal, async (tokens) => {
    const kept = parts.vault.read(record.accountId)?.deviceKey ?? null;
    const deviceId = kept === null ? parts.ids.next() : record.deviceId;
    const calls = callsOf(parts, record.serverUrl, deviceId, tokens);
    const { hostId, userId, userName } = await calls.sync.me();
    if (hostId !== record.hostId || userId !== record.userId) {
      throw failed(`You signed in as ${userName}; this account is ${record.userName}'s.`);
    }
    const deviceKey = kept ?? newDeviceKey();
    signal.throwIfAborted();
    await register(parts, calls, deviceId, deviceKey);
    keepSecrets(parts, record.accountId, tokens, deviceKey);
    return { tokens, record: { ...record, ...client, scopes: [...client.scopes], userName, deviceId } };
  });
}

function callsOf(
  { fetch, timers }: SignInParts,
  serverUrl: string,
  deviceId: string,
  tokens: Tokens,
): ServerCalls {
  return createServerCalls({ serverUrl, deviceId, fetch, timers, tokens: onlyToken(tokens.accessToken) });
}

async function register(
  { deviceName }: SignInParts,
  { sync }: ServerCalls,
  deviceId: string,
  key: PrivateDeviceKey,
): Promise<void> {
  await sync.devices.register({ deviceId, name: deviceName, publicKey: publicHalf(key) });
}

function keepSecrets(
  { vault }: SignInParts,
  accountId: string,
  tokens: Tokens,
  deviceKey: PrivateDeviceKey,
): void {
  vault.write(accountId, { refreshToken: tokens.refreshToken, deviceKey });
}

const portalNeedsMore =
  'A light-portal server answers there: it needs the id of its provider and a client id.';

function failed(message: string): CountersignError {
  return new CountersignError('SIGN_IN_FAILED', { message });
}
