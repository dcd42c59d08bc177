import type { ContractRouterClient } from '@orpc/contract';
import type { accountContract } from '../../../shared/contract/contract.ts';
import { CountersignError } from '../../../shared/errors.ts';
import type { FileQuestion } from '../../../service/files/file-row.ts';
import type { CallContext } from '../../caller.ts';
import type { AccountFiles } from '../../files/account-files.ts';

export type AccountClient = ContractRouterClient<typeof accountContract>;

export type Held = 'assignment' | 'task' | 'process';

/** One of the accounts that are shown as one. */
export interface AccountSource {
  /** `local` for this computer. */
  readonly accountId: string;
  /** The account as this caller is served. */
  client(context: CallContext): AccountClient;
  /** Whether it is this account's, as far as is known here. */
  holds(what: Held, id: string): boolean;
  /** Its bytes; they have to be read or destroyed. @throws CountersignError as `AccountFiles.read`, OFFLINE */
  readFile(question: FileQuestion): ReturnType<AccountFiles['read']>;
}

/** The accounts of this moment. */
export interface Sources {
  /** Answers for whatever is nobody else's. */
  readonly local: AccountSource;
  servers(): readonly AccountSource[];
}

export const localAccountId = 'local';

/** Which account to ask about this. */
export function holderOf(sources: Sources, context: CallContext, what: Held, id: string): AccountClient {
  return sourceWith(sources, context, what, id).client(context);
}

export function sourceWith(sources: Sources, context: CallContext, what: Held, id: string): AccountSource {
  return serverWith(sources, serversFor(sources, context), what, id) ?? sources.local;
}

/** One of them. @throws CountersignError ACCOUNT_NOT_FOUND, also of servers for whoever acts as somebody else here */
export function sourceNamed(sources: Sources, context: CallContext, accountId: string): AccountSource {
  const named = [sources.local, ...serversFor(sources, context)].find(
    (source) => source.accountId === accountId,
  );
  if (named === undefined) throw new CountersignError('ACCOUNT_NOT_FOUND');
  return named;
}

/** A server says itself what its tasks are called: none of them takes the place of one of this computer's. */
export function serverWith(
  { local }: Sources,
  servers: readonly AccountSource[],
  what: Held,
  id: string,
): AccountSource | undefined {
  return local.holds(what, id) ? undefined : servers.find((source) => source.holds(what, id));
}

/** Whoever acts as somebody else of this computer sees what that person has here: servers know only who is signed in. */
export function serversFor(sources: Sources, { actor, actAs }: CallContext): readonly AccountSource[] {
  const other = actAs?.() ?? null;
  return other === null || other === actor.userId ? sources.servers() : [];
}
