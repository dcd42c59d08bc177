import { isDeepStrictEqual } from 'node:util';
import { createRouterClient } from '@orpc/server';
import { createChangeFeed, type ChangeFeed } from '../../service/changes.ts';
import type { Account, AccountDevice, AccountsNow, OutboxEntry } from '../../shared/contract/accounts.ts';
import type { Change } from '../../shared/contract/account.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { CallContext } from '../caller.ts';
import type { LocalAccount } from '../local-account.ts';
import type { ReplicaAccount } from '../sync/replica-account.ts';
import { listDevices, revokeDevice } from './account-devices.ts';
import { createAccountFeed, type AccountFeed } from './account-feed.ts';
import { createPeopleCache, type AccountPeople } from './account-people.ts';
import { openRegistry, type AccountRecord } from './account-registry.ts';
import { localAccountId, type AccountClient, type AccountSource, type Sources } from './combined/source.ts';
import { inOrder } from './entries-in-order.ts';
import { describeServerAccount, openServerAccount, type ServerAccount } from './open-account.ts';
import { findServer, type FoundServer } from './probe.ts';
import type { Tokens } from './oidc.ts';
import { serverAddress } from './server-url.ts';
import { signInAgainToServer, signInToServer, type SignInChoices, type SignInParts } from './sign-in.ts';
import { createSignInTurns } from './sign-in-turns.ts';
import { clearAway, sayGoodbye } from './sign-out.ts';

// A1: it opens an account of every server that is in the registry, and closes them; this computer's is its owner's.
// A2: nothing talks to a server before start(), and nothing is asked of the keystore before somebody has an account.

export interface AccountsOptions extends SignInParts {
  readonly registryFile: string;
  readonly local: Pick<LocalAccount, 'router' | 'actor' | 'files' | 'onChange' | 'holds'>;
  /** Who is logged in to this computer. */
  readonly userName: string;
}

export interface Accounts {
  readonly sources: Sources;
  /** Of every account. */
  readonly changes: Pick<ChangeFeed, 'stream'>;
  readonly feed: Pick<AccountFeed, 'stream'>;
  /** This computer first. */
  list(): Account[];
  /** The same, and what has to be entered where somebody signs in. */
  now(): AccountsNow;
  /** Tells, after each commit of an account, what to read again. @returns stops listening */
  onChange(listener: (change: Change, accountId: string) => void): () => void;
  /** @throws CountersignError INVALID_REQUEST, SERVER_UNREACHABLE */
  probe(serverUrl: string, signal: AbortSignal): Promise<FoundServer>;
  /** @throws CountersignError as `signInToServer`; SIGN_IN_FAILED also when it was cancelled */
  signIn(serverUrl: string, choices?: Partial<SignInChoices>, signal?: AbortSignal): Promise<Account>;
  signInAgain(accountId: string, signal?: AbortSignal): Promise<Account>;
  /** @throws CountersignError SIGN_IN_FAILED where no code is to be entered, or no browser opens */
  openSignInPage(): Promise<void>;
  cancelSignIn(): void;
  /** @throws CountersignError ACCOUNT_NOT_FOUND, QUEUED_ANSWERS */
  signOut(accountId: string, discardQueued: boolean): Promise<void>;
  /** @throws CountersignError ACCOUNT_NOT_FOUND */
  syncNow(accountId: string): Account;
  /** One account by itself. @throws CountersignError ACCOUNT_NOT_FOUND, STORE_UNAVAILABLE when it cannot be opened */
  client(accountId: string, context: CallContext): AccountClient;
  /** @throws CountersignError ACCOUNT_NOT_FOUND, OFFLINE, and what the account says */
  people(accountId: string, context: CallContext): Promise<AccountPeople>;
  /** @throws CountersignError ACCOUNT_NOT_FOUND, and as `listDevices` */
  devices(accountId: string): Promise<AccountDevice[]>;
  /** @throws CountersignError ACCOUNT_NOT_FOUND, and as `revokeDevice` */
  revokeDevice(accountId: string, deviceId: string): Promise<void>;
  /** Of one account or of all: the open ones first. @throws CountersignError ACCOUNT_NOT_FOUND */
  outboxEntries(accountId: string | undefined): OutboxEntry[];
  /** In the queue of whichever account has it. @throws CountersignError ENTRY_NOT_FOUND, and what `work` throws */
  inOutbox(work: (outbox: ReplicaAccount['outbox']) => Promise<OutboxEntry>): Promise<OutboxEntry>;
  start(): void;
  hint(reason: 'online' | 'resumed'): void;
  close(): Promise<void>;
}

