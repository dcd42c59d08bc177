import type { Clock, Timers } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { AccountRecord } from './account-registry.ts';
import type { Oidc } from './oidc.ts';
import { postForm, tokensIn } from './token-endpoint.ts';

/** How a sign-in is renewed and given back. */
export type Grants = Pick<Oidc, 'refresh' | 'revoke'>;

export interface GrantParts {
  readonly oidc: Grants;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** For each kind of server. */
export function grantsOf(parts: GrantParts, kind: AccountRecord['kind']): Grants {
  return kind === 'light-portal' ? portalGrants(parts) : parts.oidc;
}

/**
 * A light-portal's own endpoints, which nobody discovers. It has none to give a sign-in back: that ends when its refresh token is
 * not shown any more.
 */
function portalGrants(parts: GrantParts): Grants {
  const never = new AbortController().signal;
  return {
    async refresh({ issuer, clientId, resource }, refreshToken) {
      const fields = {
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: refreshToken,
        resource,
      };
      const answer = await postForm(parts, `${issuer}/token`, fields, never);
      if (answer.kind === 'refused') {
        throw new CountersignError('TOKEN_EXPIRED', { cause: new Error(answer.error) });
      }
      const tokens = tokensIn(answer.body, parts.clock);
      if (tokens === null) throw new CountersignError('SERVER_UNREACHABLE');
      return tokens;
    },
    async revoke() {},
  };
}
