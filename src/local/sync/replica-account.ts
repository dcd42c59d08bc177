import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createChangeFeed } from '../../service/changes.ts';
import type { FileQuestion } from '../../service/files/file-row.ts';
import type { Log } from '../../service/log.ts';
import { timestampOrNull, type Clock, type Instant, type Timers } from '../../shared/clock.ts';
import type { Account } from '../../shared/contract/accounts.ts';
import type { Change } from '../../shared/contract/account.ts';
import type { StoredFile } from '../../shared/contract/files.ts';
import type { HumanTaskRow } from '../../shared/contract/human-tasks.ts';
import type { AnswerSchemas } from '../../shared/human-task/answer.ts';
import type { Ids } from '../../shared/ids.ts';
import { createBlobStore, type Disk } from '../files/blob-store.ts';
import { reachNothing, type Reach } from '../reach.ts';
import { openReplica } from '../store/replica/open-replica.ts';
import { countAttention, countOpenEntries } from '../store/replica/outbox.ts';
import { forgetEntries } from '../store/replica/outbox-writes.ts';
import { holdsTask } from '../store/replica/tasks.ts';
import { createWriter } from '../store/writer.ts';
import { createOnline } from './account-connection.ts';
import { createOutbox, type Outbox } from './outbox/outbox.ts';
import { createSender } from './outbox/sender.ts';
import { createReplicaFiles } from './replica/files.ts';
import { readReplicaFile } from './replica/read-file.ts';
import { findTasks } from './replica/lists.ts';
import { truthOf, type Identity, type ReplicaParts } from './replica-parts.ts';
import { createReplicaRouter, type ReplicaRouter } from './replica-router.ts';
import { createSideSync } from './side-sync.ts';
import { createSyncEngine, type SyncStatus } from './sync-engine.ts';
import type { TokenProvider } from './transports/token-provider.ts';
import type { Transport } from './transports/transport.ts';

// A1: an account owns its replica, its outbox and its connection; whoever opens it closes it.
// A2: nothing talks to the server before start().

export interface ReplicaAccountOptions {
  /** The folder of all server accounts; this one's are `<accountId>.db` and `<accountId>-files` in it. */
  readonly folder: string;
  readonly identity: Identity;
  readonly transport: Transport;
  readonly tokens: TokenProvider;
  readonly schemas: AnswerSchemas;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  /** At least 0 and below 1, for jitter. */
  readonly random: () => number;
  readonly log: Log;
  readonly reach?: Reach;
  /** How the replica is opened; fault tests put a failing disk in its place. */
  readonly openReplica?: typeof openReplica;
  readonly disk?: Disk;
  /** How many answers, each to another task, are on their way at once; by default as many as the transport takes. */
  readonly sideBySide?: number;
}

/** An account of a team server as this machine has it: readable and answerable whether or not there is a network. */
export interface ReplicaAccount {
  readonly identity: Identity;
  readonly router: ReplicaRouter;
  readonly outbox: Outbox;
  readonly status: SyncStatus;
  /** What of `Account` is known here. */
  summary(): Pick<
    Account,
    'state' | 'progress' | 'confirmedTs' | 'nextTryTs' | 'problem' | 'queued' | 'attention'
  >;
  onStatus(listener: (status: SyncStatus) => void): () => void;
  /** Tells, after each commit, what to read again. @returns stops listening */
  onChange(listener: (change: Change) => void): () => void;
  /** Whether it is this account's, as far as is known here. */
  holds(what: 'assignment' | 'task' | 'process', id: string): boolean;
  /** Tasks whose words begin as all of these do, the newest first. */
  search(words: string, limit: number): HumanTaskRow[];
  /** The bytes of a file; they have to be read or destroyed. @throws CountersignError FILE_NOT_FOUND, OFFLINE, STORE_UNAVAILABLE */
  readFile(question: FileQuestion): Promise<{ file: StoredFile; bytes: Readable }>;
  start(): void;
  /** There is a network again, this machine was asleep, or somebody wants it now: tries at once what would be tried later. */
  hint(reason: 'online' | 'resumed' | 'now'): void;
  /** Resolves when nothing is on its way and nothing can be sent now. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const keepEndedMs = 90 * 86_400_000;

/** @throws StoreError when the replica is damaged, from a newer version, or cannot be written */
export function openReplicaAccount(options: ReplicaAccountOptions): ReplicaAccount {
  const { folder, identity, transport, tokens, clock, log, reach = reachNothing } = options;
  const file = join(folder, `${identity.accountId}.db`);
  const store = (options.openReplica ?? openReplica)(file, reach);
  const { db } = store;
  const writer = createWriter(db, clock);
  const changes = createChangeFeed();
  const blobs = createBlobStore({
    folder: join(folder, `${identity.accountId}-files`),
    reach,
    disk: options.disk,
  });
  const parts: ReplicaParts = { ...options, db, writer, changes, blobs, reach };
  const sender = createSender(parts, {
    sideBySide: () => options.sideBySide ?? transport.sideBySide,
    onTrouble: (error) => engine.lost(error),
  });
  const online = createOnline(transport, () => engine);
  const side = createSideSync(parts, online);
  const engine = createSyncEngine(parts, {
    tokens,
    onConnected: (connected) => sender.setConnected(connected),
    onCaughtUp: () => side.nudge(),
  });
  const nudge = () => {
    sender.nudge();
    side.nudge();
  };
  const outbox = createOutbox(parts, nudge);
  const files = createReplicaFiles(parts);
  const status = () => engine.status;
  const router = createReplicaRouter({ ...parts, online, outbox, files, status, nudge });
  let closed: Promise<void> | null = null;

  return {
    identity,
    router,
    outbox,
    get status() {
      return engine.status;
    },
    summary() {
      const { state, progress, confirmedAt, nextTryAt, problem } = engine.status;
      return {
        state,
        progress,
        confirmedTs: timestampOrNull(confirmedAt),
        nextTryTs: timestampOrNull(nextTryAt),
        problem,
        queued: countOpenEntries(db),
        attention: countAttention(db),
      };
    },
    onStatus: (listener) => engine.onStatus(listener),
    onChange: (listener) => changes.onChange(listener),
    holds: (what, id) => holdsTask(db, what, id),
    search: (words, limit) => findTasks(db, words, limit, truthOf(parts, engine.status.confirmedAt)),
    readFile: (question) => readReplicaFile(parts, online, files, question),
    start() {
      forget(parts, clock.now());
      engine.start();
    },
    hint(reason) {
      engine.hint(reason);
      sender.tryNow();
      side.nudge();
    },
    async idle() {
      await sender.idle();
      await side.idle();
    },
    close() {
      closed ??= close();
      return closed;
    },
  };

  async function close(): Promise<void> {
    await engine.close();
    await sender.close();
    await side.idle();
    await files.close();
    await blobs.opened;
    writer.close();
    store.close();
    log.info('A server account was closed', { account: identity.accountId });
  }
}

function forget({ db, writer, log }: ReplicaParts, now: Instant): void {
  writer
    .write(() => forgetEntries(db, now - keepEndedMs))
    .catch(() => log.warn('Old entries of a queue could not be removed'));
}
