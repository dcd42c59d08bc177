import type { Timers } from '../../../shared/clock.ts';
import {
  contractHeader,
  contractVersion,
  deviceHeader,
  deviceProofHeader,
  idTokenHeader,
} from '../../../shared/contract/sync.ts';
import { answerFailure, connectionFailure } from './failures.ts';
import type { TokenProvider } from './token-provider.ts';
import type { TransportError } from './transport-error.ts';

export interface ServerFetchOptions {
  /** Without a slash at its end. */
  readonly serverUrl: string;
  readonly fetch: typeof globalThis.fetch;
  /** Null: for calls that need none. */
  readonly tokens: TokenProvider | null;
  readonly deviceId: string | null;
  /** Of the sign-in that has just been, where the device is registered. */
  readonly idToken?: string | null;
  readonly timers: Timers;
  /** What an answer that is no success means; by default as of a server of ours. */
  readonly failureOf?: typeof answerFailure;
}

export type ServerFetch = (request: Request, limits: { signal: AbortSignal }) => Promise<Response>;

/** In bytes: no answer but a stream is longer. */
const largestAnswer = 64 * 1024 * 1024;
export const callTimeoutMs = 30_000;

/**
 * Sends with token, device and contract version. A token that the server no longer takes is replaced once.
 * @returns a success, its body not read yet
 * @throws TransportError for everything else
 */
export function createServerFetch(options: ServerFetchOptions): ServerFetch {
  return async (request, { signal }) => {
    const again = request.clone();
    try {
      return await sendOnce(options, request, signal);
    } catch (error) {
      if (!isExpired(error) || options.tokens === null) throw error;
      return sendOnce(options, again, signal);
    }
  };
}

async function sendOnce(
  { fetch, tokens, deviceId, idToken = null, failureOf = answerFailure }: ServerFetchOptions,
  request: Request,
  signal: AbortSignal,
): Promise<Response> {
  const token = (await tokens?.token(signal)) ?? null;
  if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
  if (deviceId !== null) request.headers.set(deviceHeader, deviceId);
  const proof = token === null || deviceId === null ? null : (tokens?.prove(token, deviceId) ?? null);
  if (proof !== null) request.headers.set(deviceProofHeader, proof);
  if (idToken !== null) request.headers.set(idTokenHeader, idToken);
  request.headers.set(contractHeader, String(contractVersion));
  const response = await fetch(request, { signal, redirect: 'error' }).catch((error: unknown) => {
    throw connectionFailure(error);
  });
  if (response.ok) return response;
  const failure = failureOf(response, await textOf(response));
  if (token !== null && isExpired(failure)) tokens?.refused(token);
  throw failure;
}

/** A whole answer within the time limit, so that a server which never ends it holds nobody up. @throws TransportError */
export async function wholeAnswer(
  parts: Pick<ServerFetchOptions, 'timers'>,
  signal: AbortSignal,
  send: (signal: AbortSignal) => Promise<Response>,
  limitMs = callTimeoutMs,
): Promise<Response> {
  const limits = { silenceMs: limitMs, longestMs: limitMs };
  const { bytes, status, headers } = await wholeBytes(parts, signal, send, limits);
  return new Response(status === 204 ? null : bytes, { status, headers });
}

/**
 * The same where it is long and read as bytes.
 * @param limits in milliseconds: for `silenceMs` nothing may come, and all of it within `longestMs`
 * @throws TransportError
 */
export async function wholeBytes(
  { timers }: Pick<ServerFetchOptions, 'timers'>,
  signal: AbortSignal,
  send: (signal: AbortSignal) => Promise<Response>,
  { silenceMs, longestMs }: { readonly silenceMs: number; readonly longestMs: number },
): Promise<{ bytes: Buffer<ArrayBuffer>; status: number; headers: Headers }> {
  const late = new AbortController();
  const within = (limitMs: number, what: string) =>
    timers.after(limitMs, () => late.abort(new Error(`${what} within ${limitMs} ms`)));
  const end = within(longestMs, 'No whole answer');
  let silence = within(silenceMs, 'Nothing came');
  try {
    const response = await send(AbortSignal.any([signal, late.signal]));
    const { status, headers } = response;
    const bytes = await bytesOf(response, () => {
      silence.cancel();
      silence = within(silenceMs, 'Nothing came');
    });
    return { bytes, status, headers };
  } catch (error) {
    throw connectionFailure(error);
  } finally {
    end.cancel();
    silence.cancel();
  }
}

async function bytesOf(response: Response, heard = (): void => {}): Promise<Buffer<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    heard();
    size += piece.length;
    if (size > largestAnswer) throw new Error(`The answer is longer than ${largestAnswer} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function textOf(response: Response): Promise<string> {
  try {
    return new TextDecoder().decode(await bytesOf(response));
  } catch {
    // Cut short: its status says enough.
    return '';
  }
}

function isExpired(error: unknown): error is TransportError {
  return error instanceof Error && 'code' in error && error.code === 'TOKEN_EXPIRED';
}
