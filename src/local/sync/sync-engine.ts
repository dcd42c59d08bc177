import { errorFields } from '../../service/error-fields.ts';
import type { Instant } from '../../shared/clock.ts';
import type { ConnectionState } from '../../shared/contract/accounts.ts';
import { incompatibility } from '../../shared/contract/sync.ts';
import { CountersignError } from '../../shared/errors.ts';
import { readMeta, writeMeta } from '../store/meta.ts';
import { countUnreadable } from '../store/replica/unreadable.ts';
import { backoffMs, connectionBackoff } from './outbox/backoff.ts';
import {
  applyBatch,
  forgetStale,
  readCursor,
  readOrigin,
  readFirstCursor,
  type Applied,
} from './replica/apply-feed.ts';
import { createNews } from './replica/news.ts';
import type { ReplicaParts } from './replica-parts.ts';
import type { TokenProvider } from './transports/token-provider.ts';
import { TransportError } from './transports/transport-error.ts';
import type { FeedBatch } from './transports/transport.ts';

// E1: one connection for an account: it says hello, catches up, then listens until something ends it.
// E2: what was told is applied before the next but one is asked for: a server that is faster than this disk waits.
// E3: a problem that only a person can solve is not tried again by itself, but at once when they have.

/** How the account stands to its server. */
export interface SyncStatus {
  readonly state: ConnectionState;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly confirmedAt: Instant | null;
  readonly nextTryAt: Instant | null;
  /** In words for the person. */
  readonly problem: string | null;
}

export interface SyncEngine {
  readonly status: SyncStatus;
  onStatus(listener: (status: SyncStatus) => void): () => void;
  start(): void;
  /**
   * `online`: there is a network again; `resumed`: this machine was asleep, so that what was connected may be dead; `now`: somebody
   * wants it.
   */
  hint(reason: 'online' | 'resumed' | 'now'): void;
  /** Somebody else has found that the connection does not work any more. */
  lost(error: CountersignError): void;
  close(): Promise<void>;
}

export interface SyncEngineOptions {
  readonly tokens: TokenProvider;
  /** Whether the server can be talked to, for whoever sends there. */
  readonly onConnected: (connected: boolean) => void;
  /** After everything was told: a time for what waited for that. */
  readonly onCaughtUp: () => void;
}

/** Heartbeats come every 15 s; this often the time of the last one is kept for the next start. */
const keepConfirmedEveryMs = 60_000;
/** In one transaction: the window has its turn between two. */
const forgottenTogether = 200;

