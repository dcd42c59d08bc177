import { createHash } from 'node:crypto';
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import type { Clock, Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import { createExpiringMap } from './expiring-map.ts';

export interface Verified {
  readonly claims: JWTPayload;
  /** With the clock skew that is allowed. */
  readonly expiresAt: Instant;
}

export interface TokenVerifier {
  /** @throws CountersignError UNAUTHORIZED, TOKEN_EXPIRED; SERVER_UNREACHABLE when the issuer's keys cannot be had */
  verify(token: string): Promise<Verified>;
}

export interface TokenVerifierOptions {
  readonly issuer: string;
  /** Of those that a token names one must be this server's. */
  readonly isAudience: (audience: string) => boolean;
  /** Where the issuer's keys are; null: where its discovery document says. */
  readonly jwksUrl: string | null;
  readonly skewSeconds: number;
  readonly clock: Clock;
}

/** Signatures that only the issuer can make: no `none`, and no secret that this server would have to know. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const longestToken = 16_384;
/** How long a verified token is not verified again: as long as a key that was withdrawn still works. */
const rememberMs = 60_000;
const rememberedAtMost = 20_000;
const fetchTimeoutMs = 5_000;
/** An unknown key id makes the keys be asked for again, at most this often. */
const cooldownMs = 10_000;
const keysMaxAgeMs = 600_000;
/** An issuer that has not answered so often is left alone for so long. */
const triesInARow = 2;
const restMs = 1_000;

export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, isAudience, skewSeconds, clock } = options;
  const remembered = createExpiringMap<Verified>({ clock, atMost: rememberedAtMost });
  const keys = keysOf(options);

  const check = async (token: string): Promise<Verified> => {
    try {
      const { payload } = await jwtVerify(token, await keys(), {
        issuer,
        algorithms,
        clockTolerance: skewSeconds,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp', 'iat'],
      });
      if (![payload.aud ?? []].flat().some(isAudience)) throw refused(wrongClaim('aud'));
      return { claims: payload, expiresAt: ((payload.exp ?? 0) + skewSeconds) * 1_000 };
    } catch (error) {
      throw error instanceof CountersignError ? error : refusal(error);
    }
  };

  return {
    async verify(token) {
      if (token.length > longestToken) throw refused('The token is too long');
      const key = createHash('sha256').update(token).digest('base64');
      const known = remembered.get(key);
      if (known !== undefined) return known;
      // A connection that was kept open may have been closed meanwhile: that says nothing yet.
      const verified = await check(token).catch((error: unknown) => {
        if (error instanceof CountersignError && error.code === 'SERVER_UNREACHABLE') return check(token);
        throw error;
      });
      remembered.set(key, verified, Math.min(clock.now() + rememberMs, verified.expiresAt));
      return verified;
    },
  };
}

/** The keys of the issuer, found when they are first needed, so that the server starts also while the issuer is away. */
function keysOf({ issuer, jwksUrl, clock }: TokenVerifierOptions): () => Promise<JWTVerifyGetKey> {
  const ask = notTooOften(clock);
  const open = (url: string) =>
    createRemoteJWKSet(new URL(url), {
      [customFetch]: ask,
      timeoutDuration: fetchTimeoutMs,
      cooldownDuration: cooldownMs,
      cacheMaxAge: keysMaxAgeMs,
    });
  let found: Promise<JWTVerifyGetKey> | null = jwksUrl === null ? null : Promise.resolve(open(jwksUrl));
  return () => {
    found ??= discover(issuer, ask).then(open, (error: unknown) => {
      found = null;
      throw error;
    });
    return found;
  };
}

/** While the issuer is away, tokens that nobody signed do not make it be asked for each of them. */
function notTooOften(clock: Clock): typeof fetch {
  let failures = 0;
  let restUntil: Instant = 0;
  return async (input, init) => {
    if (clock.now() < restUntil) throw new Error('The issuer did not answer just now');
    try {
      const response = await fetch(input, init);
      failures = response.ok ? 0 : failures + 1;
      return response;
    } catch (error) {
      failures += 1;
      throw error;
    } finally {
      if (failures >= triesInARow) restUntil = clock.now() + restMs;
    }
  };
}

async function discover(issuer: string, ask: typeof fetch): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await ask(address, { signal: AbortSignal.timeout(fetchTimeoutMs), redirect: 'error' });
  const document = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (!response.ok || document.issuer !== issuer || typeof document.jwks_uri !== 'string') {
    throw new Error(`${address} does not describe the issuer ${issuer}`);
  }
  return document.jwks_uri;
}

function refusal(error: unknown): CountersignError {
  if (error instanceof errors.JWTExpired) return new CountersignError('TOKEN_EXPIRED', { cause: error });
  if (error instanceof errors.JWTClaimValidationFailed) return refused(wrongClaim(error.claim), error);
  const isAway =
    error instanceof errors.JWKSTimeout ||
    !(error instanceof errors.JOSEError) ||
    error.code === 'ERR_JOSE_GENERIC';
  if (!isAway) return refused('The token is not valid', error);
  return new CountersignError('SERVER_UNREACHABLE', {
    message: 'The keys of the identity provider cannot be had',
    details: { next: 'Try again in a moment; if it stays, tell who runs the server.' },
    cause: error,
  });
}

function wrongClaim(claim: string): string {
  if (claim === 'aud') return 'The token is for another audience';
  if (claim === 'iss') return 'The token is from another issuer';
  return `The token's claim ${claim} is not right`;
}

function refused(message: string, cause?: unknown): CountersignError {
  return new CountersignError('UNAUTHORIZED', { message, details: { next: 'Sign in again.' }, cause });
}
