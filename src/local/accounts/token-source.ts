import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { Clock } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { TokenProvider } from '../sync/transports/token-provider.ts';
import { proveDevice } from './device.ts';
import type { Oidc, OidcClient, Tokens } from './oidc.ts';
import type { TokenVault } from './token-vault.ts';

// T1: one refresh at a time for an account: a provider takes the same refresh token twice for a theft.
// T2: a new refresh token is kept before the access token that came with it is used.
// T3: a refresh token that the provider refused is never shown again.

export interface TokenSource extends TokenProvider {
  /** Somebody has signed in: `tokens` are new, and what waited for that goes on. */
  renewed(tokens: Tokens): void;
}

export interface TokenSourceOptions {
  readonly accountId: string;
  readonly client: OidcClient;
  readonly oidc: Pick<Oidc, 'refresh'>;
  readonly vault: TokenVault;
  readonly clock: Clock;
  readonly log: Log;
}

/** One that ends sooner than this is not sent any more: it could end on its way. */
const marginMs = 30_000;

export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { accountId, client, oidc, vault, clock, log } = options;
  const listeners = new Set<() => void>();
  let current: Tokens | null = null;
  /** Each call with a token brings the same. */
  let proof: { readonly token: string; readonly deviceId: string; readonly text: string } | null = null;
  let refreshing: Promise<string> | null = null;
  /** How often somebody has signed in: a refresh that was under way then says nothing about the new sign-in. */
  let signIns = 0;

  const keep = (refreshToken: string | null): void => {
    const secrets = vault.read(accountId);
    if (secrets === null) return;
    try {
      vault.write(accountId, { ...secrets, refreshToken });
    } catch (error) {
      // This run goes on; the next one will have to sign in.
      log.error('A renewed sign-in could not be kept', errorFields(error));
    }
  };

  const refresh = async (): Promise<string> => {
    const refreshToken = current?.refreshToken ?? vault.read(accountId)?.refreshToken ?? null;
    if (refreshToken === null) throw new CountersignError('TOKEN_EXPIRED');
    const begunAt = signIns;
    try {
      const tokens = await oidc.refresh(client, refreshToken);
      if (begunAt !== signIns && current !== null) return current.accessToken;
      const renewed = { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
      if (renewed.refreshToken !== refreshToken) keep(renewed.refreshToken);
      current = renewed;
      return renewed.accessToken;
    } catch (error) {
      if (begunAt !== signIns && current !== null) return current.accessToken;
      if (error instanceof CountersignError && error.code === 'TOKEN_EXPIRED') {
        current = null;
        keep(null);
        log.warn('A sign-in is no longer valid');
      }
      throw error;
    }
  };

  return {
    async token(signal) {
      signal?.throwIfAborted();
      if (current !== null && current.expiresAt - clock.now() > marginMs) return current.accessToken;
      refreshing ??= refresh().finally(() => {
        refreshing = null;
      });
      return signal === undefined ? refreshing : unlessAborted(refreshing, signal);
    },
    refused(token) {
      if (current?.accessToken === token) current = { ...current, expiresAt: 0 };
    },
    prove(token, deviceId) {
      if (proof?.token === token && proof.deviceId === deviceId) return proof.text;
      const key = vault.read(accountId)?.deviceKey;
      if (key === undefined) return null;
      proof = { token, deviceId, text: proveDevice(key, deviceId, token) };
      return proof.text;
    },
    onRefreshed(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    renewed(tokens) {
      signIns += 1;
      current = tokens;
      proof = null;
      for (const listener of listeners) listener();
    },
  };
}

/** Whoever does not want to wait any more leaves; the others go on waiting. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
