import { errorCatalogue, type ErrorCode } from '../../../../shared/error-catalogue.ts';
import { ErrorDetails } from '../../../../shared/errors.ts';
import { isJsonObject } from '../../../../shared/json-object.ts';
import type { Json, JsonObject } from '../../../../shared/json.ts';
import { answerFailure, unreadable } from '../failures.ts';
import { createServerFetch, wholeAnswer, type ServerFetchOptions } from '../server-fetch.ts';
import { TransportError } from '../transport-error.ts';

/** One call of light-portal's workflow service. @throws TransportError */
export type PortalCall = (action: string, data: JsonObject, signal: AbortSignal) => Promise<JsonObject>;

export interface PortalCalls {
  readonly query: PortalCall;
  readonly command: PortalCall;
}

export function createPortalCalls(options: ServerFetchOptions): PortalCalls {
  const send = createServerFetch({ failureOf: portalFailure, ...options });
  const call = async (request: Request, signal: AbortSignal): Promise<JsonObject> => {
    const response = await wholeAnswer(options, signal, (within) => send(request, { signal: within }));
    const body = (await response.json().catch(() => null)) as Json;
    if (!isJsonObject(body)) throw unreadable('The answer of the portal');
    return body;
  };
  return {
    query: (action, data, signal) =>
      call(
        new Request(
          `${options.serverUrl}/portal/query?cmd=${encodeURIComponent(JSON.stringify(envelope(action, data)))}`,
        ),
        signal,
      ),
    command: (action, data, signal) =>
      call(
        new Request(`${options.serverUrl}/portal/command`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(envelope(action, data)),
        }),
        signal,
      ),
  };
}

/** Seed 004's. */
function envelope(action: string, data: JsonObject): JsonObject {
  return { host: 'lightapi.net', service: 'workflow', action, version: '0.1.0', data };
}

/** light-portal's codes, as its public sources have them. */
const codes: Readonly<Record<string, ErrorCode>> = {
  ERR10000: 'TOKEN_EXPIRED',
  ERR10001: 'TOKEN_EXPIRED',
  ERR10002: 'TOKEN_EXPIRED',
  ERR11601: 'TOKEN_EXPIRED',
  ERR10005: 'SCOPE_MISSING',
  ERR11004: 'INVALID_REQUEST',
  ERR11637: 'ASSIGNMENT_NOT_FOUND',
};

/** What a portal's refusal means; in the JSON-RPC form it stands inside. Other answers are a gateway's. */
export function portalFailure(response: Pick<Response, 'status' | 'headers'>, text: string): TransportError {
  const refusal = refusalIn(text);
  if (refusal === null) return answerFailure(response, text);
  const { code, name, details } = refusal;
  const { status } = response;
  const uncertain = status >= 500;
  const known = codes[code];
  if (known !== undefined) return new TransportError(known, { details, uncertain });
  // The name of the case, where the handler is one of ours; otherwise the status says which kind it is.
  if (Object.hasOwn(errorCatalogue, name)) {
    return new TransportError(name as ErrorCode, { details, uncertain });
  }
  return status === 409
    ? new TransportError('STALE_TASK', { details })
    : status === 429 || uncertain
      ? answerFailure(response, '')
      : new TransportError('ANSWER_INVALID', { message: refusal.description, details });
}

function refusalIn(
  text: string,
): { code: string; name: string; description: string; details: ErrorDetails | undefined } | null {
  let body: Json;
  try {
    body = JSON.parse(text) as Json;
  } catch {
    return null;
  }
  if (isJsonObject(body) && isJsonObject(body['error'])) body = body['error']['data'] ?? null;
  if (!isJsonObject(body)) return null;
  const { code, message, description, metadata } = body;
  if (typeof code !== 'string' || !/^ERR\d+$/.test(code)) return null;
  return {
    code,
    name: typeof message === 'string' ? message : '',
    description: [description, message].find((text) => typeof text === 'string') ?? code,
    details: ErrorDetails.safeParse(metadata).data,
  };
}
