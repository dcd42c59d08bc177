import { Agent, fetch as undiciFetch } from 'undici';
import type { Dispatcher } from 'undici';
import type { Timers } from '../../shared/clock.ts';
import { fault } from '../faults.ts';
import type { EffectLimits } from '../limits.ts';
import { rewriteUrl } from '../url-rewrite.ts';
import type { UrlRewrite } from '../url-rewrite.ts';
import { endedEarly, networkFault } from './network-fault.ts';
import { readBody } from './read-body.ts';
import { redirected } from './redirect.ts';

// I1: nothing leaves but through the one dispatcher here, so that rewrites hold for every request.
// I2: addresses are those of the definition everywhere above it; only the dispatcher sees what they are rewritten to.

/** The one way out to the network. */
export interface HttpClient {
  /**
   * Sends a request and reads its response to the end; any status is a response.
   * @throws WorkflowError: communication (no or a broken response, too large), timeout, configuration (address)
   */
  send(request: HttpRequest, options: SendOptions): Promise<HttpResponse>;
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

export interface HttpRequest {
  /** In upper case. */
  readonly method: string;
  /** http or https, without user and password. */
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Whether redirects are followed, as long as they say where to. */
  readonly follow: boolean;
  /** After decompression. */
  readonly maxBytes: number;
  /** Texts that no other host gets by a redirect, whatever header they are in. */
  readonly confidential?: readonly string[];
}

export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  /** Names in lower case; several of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Buffer;
  /** What was sent last: after redirects it differs from what was asked for. */
  readonly request: HttpRequest;
  /** The path and query that the server saw, which rewrites may have changed. */
  readonly target: string;
}

export function createHttpClient(options: {
  readonly timers: Timers;
  readonly limits: EffectLimits;
  readonly rewrites: readonly UrlRewrite[];
  readonly dispatcher?: Dispatcher | undefined;
}): HttpClient {
  const { limits } = options;
  const connections =
    options.dispatcher ??
    new Agent({ connect: { timeout: limits.connectMs }, maxHeaderSize: limits.headerBytes });
  const dispatcher = connections.compose(rewriting(options.rewrites));
  const fetch = (input: string, init: object) => undiciFetch(input, { ...init, dispatcher });
  return {
    async send(request, { signal, follow, maxBytes, confidential }) {
      const time = deadline(options.timers, limits.requestMs, signal);
      try {
        const once = { limits, maxBytes, signal: time.signal, rewrites: options.rewrites };
        let response = await exchange(dispatcher, request, once);
        for (let followed = 0; follow; followed++) {
          const next = redirected(response, confidential);
          if (next === undefined) break;
          if (followed === limits.redirects) throw tooManyRedirects(request.url, limits.redirects);
          response = await exchange(dispatcher, next, once);
        }
        return response;
      } catch (error) {
        if (signal.aborted) throw endedEarly(error, request.url);
        throw networkFault(error, request.url, time.isOver() ? limits.requestMs : undefined);
      } finally {
        time.cancel();
      }
    },
    // Two declarations of one interface: the types of undici and those that the DOM library of TypeScript has.
    fetch: fetch as unknown as typeof globalThis.fetch,
    close: () => connections.destroy(),
  };
}

async function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  options: {
    readonly limits: EffectLimits;
    readonly maxBytes: number;
    readonly signal: AbortSignal;
    readonly rewrites: readonly UrlRewrite[];
  },
): Promise<HttpResponse> {
  const { url } = request;
  const answer = await dispatcher.request({
    origin: url.origin,
    path: targetOf(url),
    method: request.method,
    headers: { 'accept-encoding': 'gzip, deflate, br', ...request.headers },
    body: request.body ?? null,
    signal: options.signal,
    headersTimeout: options.limits.headersMs,
    bodyTimeout: options.limits.bodyMs,
  });
  const headers = joined(answer.headers);
  return {
    status: answer.statusCode,
    statusText: answer.statusText,
    headers,
    body: await readBody(answer.body, headers['content-encoding'], options.maxBytes),
    request,
    target: targetOf(rewriteUrl(url, options.rewrites)),
  };
}

function targetOf(url: URL): string {
  return url.pathname + url.search;
}

function rewriting(rewrites: readonly UrlRewrite[]): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const { origin } = new URL(String(options.origin));
    const target = rewriteUrl(new URL(origin + options.path), rewrites);
    return dispatch({ ...options, origin: target.origin, path: targetOf(target) }, handler);
  };
}

/** The caller's signal and a time limit in one. */
function deadline(timers: Timers, milliseconds: number, signal: AbortSignal) {
  const late = new AbortController();
  const timer = timers.after(milliseconds, () => late.abort());
  return {
    signal: AbortSignal.any([signal, late.signal]),
    isOver: () => late.signal.aborted,
    cancel: () => timer.cancel(),
  };
}

function joined(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).filter((entry): entry is [string, string | string[]] => {
    return entry[1] !== undefined;
  });
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

function tooManyRedirects(url: URL, limit: number): Error {
  return fault('communication', `${url.origin} redirects more than ${limit} times`, {
    status: 508,
    title: 'Too many redirects',
  });
}
