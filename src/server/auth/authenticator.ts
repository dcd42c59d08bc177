import type { FastifyRequest } from 'fastify';
import type { JWTPayload } from 'jose';
import { z } from 'zod';
import type { Instant } from '../../shared/clock.ts';
import { deviceHeader, deviceProofHeader, idTokenHeader } from '../../shared/contract/sync.ts';
import { CountersignError } from '../../shared/errors.ts';
import { overridePermission } from '../../shared/human-task/actor.ts';
import type { Authenticate } from '../authenticate.ts';
import { sourceOf, type ServerCaller } from '../caller.ts';
import type { ClaimNames } from '../config.ts';
import type { CallerRow } from '../store/sign-ins.ts';
import type { Admit } from './admit.ts';
import type { ProofChecker } from './device-proof.ts';
import { beforeRevocation, deactivated, mustBeSince, surelyBegun } from './ended-access.ts';
import { identityOf, secondsOf, type Identity } from './identity.ts';
import type { KnownCallers } from './known-callers.ts';
import type { TokenVerifier } from './token-verifier.ts';

export interface AuthenticatorOptions {
  readonly verifier: TokenVerifier;
  /** Of ID tokens of the desktop client. */
  readonly idTokens: TokenVerifier;
  readonly claims: ClaimNames;
  readonly admit: Admit;
  readonly known: KnownCallers;
  readonly proofs: ProofChecker;
  /** The client whose tokens are given to devices: each of its calls names the device. */
  readonly desktopClientId: string;
  /** How far the clock of whoever issues tokens may differ. */
  readonly skewMs: number;
}

const DeviceId = z.uuid();

/** What a device may call before it is registered. */
const beforeRegistering =
  /^\/(api\/devices\/[^/]+$|rpc\/sync\/devices\/register$|api\/sync\/me$|rpc\/sync\/me$)/;

export function createAuthenticator(options: AuthenticatorOptions): Authenticate {
  const { verifier, idTokens, claims: names, admit, known, proofs, desktopClientId, skewMs } = options;
  return async (request) => {
    const token = bearerOf(request);
    const { claims, expiresAt } = await verifier.verify(token);
    const mayRegister = beforeRegistering.test(pathOf(request));
    const said = identityOf(claims, names);
    const signedInAt = said.signedInAt ?? (mayRegister ? await signInOf(request, claims) : null);
    const identity = { ...said, signedInAt };
    const deviceId = deviceOf(request);
    await admit.admit(identity);
    const row = await find(identity, deviceId);
    mustBeSince(identity, row.removedAt, skewMs);
    if (!row.active) throw deactivated();
    const proof = textIn(request, deviceProofHeader);
    const holdsKey = (id: string, publicKey: string) => proofs.holds(publicKey, id, token, proof);
    const registered = registeredDevice(row, identity, deviceId, holdsKey, mayRegister);
    // Also where the token does not say which client it was given to: it may be the desktop's.
    const isNeeded = (identity.clientId ?? desktopClientId) === desktopClientId || deviceId !== null;
    if (registered === null && isNeeded && !mayRegister) throw unregistered();
    return {
      caller: callerOf(request, identity, row, registered, holdsKey),
      expiresAt,
      begunAt: surelyBegun(identity, skewMs),
    };
  };

  /** When the person signed in, by the ID token of the same sign-in; null: there is none that is right. */
  async function signInOf(request: FastifyRequest, { sub }: JWTPayload): Promise<Instant | null> {
    const idToken = textIn(request, idTokenHeader);
    if (idToken === undefined || sub === undefined) return null;
    try {
      const { claims } = await idTokens.verify(idToken);
      return claims.sub === sub ? secondsOf(claims['auth_time']) : null;
    } catch (error) {
      if (error instanceof CountersignError && error.code !== 'SERVER_UNREACHABLE') return null;
      throw error;
    }
  }

  async function find(identity: Identity, deviceId: string | null): Promise<CallerRow> {
    const { hostId, userId } = identity;
    const row = await known.find(hostId, userId, deviceId);
    if (row !== null) return row;
    // Removed since the token was seen first: only a sign-in after that adds them again.
    admit.forget(identity);
    known.forget(hostId, userId, deviceId);
    await admit.admit(identity);
    const again = await known.find(hostId, userId, deviceId);
    if (again === null) throw new CountersignError('UNAUTHORIZED', { details: { next: 'Sign in again.' } });
    return again;
  }
}

function callerOf(
  request: FastifyRequest,
  identity: Identity,
  row: CallerRow,
  deviceId: string | null,
  holdsKey: ServerCaller['holdsKey'],
): ServerCaller {
  const { hostId, userId, userName, permissions, scopes, signedInAt } = identity;
  return {
    hostId,
    actor: {
      userId,
      permissions: new Set([...permissions, ...row.permissions]),
      overrideInScope: scopes.has(overridePermission),
    },
    tokenPermissions: new Set(permissions),
    userName,
    source: sourceOf(request.headers['x-countersign-source']),
    scopes,
    signedInAt,
    holdsKey,
    deviceId,
    requestId: request.id,
  };
}

/**
 * The device of the call, where it is the user's and has proved itself.
 * @returns null: what it calls as is not registered, or has to be registered anew
 * @throws CountersignError DEVICE_REVOKED, UNAUTHORIZED
 */
function registeredDevice(
  row: CallerRow,
  { userId, signedInAt }: Identity,
  deviceId: string | null,
  holdsKey: ServerCaller['holdsKey'],
  mayRegister: boolean,
): string | null {
  const { device } = row;
  if (deviceId === null || device === null || device.userId !== userId) return null;
  if (device.revokedAt !== null) {
    if (signedInAt !== null && signedInAt > device.revokedAt) return null;
    throw mayRegister ? beforeRevocation(signedInAt) : new CountersignError('DEVICE_REVOKED');
  }
  if (holdsKey(deviceId, device.publicKey)) return deviceId;
  if (mayRegister) return null;
  throw new CountersignError('UNAUTHORIZED', {
    message: 'The call does not come from the device that it names',
    details: { next: `Sign it with the key of the device, as ${deviceProofHeader}.` },
  });
}

function bearerOf(request: FastifyRequest): string {
  const [scheme, token, ...others] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || token === '' || others.length > 0) {
    throw new CountersignError('UNAUTHORIZED', {
      details: { next: 'Sign in, and send the access token as a bearer token.' },
    });
  }
  return token;
}

function deviceOf(request: FastifyRequest): string | null {
  const text = request.headers[deviceHeader];
  if (text === undefined) return null;
  const id = DeviceId.safeParse(text);
  if (id.success) return id.data.toLowerCase();
  throw new CountersignError('INVALID_REQUEST', {
    message: `${deviceHeader} must be the UUID of a registered device`,
  });
}

/** @returns undefined also for one that came twice */
function textIn(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}

function unregistered(): CountersignError {
  return new CountersignError('UNAUTHORIZED', {
    message: 'This device is not registered',
    details: { next: `Register it by PUT /api/devices/{deviceId}, and send its id as ${deviceHeader}.` },
  });
}
