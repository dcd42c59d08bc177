import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { deviceHeader } from '../../shared/contract/sync.ts';
import { CountersignError } from '../../shared/errors.ts';
import { overridePermission } from '../../shared/human-task/actor.ts';
import type { Authenticate } from '../authenticate.ts';
import { sourceOf, type ServerCaller } from '../caller.ts';
import type { ClaimNames } from '../config.ts';
import type { CallerRow } from '../store/sign-ins.ts';
import type { Admit } from './admit.ts';
import { identityOf, type Identity } from './identity.ts';
import type { KnownCallers } from './known-callers.ts';
import type { TokenVerifier } from './token-verifier.ts';

export interface AuthenticatorOptions {
  readonly verifier: TokenVerifier;
  readonly claims: ClaimNames;
  readonly admit: Admit;
  readonly known: KnownCallers;
  /** The client whose tokens are given to devices: each of its calls names the device. */
  readonly desktopClientId: string;
}

const DeviceId = z.uuid();

/** What a device may call before it is registered. */
const beforeRegistering =
  /^\/(api\/devices\/[^/]+$|rpc\/sync\/devices\/register$|api\/sync\/me$|rpc\/sync\/me$)/;

export function createAuthenticator(options: AuthenticatorOptions): Authenticate {
  const { verifier, claims: names, admit, known, desktopClientId } = options;
  return async (request) => {
    const { claims, expiresAt } = await verifier.verify(bearerOf(request));
    const identity = identityOf(claims, names);
    const deviceId = deviceOf(request);
    await admit.admit(identity);
    const row = await find(identity, deviceId);
    if (!row.active) {
      throw new CountersignError('FORBIDDEN', {
        message: 'This user was deactivated',
        details: { next: 'Ask an administrator to make the user active again.' },
      });
    }
    const registered = registeredDevice(row, identity, deviceId);
    const isNeeded = identity.clientId === desktopClientId || deviceId !== null;
    if (registered === null && isNeeded && !beforeRegistering.test(pathOf(request))) throw unregistered();
    return { caller: callerOf(request, identity, row, registered), expiresAt };
  };

  async function find(identity: Identity, deviceId: string | null): Promise<CallerRow> {
    const { hostId, userId } = identity;
    const row = await known.find(hostId, userId, deviceId);
    if (row !== null) return row;
    // Removed since the token was seen first: signing in adds them again, as it did then.
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
    deviceId,
    requestId: request.id,
  };
}

/** @throws CountersignError DEVICE_REVOKED */
function registeredDevice(
  row: CallerRow,
  { userId, signedInAt }: Identity,
  deviceId: string | null,
): string | null {
  const { device } = row;
  if (device === null || device.userId !== userId) return null;
  if (device.revokedAt === null) return deviceId;
  if (signedInAt <= device.revokedAt) throw new CountersignError('DEVICE_REVOKED');
  return null;
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

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}

function unregistered(): CountersignError {
  return new CountersignError('UNAUTHORIZED', {
    message: 'This device is not registered',
    details: { next: `Register it by PUT /api/devices/{deviceId}, and send its id as ${deviceHeader}.` },
  });
}
