import { z } from 'zod';
import type { Clock, Instant, Timers } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { OidcClient, Tokens } from './oidc.ts';
import { isSafe } from './server-url.ts';
import { postForm, tokensIn, type FormAnswer } from './token-endpoint.ts';

// RFC 8628: the person enters a code on a page of the server; meanwhile this computer asks whether they have.
// D1: it never asks more often than the server wants; whoever is told to slow down stays slow.

export interface DeviceGrantParts {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** What the person needs to sign in on a page of the server. */
export interface DeviceCode {
  readonly userCode: string;
  /** Where it is entered, to be read. */
  readonly verificationUrl: string;
  /** The same to be opened: it may have the code in it. */
  readonly pageUrl: string;
  readonly expiresAt: Instant;
}

/** Whatever a server wants: nobody is asked without a pause, and nobody waits for a day. */
const leastIntervalSeconds = 1;
const longestCodeSeconds = 3_600;

const Authorization = z.object({
  device_code: z.string().min(1),
  // It is shown: nothing that writes over what stands beside it.
  user_code: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\p{L}\p{N}\p{P}\p{S} ]+$/u),
  verification_uri: z.url(),
  verification_uri_complete: z.url().optional(),
  /** In seconds. */
  expires_in: z
    .number()
    .positive()
    .transform((seconds) => Math.min(seconds, longestCodeSeconds)),
  interval: z
    .number()
    .default(5)
    .transform((seconds) => Math.max(seconds, leastIntervalSeconds)),
});

const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
const slowerByMs = 5_000;
/** However often nobody answers, a code is asked for this often. */
const longestPauseMs = 60_000;

/**
 * @param show called once, with what the person has to enter where
 * @throws CountersignError SIGN_IN_FAILED also when nobody entered the code in time, SERVER_UNREACHABLE, and why `signal` aborted
 */
export async function signInByDevice(
  parts: DeviceGrantParts,
  { issuer, clientId, scopes, resource }: OidcClient,
  signal: AbortSignal,
  show: (code: DeviceCode) => void,
): Promise<Tokens> {
  const { clock } = parts;
  const ask = (path: string, fields: Readonly<Record<string, string>>) =>
    postForm(parts, `${issuer}/${path}`, { client_id: clientId, resource, ...fields }, signal);
  const begun = await ask('device_authorization', { scope: scopes.join(' ') }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
  const { device_code, interval, ...code } = authorizationIn(begun);
  const expiresAt = clock.now() + code.expires_in * 1_000;
  show({
    userCode: code.user_code,
    verificationUrl: code.verification_uri,
    pageUrl: code.verification_uri_complete ?? code.verification_uri,
    expiresAt,
  });
  let pauseMs = interval * 1_000;
  for (;;) {
    await pause(parts.timers, Math.min(pauseMs, Math.max(0, expiresAt - clock.now())), signal);
    if (clock.now() >= expiresAt) throw failed('The code ran out before it was entered.');
    const answer = await ask('token', { grant_type: grantType, device_code }).catch(() => null);
    signal.throwIfAborted();
    if (answer === null) pauseMs = Math.min(Math.max(pauseMs, 1_000) * 2, longestPauseMs);
    else if (answer.kind === 'taken') return mustBeTokens(answer.body, clock);
    else if (answer.error === 'slow_down') pauseMs += slowerByMs;
    else if (answer.error !== 'authorization_pending') throw refusalOf(answer);
  }
}

function authorizationIn(answer: FormAnswer): z.infer<typeof Authorization> {
  if (answer.kind === 'refused') {
    throw failed(`The server did not begin to sign in: ${answer.description}`, nextOfNames);
  }
  const { data, error } = Authorization.safeParse(answer.body);
  if (data === undefined) throw failed('What the server says cannot be read.', undefined, error);
  const pages = [data.verification_uri, data.verification_uri_complete ?? data.verification_uri];
  if (!pages.every((page) => isSafe(new URL(page)))) {
    throw failed('The address where one signs in is not encrypted.');
  }
  return data;
}

const nextOfNames = 'Look at the provider and the client id; whoever runs the server knows them.';

function mustBeTokens(body: Parameters<typeof tokensIn>[0], clock: Clock): Tokens {
  const tokens = tokensIn(body, clock);
  if (tokens === null) throw failed('The server gave no token.');
  return tokens;
}

function refusalOf({ error, description }: Extract<FormAnswer, { kind: 'refused' }>): CountersignError {
  if (error === 'access_denied') return failed('Signing in was refused on the sign-in page.');
  if (error === 'expired_token') return failed('The code ran out before it was entered.');
  return failed(`The server refused: ${description}`);
}

function failed(message: string, next?: string, cause?: unknown): CountersignError {
  return new CountersignError('SIGN_IN_FAILED', {
    message,
    ...(next === undefined ? {} : { details: { next } }),
    cause,
  });
}

function pause(timers: Timers, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = timers.after(milliseconds, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    const stop = () => {
      timer.cancel();
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
