import type { EffectContext, Effects, EffectsOptions } from '../effects/effects.ts';
import { createEffects } from '../effects/effects.ts';
import type { CloudEvent } from '../engine/cloud-event.ts';
import type { LogEffect, PublishEffect } from '../engine/effect.ts';
import { createJqExpressions } from '../engine/expression/jq-expressions.ts';
import type { Clock, Timers } from '../shared/clock.ts';
import type { Change } from '../shared/contract/account.ts';
import type { Actor } from '../shared/human-task/actor.ts';
import type { Ids, UserId } from '../shared/ids.ts';
import { createSchemas } from '../shared/json-schema/schemas.ts';
import type { Json } from '../shared/json.ts';
import { systemRandom } from '../shared/system-random.ts';
import { systemTimeZone } from '../shared/system-time-zone.ts';
import { callerOf, permissionsOfUser, type CallContext } from './caller.ts';
import { createChangeFeed } from '../service/changes.ts';
import { dataPaths } from './data-folder.ts';
import { createAccountFiles, type AccountFiles } from './files/account-files.ts';
import type { Disk } from './files/blob-store.ts';
import { createDefinitions } from './host/definitions.ts';
import { createEngineHost } from './host/engine-host.ts';
import { createLocalHost, type LocalHost } from './host/local-host.ts';
import { createTurns } from './host/turns.ts';
import type { Log } from '../service/log.ts';
import { processOfKey } from '../service/processes/effect-values.ts';
import { reachNothing, type Reach } from './reach.ts';
import { createLocalRouter, type LocalRouter } from './router.ts';
import { write, type WritableDatabase } from './store/database.ts';
import { holds } from './store/holds.ts';
import { readMeta, writeMeta } from './store/meta.ts';
import { openStore } from './store/open.ts';
import { findUser, insertUser } from './store/people.ts';
import { insertPublication } from './store/publications.ts';
import { createWriter, type Writer } from './store/writer.ts';

// A1: the account owns the store, the host, the effects and the expression worker; whoever opens it closes it.
// A2: nothing runs before start(): a caller can show the inbox first.

export interface LocalAccountOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  /** The built or source file of src/engine/expression/jq-worker. */
  readonly jqWorkerUrl: URL;
  /** The built or source file of src/effects/script-worker. */
  readonly scriptWorkerUrl: URL;
  readonly samplesFolder: string;
  /** Who is logged in to this computer; becomes the local user at the first start. */
  readonly userName: string;
  readonly log: Log;
  /** The value of a secret that definitions may name, or undefined. Without it there are none. */
  readonly secret?: (name: string) => Json | undefined;
  /** What processes may do outside of themselves, and by which way. */
  readonly effects?: Partial<
    Pick<EffectsOptions, 'rewrites' | 'policy' | 'limits' | 'dispatcher' | 'logLevel'>
  > & {
    /** Where the function `log` writes; by default into the log of the account. */
    readonly log?: EffectsOptions['log'];
  };
  /** At least 0 and below 1, for jitter. */
  readonly random?: () => number;
  /** The IANA name of a time zone: schedules go by the clock on its wall. By default that of this machine. */
  readonly timeZone?: () => string;
  readonly reach?: Reach;
  /** How the store is opened; fault tests put a failing disk in its place. */
  readonly openStore?: typeof openStore;
  /** Where files are written; fault tests put a failing disk in its place. */
  readonly disk?: Disk;
}

export interface LocalAccount {
  readonly router: LocalRouter;
  readonly actor: Actor;
  readonly hostId: string;
  readonly host: LocalHost;
  /** For the transports that send and fetch the bytes of files past the router. */
  readonly files: AccountFiles;
  /** Whether it is this computer's. */
  holds(what: 'assignment' | 'task' | 'process', id: string): boolean;
  /** As whom a caller acts. @throws CountersignError FORBIDDEN, USER_NOT_FOUND, USER_INACTIVE */
  actorOf(context: CallContext): Actor;
  /** Takes up what is due, also from before a crash. */
  start(): void;
  /** Tells, after each commit, what to read again. @returns stops listening */
  onChange(listener: (change: Change) => void): () => void;
  /** Tells, after each commit, what happened to processes, as the language's lifecycle events. @returns stops listening */
  onLifecycle(listener: (events: readonly CloudEvent[]) => void): () => void;
  /** Writes what was asked for, drops what is under way (the next start takes it up again), then closes the database. */
  close(): Promise<void>;
}

