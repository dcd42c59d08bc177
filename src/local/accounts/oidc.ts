import * as client from 'openid-client';
import type { Clock, Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isLoopback, isSafe } from './server-url.ts';

// O1: codes are bound to this app by PKCE, state and nonce; an answer to another question is none.
// O2: what a token says is not read here: it is for the server, whose clock and keys decide.
// O3: each request for a token says for which server it is (RFC 8707): a provider that knows this gives none that is good elsewhere.

/** At which provider, as which app, for which server. */
export interface OidcClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly audience: string;
  /** The address that was asked, without its path: what a token is to be good for, whatever the server says of itself. */
  readonly resource: string;
  readonly scopes: readonly string[];
}

export interface Tokens {
  readonly accessToken: string;
  /** By this machine's clock. */
  readonly expiresAt: Instant;
  /** Null: the provider gave none, so that signing in again will be needed soon. */
  readonly refreshToken: string | null;
  /** Of the sign-in; null: of a renewal. */
  readonly idToken: string | null;
}

export interface Authorization {
  /** Where the person signs in, in their browser. */
  readonly url: URL;
  /** @param answer the address that the browser was sent to @throws CountersignError SIGN_IN_FAILED, SERVER_UNREACHABLE */
  exchange(answer: URL): Promise<Tokens>;
}

export interface Oidc {
  /**
   * @param anew whether the person has to show again who they are, also where the provider still knows
   * @throws CountersignError SIGN_IN_FAILED, SERVER_UNREACHABLE
   */
  authorize(of: OidcClient, redirectUri: string, anew: boolean): Promise<Authorization>;
  /** @throws CountersignError TOKEN_EXPIRED when only signing in helps, SERVER_UNREACHABLE when it cannot be known */
  refresh(of: OidcClient, refreshToken: string): Promise<Tokens>;
  /** Does nothing where the provider has no such thing. @throws CountersignError as `refresh` */
  revoke(of: OidcClient, refreshToken: string): Promise<void>;
}

export interface OidcOptions {
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
}

const timeoutSeconds = 20;
/** In bytes; documents and keys of providers have a few thousand. */
const largestAnswer = 1024 * 1024;
/** Who signed in to the provider before that shows again who they are. */
const longestSessionSeconds = 30 * 86_400;
/** A clock that is this far off is taken for right; one that is further off is corrected by what the provider's says. */
const toleranceSeconds = 60;
/** Where a provider does not say how long a token is good. */
const usualSeconds = 300;

/** Answers of a provider that only a person can change. */
const final = new Set([
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'interaction_required',
  'login_required',
  'consent_required',
  'invalid_target',
]);

export function createOidc({ clock, fetch }: OidcOptions): Oidc {
  const ask: typeof fetch = async (input, init) => withinLimit(await fetch(input, init));
  const known = new Map<string, Promise<client.Configuration>>();

  const discover = async ({ issuer, clientId }: OidcClient): Promise<client.Configuration> => {
    const url = new URL(issuer);
    if (!isSafe(url)) throw failed('The address where one signs in is not encrypted.');
    let serverTime: Instant | null = null;
    const configuration = await client.discovery(
      url,
      clientId,
      { [client.clockTolerance]: toleranceSeconds },
      client.None(),
      {
        timeout: timeoutSeconds,
        execute: isLoopback(url) ? [client.allowInsecureRequests] : [],
        [client.customFetch]: async (address, options) => {
          const response = await ask(address, options as RequestInit);
          serverTime = timeOf(response);
          return response;
        },
      },
    );
    configuration[client.customFetch] = (address, options) => ask(address, options as RequestInit);
    const skew = serverTime === null ? 0 : Math.round((serverTime - clock.now()) / 1_000);
    if (Math.abs(skew) < toleranceSeconds) return configuration;
    return withSkew(configuration, clientId, skew, ask);
  };

  /** Found out once for each run of the app; what failed is tried again. */
  const configurationOf = (of: OidcClient): Promise<client.Configuration> => {
    const key = `${of.clientId} ${of.issuer}`;
    const found = known.get(key) ?? discover(of);
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };

  const tokensOf = (
    response: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers,
  ): Tokens => ({
    accessToken: response.access_token,
    expiresAt: clock.now() + (response.expiresIn() ?? usualSeconds) * 1_000,
    refreshToken: response.refresh_token ?? null,
    idToken: response.id_token ?? null,
  });

  return {
    async authorize(of, redirectUri, anew) {
      const configuration = await configurationOf(of).catch(explainSignIn);
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: ['openid', 'profile', 'offline_access', ...of.scopes].join(' '),
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: expectedState,
        nonce: expectedNonce,
        audience: of.audience,
        resource: of.resource,
        // So that the ID token has to say when the person signed in.
        max_age: String(longestSessionSeconds),
        ...(anew ? { prompt: 'login' } : {}),
      });
      if (!isSafe(url)) throw failed('The address where one signs in is not encrypted.');
      return {
        url,
        exchange: async (answer) =>
          tokensOf(
            await client
              .authorizationCodeGrant(
                configuration,
                answer,
                { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true },
                { resource: of.resource },
              )
              .catch(explainSignIn),
          ),
      };
    },
    async refresh(of, refreshToken) {
      try {
        return tokensOf(
          await client.refreshTokenGrant(await configurationOf(of), refreshToken, { resource: of.resource }),
        );
      } catch (error) {
        throw refusal(error);
      }
    },
    async revoke(of, refreshToken) {
      try {
        const configuration = await configurationOf(of);
        if (configuration.serverMetadata().revocation_endpoint === undefined) return;
        await client.tokenRevocation(configuration, refreshToken);
      } catch (error) {
        throw refusal(error);
      }
    },
  };
}

