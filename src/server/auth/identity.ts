import type { JWTPayload } from 'jose';
import { validate, v5 } from 'uuid';
import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import { UserId } from '../../shared/ids.ts';
import { Permission } from '../../shared/permissions.ts';
import type { ClaimNames } from '../config.ts';

/** Who a verified token says its bearer is. */
export interface Identity {
  readonly hostId: string;
  readonly hostName: string;
  /** Whether the token itself gives the host that name. */
  readonly namesHost: boolean;
  readonly userId: UserId;
  readonly userName: string;
  readonly email: string | null;
  /** Null: the token says nothing of roles, so memberships stay as they are. */
  readonly roleIds: readonly string[] | null;
  readonly permissions: readonly Permission[];
  readonly scopes: ReadonlySet<string>;
  /** The OIDC client that the token was given to. */
  readonly clientId: string | null;
  readonly issuedAt: Instant;
  /** Null: the token does not say. When it was issued says nothing of that: whoever has a refresh token is given new ones. */
  readonly signedInAt: Instant | null;
}

/** For hosts that tokens name by another word than a UUID; any fixed UUID will do. */
const hostNamespace = '6f1f0a52-6f0c-4f7e-9f0b-5d1c64b1f1a7';
/** History gives these names to no person. */
const reserved = ['engine'];
const longestName = 200;
const longestRole = 126;

/**
 * @param claims of a token whose signature, issuer, audience and times were verified
 * @throws CountersignError UNAUTHORIZED when a claim that is needed is missing or of no use
 */
export function identityOf(claims: JWTPayload, names: ClaimNames): Identity {
  const userId = UserId.safeParse(textOf(claims, names.user));
  if (!userId.success || reserved.includes(userId.data)) throw lacks('whom it is for', names.user);
  const host = textOf(claims, names.host) ?? names.defaultHost;
  if (host === null) throw lacks('which host it is for', names.host);
  const hostName = textOf(claims, names.hostName);
  const roles = claimOf(claims, names.roles);
  const permissions = listOf(claimOf(claims, names.permissions));
  const issuedAt = secondsOf(claims.iat) ?? 0;
  return {
    hostId: validate(host) ? host.toLowerCase() : v5(host, hostNamespace),
    hostName: cut(hostName ?? host),
    namesHost: hostName !== null,
    userId: userId.data,
    userName: cut(textOf(claims, names.name) ?? userId.data),
    email: textOf(claims, names.email),
    roleIds:
      roles === undefined ? null : [...new Set(listOf(roles))].filter((role) => role.length <= longestRole),
    permissions: Permission.options.filter((permission) => permissions.includes(permission)),
    scopes: new Set(scopesOf(claims).map((scope) => names.scopeAliases.get(scope) ?? scope)),
    clientId: textOf(claims, ['client_id', 'azp', 'cid', 'appid']),
    issuedAt,
    signedInAt: secondsOf(claims['auth_time']),
  };
}

function scopesOf(claims: JWTPayload): string[] {
  return [...listOf(claims['scope']), ...listOf(claims['scp'])];
}

/** The first of these that the token has; `a.b` also stands for b inside a. */
function claimOf(claims: JWTPayload, names: readonly string[]): unknown {
  for (const name of names) {
    const value = claims[name] ?? inside(claims, name.split('.'));
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function inside(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}

function textOf(claims: JWTPayload, names: readonly string[]): string | null {
  const value = claimOf(claims, names);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** An array of texts, or one text with spaces between. */
function listOf(value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(/\s+/)
      : [];
  return items.filter((item): item is string => typeof item === 'string' && item !== '');
}

export function secondsOf(value: unknown): Instant | null {
  return typeof value === 'number' && Number.isFinite(value) ? value * 1_000 : null;
}

function cut(name: string): string {
  return name.slice(0, longestName);
}

function lacks(what: string, names: readonly string[]): CountersignError {
  return new CountersignError('UNAUTHORIZED', {
    message: `The token does not say ${what}`,
    details: { next: `Have the identity provider put the claim ${names.join(' or ')} into its tokens.` },
  });
}