/**
 * "This computer": human tasks and the engine on a SQLite store in one folder.
 * @throws StoreError when the database is damaged, from a newer version, in use, or cannot be written
 */
export function openLocalAccount(options: LocalAccountOptions): LocalAccount {
  const { clock, timers, ids, log } = options;
  const { reach = reachNothing, timeZone = systemTimeZone } = options;
  const store = (options.openStore ?? openStore)(dataPaths(options.dataFolder), reach);
  const { db } = store;
  const identity = establishIdentity(db, ids, options);
  const writer = createWriter(db, clock);
  const expressions = createJqExpressions({ workerUrl: options.jqWorkerUrl, timers });
  const turns = createTurns(clock);
  const engine = createEngineHost({
    db,
    clock,
    expressions,
    schemas: createSchemas(),
    random: options.random ?? systemRandom,
    secret: options.secret ?? (() => undefined),
    turns,
  });
  const definitions = createDefinitions(db);
  const changes = createChangeFeed();
  const common = { db, writer, engine, definitions, changes, ids, log, reach, timeZone };
  const host = createLocalHost({
    ...common,
    effects: openEffects(options, db, writer),
    timers,
    turns,
    localUser: identity.actor.userId,
    hostId: identity.hostId,
  });
  const files = createAccountFiles({
    ...common,
    hostId: identity.hostId,
    folder: dataPaths(options.dataFolder).files,
    clock,
    timers,
    disk: options.disk,
  });
  const router = createLocalRouter({
    ...common,
    ...identity,
    host,
    files,
    clock,
    userName: options.userName,
    samplesFolder: options.samplesFolder,
  });
  return {
    router,
    host,
    files,
    holds: (what, id) => holds(db, what, id),
    actorOf: (context) => callerOf(db, identity.actor.userId, context).actor,
    ...identity,
    start() {
      host.start();
      files.start();
    },
    onChange: (listener) => changes.onChange(listener),
    onLifecycle: (listener) => host.lifecycle.listen(listener),
    async close() {
      const hostClosed = host.close();
      const filesClosed = files.close();
      writer.close();
      await hostClosed;
      await filesClosed;
      await expressions.close();
      store.close();
    },
  };
}

function openEffects(options: LocalAccountOptions, db: WritableDatabase, writer: Writer): Effects {
  const { clock, timers, ids, scriptWorkerUrl, log } = options;
  return createEffects({
    rewrites: [],
    policy: { allows: () => false },
    log: (entry, context) => logEntry(log, entry, context),
    ...options.effects,
    clock,
    timers,
    ids,
    scriptWorkerUrl,
    publish: (publication, context) => publish(publication, context),
  });

  async function publish(publication: PublishEffect, { idempotencyKey, instance }: EffectContext) {
    const processId = processOfKey(idempotencyKey);
    await writer.write(() => insertPublication(db, processId, instance, publication, clock.now()));
  }
}

/** The text is the workflow author's own, put there to be read here. */
function logEntry(log: Log, { level, message }: LogEffect, { idempotencyKey }: EffectContext): void {
  log[level === 'debug' ? 'info' : level](`A workflow says: ${message}`, { task: idempotencyKey });
}

/** The workspace and the user of this computer, chosen once and kept: a renamed login stays the same person. */
function establishIdentity(
  db: WritableDatabase,
  ids: Ids,
  { userName, clock }: Pick<LocalAccountOptions, 'userName' | 'clock'>,
): { hostId: string; actor: Actor } {
  return write(db, () => {
    const known = { hostId: readMeta(db, 'host_id'), userId: readMeta(db, 'user_id') };
    const hostId = known.hostId ?? ids.next();
    const userId = (known.userId ?? userName) as UserId;
    if (known.hostId === null) writeMeta(db, 'host_id', hostId);
    if (known.userId === null) writeMeta(db, 'user_id', userId);
    if (findUser(db, userId) === null) {
      insertUser(db, { id: userId, name: userName, active: true }, clock.now());
    }
    return { hostId, actor: { userId, permissions: permissionsOfUser(db, userId, userId) } };
  });
}