/** The same, by the provider's clock instead of one that is wrong. */
function withSkew(
  { serverMetadata }: client.Configuration,
  clientId: string,
  skew: number,
  ask: typeof globalThis.fetch,
): client.Configuration {
  const metadata = serverMetadata();
  const corrected = new client.Configuration(
    metadata,
    clientId,
    { [client.clockSkew]: skew, [client.clockTolerance]: toleranceSeconds },
    client.None(),
  );
  corrected.timeout = timeoutSeconds;
  corrected[client.customFetch] = (address, options) => ask(address, options as RequestInit);
  if (isLoopback(new URL(metadata.issuer))) client.allowInsecureRequests(corrected);
  return corrected;
}

/** A provider is whoever a server names: what it says without an end is not read to its end. @throws TypeError */
async function withinLimit(response: Response): Promise<Response> {
  const { status, headers } = response;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > largestAnswer) throw new TypeError(`The answer is longer than ${largestAnswer} bytes`);
    pieces.push(piece);
  }
  return new Response(status === 204 || status === 304 ? null : Buffer.concat(pieces), { status, headers });
}

function timeOf(response: Response): Instant | null {
  const at = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(at) ? null : at;
}

/** @throws always CountersignError SIGN_IN_FAILED, SERVER_UNREACHABLE */
function explainSignIn(error: unknown): never {
  if (error instanceof CountersignError) throw error;
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError) {
    const { error: code, error_description: description } = error;
    if (code === 'access_denied') throw failed('Signing in was cancelled in the browser.', error);
    if (code === 'invalid_target') {
      throw failed('The identity provider gives no tokens for the address of this server.', error);
    }
    throw failed(`The identity provider refused: ${description ?? code}`, error);
  }
  if (isAway(error)) throw unreachable(error);
  throw failed('The answer of the identity provider cannot be trusted.', error);
}

function refusal(error: unknown): CountersignError {
  if (error instanceof CountersignError) return error;
  if (error instanceof client.ResponseBodyError && final.has(error.error)) {
    return new CountersignError('TOKEN_EXPIRED', { cause: error });
  }
  return unreachable(error);
}

/** No whole answer came: the network, a time limit, a status that only a proxy or a failing server gives. */
function isAway(error: unknown): boolean {
  if (error instanceof TypeError) return true;
  const code = error instanceof client.ClientError ? error.code : undefined;
  return code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM';
}

function unreachable(cause: unknown): CountersignError {
  return new CountersignError('SERVER_UNREACHABLE', {
    message: 'The identity provider cannot be reached',
    cause,
  });
}

function failed(message: string, cause?: unknown): CountersignError {
  return new CountersignError('SIGN_IN_FAILED', { message, cause });
}
