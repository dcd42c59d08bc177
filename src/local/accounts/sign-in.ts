import type { PortalClient } from '../../shared/contract/accounts.ts';
import { CountersignError } from '../../shared/errors.ts';
import { nameAmong } from './account-name.ts';
import type { AccountRecord } from './account-registry.ts';
import { signInByBrowser } from './browser-sign-in.ts';
import type { DeviceCode } from './device-grant.ts';
import { newDeviceKey, publicHalf } from './device.ts';
import type { Tokens } from './oidc.ts';
import { oidcClientOf, type AccountParts } from './open-account.ts';
import { signInAgainToPortal, signInToPortal } from './portal-sign-in.ts';
import { findServer } from './probe.ts';
import { createServerCalls, onlyToken, type ServerCalls } from './server-calls.ts';
import { mustBeItsOwn } from './shared-sign-in.ts';
import type { PrivateDeviceKey } from './token-vault.ts';

// I1: an account is one user of one host of one server; the same is not there twice.
// I2: no token is shown to a server before `mustBeItsOwn`.
// I3: its device is known to the server before anything is kept here, and its secrets are kept before it is listed.

export interface SignInParts extends AccountParts {
  readonly openBrowser: (url: string) => Promise<void>;
  /** What this machine is called in the server's list of devices. */
  readonly deviceName: string;
}

export interface SignInChoices {
  /** How to sign in where a light-portal answers. */
  readonly portal: PortalClient | undefined;
  /** Whether the person wants it also if the sign-in is good for the server of another account too. */
  readonly shared: boolean;
}

export interface SignedIn {
  readonly record: AccountRecord;
  readonly tokens: Tokens;
}

/**
 * @param show called where the person has to enter a code
 * @throws CountersignError SERVER_INCOMPATIBLE, ACCOUNT_EXISTS, SIGN_IN_SHARED, SIGN_IN_FAILED, SERVER_UNREACHABLE, and what the server says
 */
export async function signInToServer(
  parts: SignInParts,
  serverUrl: string,
  { portal, shared }: SignInChoices,
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
  mustBeUsed(scopes);
  const kept = { issuer, clientId, audience, scopes };
  const client = oidcClientOf({ serverUrl, ...kept });
  return signInByBrowser(parts, client, false, signal, async (tokens) => {
    if (!shared) mustBeItsOwn({ serverUrl, issuer, audience }, tokens, known());
    const deviceId = parts.ids.next();
    const deviceKey = newDeviceKey();
    const calls = callsOf(parts, serverUrl, { deviceId, deviceKey }, tokens);
    const { hostId, userId, userName } = await calls.sync.me();
    const isSame = (one: AccountRecord) =>
      one.serverUrl === serverUrl && one.hostId === hostId && one.userId === userId;
    if (known().some(isSame)) throw new CountersignError('ACCOUNT_EXISTS');
    signal.throwIfAborted();
    await register(parts, calls, deviceId, deviceKey);
    signal.throwIfAborted();
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
        ...kept,
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
 * @param anew whether the person has to show again who they are the first time already: what ended by a decision takes a sign-in
 * after that
 * @throws CountersignError as `signInToServer`
 */
export async function signInAgainToServer(
  parts: SignInParts,
  record: AccountRecord,
  { known, anew }: { readonly known: () => readonly AccountRecord[]; readonly anew: boolean },
  signal: AbortSignal,
  show: (code: DeviceCode) => void,
): Promise<SignedIn> {
  if (record.kind === 'light-portal') return signInAgainToPortal(parts, record, signal, show);
  const found = await findServer(parts, record.serverUrl, signal);
  // Another provider may have been set up since.
  const { issuer, clientId, audience, scopes } = found.kind === 'countersign' ? found.handshake : record;
  mustBeUsed(scopes);
  const said = { issuer, clientId, audience, scopes: [...scopes] };
  const isAsBefore = issuer === record.issuer && audience === record.audience;
  return signInByBrowser(parts, oidcClientOf({ ...record, ...said }), anew, signal, async (tokens) => {
    const others = known().filter(({ accountId }) => accountId !== record.accountId);
    if (!isAsBefore) mustBeItsOwn({ ...record, ...said }, tokens, others, anotherProvider);
    const kept = parts.vault.read(record.accountId)?.deviceKey ?? null;
    const deviceKey = kept ?? newDeviceKey();
    const deviceId = kept === null ? parts.ids.next() : record.deviceId;
    const calls = callsOf(parts, record.serverUrl, { deviceId, deviceKey }, tokens);
    const { hostId, userId, userName } = await calls.sync.me();
    if (hostId !== record.hostId || userId !== record.userId) {
      throw failed(`You signed in as ${userName}; this account is ${record.userName}'s.`);
    }
    signal.throwIfAborted();
    await register(parts, calls, deviceId, deviceKey);
    signal.throwIfAborted();
    keepSecrets(parts, record.accountId, tokens, deviceKey);
    return { tokens, record: { ...record, ...said, userName, deviceId } };
  });
}

function callsOf(
  { fetch, timers }: SignInParts,
  serverUrl: string,
  { deviceId, deviceKey }: { readonly deviceId: string; readonly deviceKey: PrivateDeviceKey },
  { accessToken, idToken }: Tokens,
): ServerCalls {
  const tokens = onlyToken(accessToken, deviceKey);
  return createServerCalls({ serverUrl, deviceId, fetch, timers, tokens, idToken });
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

/** As this app uses them; providers may put the name of the server in front of them. */
const usedScope = /(^|[/:])workflow\.(read|write|task\.override)$/;

/** A server that lies asks for what is good elsewhere. @throws CountersignError SIGN_IN_FAILED */
function mustBeUsed(scopes: readonly string[]): void {
  const others = scopes.filter((scope) => !usedScope.test(scope));
  if (others.length > 0) {
    throw failed(
      `The server asks for rights that Countersign does not use: ${others.join(', ').slice(0, 200)}`,
    );
  }
}

const anotherProvider = {
  next: 'Its server now names another sign-in than before: ask who runs it why. To use it all the same, sign out and add the account anew.',
};
const portalNeedsMore =
  'A light-portal server answers there: it needs the id of its provider and a client id.';

function failed(message: string): CountersignError {
  return new CountersignError('SIGN_IN_FAILED', { message });
}