export function createSyncEngine(parts: ReplicaParts, options: SyncEngineOptions): SyncEngine {
  const { db, writer, clock, timers, random, log } = parts;
  const listeners = new Set<(status: SyncStatus) => void>();
  const kept = readMeta(db, 'confirmed_at');
  let status: SyncStatus = {
    state: 'offline',
    progress: null,
    confirmedAt: kept === null ? null : Number(kept),
    nextTryAt: null,
    problem: null,
  };
  let keptAt = 0;
  let closed = false;
  let failures = 0;
  let connection = new AbortController();
  let hurry: () => void = () => {};
  let running: Promise<void> | null = null;
  let waiting = false;
  /** In this run of the app. */
  let wasUpToDate = false;
  /** How far the two sides are apart, by the last handshake. */
  let gap: ReturnType<typeof incompatibility> = null;

  const set = (change: Partial<SyncStatus>): void => {
    status = { ...status, ...change };
    for (const listener of listeners) listener(status);
  };

  /** The last batch may not be on the disk yet. */
  let wasPaged = false;
  const news = createNews(parts.changes, clock);

  const apply = async (batch: FeedBatch): Promise<void> => {
    // Of what is read page by page the server will tell again what a power cut takes, up to the end: that is on disk, and all before it.
    const isPaged = batch.kind === 'entries' && batch.remaining !== null;
    const applied = await (isPaged ? writer.writeRepeatable : writer.write)(() => {
      const changed = applyBatch(db, batch, { userId: parts.identity.userId, now: clock.now() });
      // A commit without a row in it would bring nothing of those before to the disk.
      if (batch.kind === 'caught-up' && wasPaged) writeMeta(db, 'confirmed_at', String(clock.now()));
      parts.reach('feed.before-commit');
      return changed;
    });
    wasPaged = isPaged;
    parts.reach('feed.applied');
    news.add(applied);
    // Of what is far behind nobody reads every line as it comes.
    if (isPaged) news.tellSometimes();
    else news.tell();
  };

  /** What was there and was not told anew. */
  const forgetTheRest = async (): Promise<void> => {
    let forgotten: Applied | null;
    do {
      forgotten = await writer.write(() => forgetStale(db, forgottenTogether));
      if (forgotten !== null) news.add(forgotten);
    } while (forgotten !== null);
    news.tell();
  };

  const follow = async (signal: AbortSignal): Promise<void> => {
    const facts = await parts.transport.handshake(signal);
    gap = incompatibility(facts);
    if (gap !== null) throw new TransportError('SERVER_INCOMPATIBLE');
    log.info('Connected to a server', { contract: facts.contractVersion });
    set({ state: 'catching-up', problem: null, nextTryAt: null });
    options.onConnected(true);
    const after = wasUpToDate ? readCursor(db) : readFirstCursor(db);
    try {
      for await (const batch of parts.transport.changes({ after, ...readOrigin(db) }, signal)) {
        if (signal.aborted) return;
        if (batch.kind === 'caught-up') await forgetTheRest();
        await apply(batch);
        progressed(batch);
      }
    } finally {
      news.tell();
    }
  };

  const progressed = (batch: FeedBatch): void => {
    if (batch.kind === 'start-over') {
      set({ state: 'catching-up', progress: null });
      return;
    }
    if (batch.kind === 'origin') return;
    if (batch.kind === 'entries' && batch.remaining !== null) {
      const done = (status.progress?.done ?? 0) + batch.entries.length;
      set({ progress: { done, total: Math.max(status.progress?.total ?? 0, done + batch.remaining) } });
      return;
    }
    failures = 0;
    const wasBehind = status.state !== 'online';
    confirm();
    if (wasBehind) options.onCaughtUp();
  };

  const confirm = (): void => {
    const now = clock.now();
    wasUpToDate = true;
    set({ state: 'online', progress: null, confirmedAt: now, problem: missing(countUnreadable(db)) });
    if (now - keptAt < keepConfirmedEveryMs && now >= keptAt) return;
    keptAt = now;
    writer
      .write(() => writeMeta(db, 'confirmed_at', String(now)))
      .catch((error: unknown) => {
        if (!closed) log.warn('The time of the last news could not be kept', errorFields(error));
      });
  };

  const run = async (): Promise<void> => {
    while (!closed) {
      connection = new AbortController();
      const { signal } = connection;
      let failure: unknown = null;
      try {
        await follow(signal);
      } catch (error) {
        failure = error;
      }
      if (closed) return;
      options.onConnected(false);
      // Whoever ended the connection said why.
      await wait(signal.aborted ? signal.reason : failure);
    }
  };

  const wait = async (failure: unknown): Promise<void> => {
    if (failure === restart) return;
    const state = stateOf(failure, gap);
    const problem = failure instanceof Error ? wordsOf(failure) : null;
    if (!(failure instanceof CountersignError) && failure !== null) {
      log.error('What a server told could not be applied', errorFields(failure));
    }
    waiting = true;
    failures += 1;
    const after = failure instanceof TransportError ? failure.retryAfterMs : null;
    const waitMs = needsPerson(state) ? null : backoffMs(connectionBackoff, failures, random(), after);
    const nextTryAt = waitMs === null ? null : clock.now() + waitMs;
    await new Promise<void>((resolve) => {
      hurry = resolve;
      const timer = waitMs === null ? null : timers.after(waitMs, resolve);
      connection.signal.addEventListener('abort', () => resolve(), { once: true });
      const stop = options.tokens.onRefreshed(resolve);
      cleanUp = () => {
        timer?.cancel();
        stop();
      };
      set({ state, problem, progress: null, nextTryAt });
    });
    cleanUp();
    waiting = false;
    hurry = () => {};
  };
  let cleanUp: () => void = () => {};

  return {
    get status() {
      return status;
    },
    onStatus(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    start() {
      running ??= run().catch((error: unknown) => log.error('An account stopped', errorFields(error)));
    },
    hint(reason) {
      failures = 0;
      hurry();
      if (reason === 'resumed') connection.abort(restart);
    },
    lost(error) {
      if (!waiting) connection.abort(error);
    },
    async close() {
      closed = true;
      connection.abort(restart);
      hurry();
      await running;
    },
  };
}

/** Not a failure: it is to begin anew at once. */
const restart = new Error('The connection begins anew');

function stateOf(failure: unknown, gap: ReturnType<typeof incompatibility>): ConnectionState {
  if (!(failure instanceof CountersignError)) return 'offline';
  if (failure.code === 'TOKEN_EXPIRED' || failure.code === 'UNAUTHORIZED') return 'token-expired';
  if (failure.code === 'DEVICE_REVOKED') return 'device-revoked';
  if (failure.code === 'ACCESS_ENDED') return 'access-ended';
  return failure.code === 'SERVER_INCOMPATIBLE' ? (gap ?? 'server-too-new') : 'offline';
}

/** What is there and cannot be shown. */
function missing(count: number): string | null {
  if (count === 0) return null;
  const what = count === 1 ? '1 task of this server needs' : `${count} tasks of this server need`;
  return `${what} a newer version of the app`;
}

function needsPerson(state: ConnectionState): boolean {
  return state === 'token-expired' || state === 'device-revoked';
}

function wordsOf(failure: Error): string {
  return failure instanceof CountersignError
    ? failure.message
    : 'What the server told could not be kept on this computer.';
}