export function openAccounts(options: AccountsOptions): Accounts {
  const { local, vault, timers, log } = options;
  const registry = openRegistry(options.registryFile, log);
  const changes = createChangeFeed();
  const listeners = new Set<(change: Change, accountId: string) => void>();
  const open = new Map<string, ServerAccount>();
  let isStarted = false;

  const describeLocal = (): Account => ({
    ...thisComputer,
    userId: local.actor.userId,
    userName: options.userName,
  });
  const describe = (account: ServerAccount): Account =>
    describeServerAccount(account, vault, turns.isOf(account.record.accountId));
  const list = () => [describeLocal(), ...[...open.values()].map(describe)];
  const now = (): AccountsNow => ({ accounts: list(), signInCode: turns.code() });
  const feed = createAccountFeed(now, timers);
  const turns = createSignInTurns(options.openBrowser, log, () => feed.changed());

  const tell = (change: Change, accountId: string): void => {
    changes.publish(change);
    for (const listener of listeners) listener(change, accountId);
    if (accountId !== localAccountId) feed.changed();
  };
  const stopHearing = local.onChange((change) => tell(change, localAccountId));
  /** After an account has come or gone everything that is shown is another list. */
  const tellAll = (accountId: string): void => {
    tell({ revision: 0, topics: [...everything], taskIds: [], processIds: [], actions: [] }, accountId);
  };

  /** @param tokens of a sign-in that has just been: it knows them before it connects */
  const openOne = (record: AccountRecord, tokens: Tokens | null): ServerAccount => {
    const account = openServerAccount(options, record);
    open.set(record.accountId, account);
    account.replica?.onChange((change) => tell(change, record.accountId));
    account.replica?.onStatus(() => feed.changed());
    if (tokens !== null) account.tokens.renewed(tokens);
    if (isStarted) account.replica?.start();
    return account;
  };
  const mustFind = (accountId: string): ServerAccount => {
    const account = open.get(accountId);
    if (account === undefined) throw new CountersignError('ACCOUNT_NOT_FOUND');
    return account;
  };

  /** The account by what is known of it since somebody has signed in again. */
  const openedAs = async (record: AccountRecord, tokens: Tokens): Promise<ServerAccount> => {
    const before = mustFind(record.accountId);
    if (before.replica !== null && isDeepStrictEqual(record, before.record)) {
      before.tokens.renewed(tokens);
      return before;
    }
    registry.put(record);
    open.set(record.accountId, { ...before, replica: null });
    await before.replica?.close();
    return openOne(record, tokens);
  };

  for (const record of registry.all()) {
    if (record.leaving) clearAway(options, registry, record.accountId);
    else openOne(record, null);
  }

  const sourceOf = ({ record, replica }: ServerAccount): AccountSource[] =>
    replica === null
      ? []
      : [
          {
            accountId: record.accountId,
            client: (context) => createRouterClient(replica.router, { context }),
            holds: (what, id) => replica.holds(what, id),
            readFile: (question) => replica.readFile(question),
          },
        ];

  const clientOf = (accountId: string, context: CallContext): AccountClient => {
    if (accountId === localAccountId) return createRouterClient(local.router, { context });
    const { replica, problem } = mustFind(accountId);
    if (replica === null) {
      throw new CountersignError('STORE_UNAVAILABLE', problem === null ? {} : { message: problem });
    }
    return createRouterClient(replica.router, { context });
  };
  const people = createPeopleCache(options.clock);

  return {
    sources: {
      local: {
        accountId: localAccountId,
        client: (context) => createRouterClient(local.router, { context }),
        holds: (what, id) => local.holds(what, id),
        readFile: (question) => local.files.read(local.actor, question),
      },
      servers: () => [...open.values()].flatMap(sourceOf),
    },
    changes,
    feed,
    list,
    now,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    probe: (serverUrl, signal) => findServer(options, serverAddress(serverUrl), signal),
    signIn: (serverUrl, { portal, shared = false } = {}, caller) =>
      turns.take(null, caller, async (signal, show) => {
        const address = serverAddress(serverUrl);
        const choices = { portal, shared };
        const { record, tokens } = await signInToServer(
          options,
          address,
          choices,
          registry.all,
          signal,
          show,
        );
        try {
          registry.put(record);
        } catch (error) {
          vault.remove(record.accountId);
          throw error;
        }
        const account = openOne(record, tokens);
        tellAll(record.accountId);
        return describe(account);
      }),
    signInAgain: (accountId, caller) =>
      turns.take(accountId, caller, async (signal, show) => {
        const before = mustFind(accountId);
        const anew = ['device-revoked', 'access-ended'].includes(before.replica?.summary().state ?? '');
        const { record, tokens } = await signInAgainToServer(
          options,
          before.record,
          { known: registry.all, anew },
          signal,
          show,
        );
        return describe(await openedAs(record, tokens));
      }),
    openSignInPage: () => turns.openPage(),
    cancelSignIn: () => turns.cancel(),
    async signOut(accountId, discardQueued) {
      const account = mustFind(accountId);
      const queued = account.replica?.summary().queued ?? null;
      if (queued !== 0 && !discardQueued) throw queuedAnswers(queued);
      // What a sign-in kept after this would stay behind.
      if (turns.isOf(accountId)) turns.cancel();
      registry.put({ ...account.record, leaving: true });
      open.delete(accountId);
      people.forget(accountId);
      tellAll(accountId);
      await account.replica?.close();
      await sayGoodbye(options, account);
      clearAway(options, registry, accountId);
    },
    syncNow(accountId) {
      if (accountId === localAccountId) return describeLocal();
      const account = mustFind(accountId);
      account.replica?.hint('now');
      return describe(account);
    },
    client: clientOf,
    people: async (accountId, context) => people.of(accountId, clientOf(accountId, context)),
    devices: async (accountId) => listDevices(options, mustFind(accountId)),
    revokeDevice: async (accountId, deviceId) => revokeDevice(options, mustFind(accountId), deviceId),
    outboxEntries(accountId) {
      if (accountId === localAccountId) return [];
      const accounts = accountId === undefined ? [...open.values()] : [mustFind(accountId)];
      return inOrder(accounts.flatMap(({ replica }) => replica?.outbox.list() ?? []));
    },
    async inOutbox(work) {
      for (const { replica } of open.values()) {
        if (replica === null) continue;
        try {
          return await work(replica.outbox);
        } catch (error) {
          if (!(error instanceof CountersignError && error.code === 'ENTRY_NOT_FOUND')) throw error;
        }
      }
      throw new CountersignError('ENTRY_NOT_FOUND');
    },
    start() {
      isStarted = true;
      for (const { replica } of open.values()) replica?.start();
    },
    hint(reason) {
      for (const { replica } of open.values()) replica?.hint(reason);
    },
    async close() {
      turns.cancel();
      stopHearing();
      await Promise.all([...open.values()].map(async ({ replica }) => replica?.close()));
    },
  };
}

const thisComputer = {
  accountId: localAccountId,
  kind: 'local',
  name: 'This computer',
  serverUrl: null,
  state: 'online',
  progress: null,
  confirmedTs: null,
  nextTryTs: null,
  problem: null,
  queued: 0,
  attention: 0,
  tokens: 'none',
} as const;

const everything = ['human-tasks', 'processes', 'drafts', 'discussions', 'files'] as const;
function queuedAnswers(queued: number | null): CountersignError {
  if (queued === null) {
    return new CountersignError('QUEUED_ANSWERS', {
      message: 'What is queued in this account cannot be read, and would be lost',
    });
  }
  const what = queued === 1 ? 'One change has' : `${queued} changes have`;
  return new CountersignError('QUEUED_ANSWERS', { message: `${what} not reached the server yet` });
}
