import type { Clock, Instant } from '../../shared/clock.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { EffectLimits } from '../limits.ts';
import type { OAuthFields } from './oauth2.ts';
import { requestToken, tokenEndpointOf } from './token-request.ts';

// I1: at most one request for the tokens of a policy is under way; whoever else needs one waits for it.
// I2: tokens are kept in memory only, under the policy as a whole: another secret or scope is another token.

/** Access tokens of authorization servers, kept until shortly before they expire. */
export interface Tokens {
  /** @throws WorkflowError: authentication (refused), communication, timeout, configuration */
  get(kind: 'oauth2' | 'oidc', fields: OAuthFields, signal: AbortSignal): Promise<string>;
  /** In place of one that a server refused, unless somebody else renewed it meanwhile. */
  renew(kind: 'oauth2' | 'oidc', fields: OAuthFields, refused: string, signal: AbortSignal): Promise<string>;
}

interface Kept {
  readonly token: Promise<string>;
  /** Known once the token is there. */
  until: Instant;
}

const second = 1_000;
/** For servers that do not say how long a token lasts. */
const unknownLifeMs = 300 * second;
/** A token that expires on its way is of no use. */
const marginMs = 30 * second;
const mostKept = 1_000;

export function createTokens(options: {
  readonly clock: Clock;
  readonly http: HttpClient;
  readonly limits: EffectLimits;
  /** Ends requests for tokens, which belong to no single effect. */
  readonly closing: AbortSignal;
}): Tokens {
  const kept = new Map<string, Kept>();
  const { clock, http, limits, closing } = options;

  function fetchNew(key: string, kind: 'oauth2' | 'oidc', fields: OAuthFields): Kept {
    const requested = request();
    const entry: Kept = { token: requested, until: Number.POSITIVE_INFINITY };
    kept.delete(key);
    kept.set(key, entry);
    for (const [oldest] of kept) if (kept.size > mostKept) kept.delete(oldest);
    return entry;

    async function request(): Promise<string> {
      try {
        const send = { signal: closing, maxBytes: limits.documentBytes };
        const endpoint = await tokenEndpointOf(kind, fields, http, send);
        const { token, expiresInMs } = await requestToken(kind, endpoint, fields, http, send);
        const life = expiresInMs ?? unknownLifeMs;
        entry.until = clock.now() + life - Math.min(marginMs, life / 2);
        return token;
      } catch (error) {
        if (kept.get(key) === entry) kept.delete(key);
        throw error;
      }
    }
  }

  async function get(kind: 'oauth2' | 'oidc', fields: OAuthFields, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const key = JSON.stringify([kind, fields]);
    const known = kept.get(key);
    const entry = known !== undefined && clock.now() < known.until ? known : fetchNew(key, kind, fields);
    return unlessAborted(entry.token, signal);
  }

  return {
    get,
    async renew(kind, fields, refused, signal) {
      const key = JSON.stringify([kind, fields]);
      const known = kept.get(key);
      if (known !== undefined && (await unlessAborted(known.token, signal)) === refused) {
        if (kept.get(key) === known) kept.delete(key);
      }
      return get(kind, fields, signal);
    },
  };
}

/** The request for a token goes on for others when one effect that waits for it ends. */
async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
