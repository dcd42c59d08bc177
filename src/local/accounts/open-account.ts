import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { Clock, Timers } from '../../shared/clock.ts';
import type { Account } from '../../shared/contract/accounts.ts';
import type { AnswerSchemas } from '../../shared/human-task/answer.ts';
import type { Ids } from '../../shared/ids.ts';
import type { Reach } from '../reach.ts';
import { StoreError } from '../store/errors.ts';
import { openReplicaAccount, type ReplicaAccount } from '../sync/replica-account.ts';
import { transports } from '../sync/transports/registry.ts';
import type { AccountRecord } from './account-registry.ts';
import { grantsOf } from './grants.ts';
import type { Oidc, OidcClient } from './oidc.ts';
import { createTokenSource, type TokenSource } from './token-source.ts';
import type { TokenVault } from './token-vault.ts';

/** What server accounts work on. */
export interface AccountParts {
  /** The folder of their replicas. */
  readonly folder: string;
  readonly vault: TokenVault;
  readonly oidc: Oidc;
  readonly fetch: typeof globalThis.fetch;
  readonly schemas: AnswerSchemas;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  /** At least 0 and below 1, for jitter. */
  readonly random: () => number;
  readonly log: Log;
  readonly reach?: Reach;
}

/** An account that somebody is signed in to, in this run of the app. */
export interface ServerAccount {
  readonly record: AccountRecord;
  readonly tokens: TokenSource;
  /** Null: what is kept of it cannot be opened, and `problem` says why. */
  readonly replica: ReplicaAccount | null;
  readonly problem: string | null;
}

/** One that cannot be opened is shown as that; it does not keep the app from starting. */
export function openServerAccount(parts: AccountParts, record: AccountRecord): ServerAccount {
  const { accountId, name: accountName, hostId, userId, userName } = record;
  const tokens = createTokenSource({
    ...parts,
    oidc: grantsOf(parts, record.kind),
    accountId,
    client: oidcClientOf(record),
  });
  const identity = { accountId, accountName, hostId, userId, userName };
  try {
    const transport = transports[record.kind]({ ...parts, ...record, tokens });
    return {
      record,
      tokens,
      replica: openReplicaAccount({ ...parts, identity, transport, tokens }),
      problem: null,
    };
  } catch (error) {
    parts.log.error('A server account could not be opened', { account: accountId, ...errorFields(error) });
    const problem =
      error instanceof StoreError ? error.message : 'What is kept of this account cannot be opened.';
    return { record, tokens, replica: null, problem };
  }
}

export function oidcClientOf({
  serverUrl,
  issuer,
  clientId,
  audience,
  scopes,
}: Pick<AccountRecord, 'serverUrl' | 'issuer' | 'clientId' | 'audience' | 'scopes'>): OidcClient {
  return { issuer, clientId, audience, scopes, resource: new URL(serverUrl).origin };
}

/** @param isSigningIn whether its browser is open */
export function describeServerAccount(
  { record, replica, problem }: ServerAccount,
  vault: TokenVault,
  isSigningIn: boolean,
): Account {
  const { accountId, kind, name, serverUrl, userId, userName } = record;
  const summary = replica?.summary() ?? { ...unopened, problem };
  const hasToken = (vault.read(accountId)?.refreshToken ?? null) !== null;
  return {
    accountId,
    kind,
    name,
    serverUrl,
    userId,
    userName,
    ...summary,
    ...(isSigningIn ? { state: 'signing-in' as const } : {}),
    tokens: hasToken ? vault.kind() : 'none',
  };
}

const unopened = {
  state: 'offline',
  progress: null,
  confirmedTs: null,
  nextTryTs: null,
  queued: 0,
  attention: 0,
} as const;
