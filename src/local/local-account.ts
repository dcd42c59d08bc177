import { createJqExpressions } from '../engine/expression/jq-expressions.ts';
import type { Host } from '../engine/host.ts';
import type { Clock, Timers } from '../shared/clock.ts';
import type { Change } from '../shared/contract/account.ts';
import { administratorPermission, overridePermission, type Actor } from '../shared/human-task/settle.ts';
import type { Ids, UserId } from '../shared/ids.ts';
import { createChangeFeed } from './changes.ts';
import { dataPaths } from './data-folder.ts';
import { createDefinitions } from './host/definitions.ts';
import { createLocalHost, type LocalHost } from './host/local-host.ts';
import type { Log } from './log.ts';
import { reachNothing, type Reach } from './reach.ts';
import { createLocalRouter, type LocalRouter } from './router.ts';
import { write, type WritableDatabase } from './store/database.ts';
import { readMeta, writeMeta } from './store/meta.ts';
import { openStore } from './store/open.ts';

// A1: the account owns the store, the host and the expression worker; whoever opens it closes it.
// A2: nothing runs before start(): a caller can show the inbox first.

export interface LocalAccountOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  /** The built or source file of src/engine/expression/jq-worker. */
  readonly jqWorkerUrl: URL;
  readonly samplesFolder: string;
  /** Who is logged in to this computer; becomes the local user at the first start. */
  readonly userName: string;
  readonly log: Log;
  readonly reach?: Reach;
  /** How the store is opened; fault tests put a failing disk in its place. */
  readonly openStore?: typeof openStore;
}

export interface LocalAccount {
  readonly router: LocalRouter;
  readonly actor: Actor;
  readonly hostId: string;
  readonly host: LocalHost;
  /** Takes up what is due, also from before a crash. */
  start(): void;
  /** Tells, after each commit, what to read again. @returns stops listening */
  onChange(listener: (change: Change) => void): () => void;
  /** Waits for what is under way, then closes the database. */
  close(): Promise<void>;
}

/**
 * "This computer": human tasks and the engine on a SQLite store in one folder.
 * @throws StoreError when the database is damaged, from a newer version, in use, or cannot be written
 */
export function openLocalAccount(options: LocalAccountOptions): LocalAccount {
  const { clock, timers, ids, log } = options;
  const reach = options.reach ?? reachNothing;
  const store = (options.openStore ?? openStore)(dataPaths(options.dataFolder), reach);
  const identity = establishIdentity(store.db, ids, options.userName);
  const expressions = createJqExpressions({ workerUrl: options.jqWorkerUrl, timers });
  const engine: Host = { clock, expressions };
  const definitions = createDefinitions(store.db);
  const changes = createChangeFeed();
  const host = createLocalHost({
    db: store.db,
    engine,
    definitions,
    timers,
    ids,
    changes,
    log,
    reach,
    localUser: identity.actor.userId,
  });
  const router = createLocalRouter({
    db: store.db,
    ...identity,
    userName: options.userName,
    engine,
    definitions,
    host,
    changes,
    clock,
    ids,
    samplesFolder: options.samplesFolder,
    log,
    reach,
  });
  return {
    router,
    host,
    ...identity,
    start: () => host.nudge(),
    onChange: (listener) => changes.onChange(listener),
    async close() {
      await host.close();
      await expressions.close();
      store.close();
    },
  };
}

/** The workspace and the user of this computer, chosen once and kept: a renamed login stays the same person. */
function establishIdentity(
  db: WritableDatabase,
  ids: Ids,
  userName: string,
): { hostId: string; actor: Actor } {
  const identity = write(db, () => {
    const known = { hostId: readMeta(db, 'host_id'), userId: readMeta(db, 'user_id') };
    const hostId = known.hostId ?? ids.next();
    const userId = known.userId ?? userName;
    if (known.hostId === null) writeMeta(db, 'host_id', hostId);
    if (known.userId === null) writeMeta(db, 'user_id', userId);
    return { hostId, userId };
  });
  const permissions = new Set([administratorPermission, overridePermission]);
  return { hostId: identity.hostId, actor: { userId: identity.userId as UserId, permissions } };
}
