import { errorCatalogue, type ErrorCode } from '../../../shared/error-catalogue.ts';
import { CountersignError, ErrorDetails } from '../../../shared/errors.ts';
import { isJsonObject } from '../../../shared/json-object.ts';
import type { Json } from '../../../shared/json.ts';
import { TransportError } from './transport-error.ts';

/** Errors of a connection that was never made: nothing of the request has left. */
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT|CERT_.*|DEPTH_ZERO_.*|.*SELF_SIGNED.*|ERR_TLS_.*|UNABLE_TO_.*)$/;

/** What a call that got no whole answer means. */
export function connectionFailure(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  if (error instanceof CountersignError) {
    const { code, message, details } = error;
    return new TransportError(code, { message, details, cause: error });
  }
  return new TransportError('SERVER_UNREACHABLE', {
    cause: error,
    uncertain: !codesOf(error).some((code) => neverConnected.test(code)),
  });
}

/** The server, or something that answers in its place, sent what nobody can read. */
export function unreadable(what: string, cause?: unknown): TransportError {
  return new TransportError('SERVER_UNREACHABLE', {
    message: `${what} cannot be read.`,
    cause,
    uncertain: true,
  });
}

/** What an HTTP answer that is no success means. `text` is its body. */
export function answerFailure(response: Pick<Response, 'status' | 'headers'>, text: string): TransportError {
  const { status } = response;
  const retryAfterMs = retryAfterOf(response.headers.get('retry-after'));
  const known = contractFailure(status, parsed(text), retryAfterMs);
  if (known !== null) return known;
  const uncertain = status >= 500;
  // Not in the words of a server of ours: a proxy, a gateway or a sign-in page of a network stands in between.
  if (status === 426) return new TransportError('SERVER_INCOMPATIBLE');
  if (status === 401) return new TransportError('TOKEN_EXPIRED');
  if (status === 429) return new TransportError('RATE_LIMITED', { retryAfterMs });
  return new TransportError('SERVER_UNREACHABLE', {
    message: `The server answered with status ${status}.`,
    uncertain,
    retryAfterMs,
  });
}

/** What a server of ours said, in its own words; null: those are not its words. */
export function contractFailure(
  status: number,
  body: Json,
  retryAfterMs: number | null,
): TransportError | null {
  const error = isJsonObject(body) && isJsonObject(body['json']) ? body['json'] : body;
  if (!isJsonObject(error)) return null;
  const { code, message, data } = error;
  if (typeof code !== 'string' || !Object.hasOwn(errorCatalogue, code)) return null;
  return new TransportError(code as ErrorCode, {
    message: typeof message === 'string' ? message : undefined,
    details: ErrorDetails.safeParse(data).data,
    uncertain: status >= 500,
    retryAfterMs,
  });
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** In milliseconds. Dates are left out: two clocks that disagree would decide. */
function retryAfterOf(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : null;
}

function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const several = error instanceof AggregateError ? error.errors : [];
  return [...own, ...[error.cause, ...several].flatMap((cause) => codesOf(cause, depth + 1))];
}
