import { createRouterClient, type RouterClient } from '@orpc/server';
import { Client } from 'pg';
import type { EffectsOptions } from '../../../src/effects/effects.ts';
import type { ServerCaller } from '../../../src/server/caller.ts';
import type { EngineDriver } from '../../../src/server/engine-driver.ts';
import type { DriverParts } from '../../../src/server/host/host-parts.ts';
import { reachNothing, type Reach } from '../../../src/server/reach.ts';
import { createEngine } from '../../../src/server/restate/create-engine.ts';
import { createServerRouter } from '../../../src/server/router.ts';
import type { ServerParts } from '../../../src/server/server-parts.ts';
import type { Database } from '../../../src/server/store/database.ts';
import { silentLog, type Log } from '../../../src/service/log.ts';
import type { Clock, Timers } from '../../../src/shared/clock.ts';
import { administratorPermission, overridePermission } from '../../../src/shared/human-task/actor.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import { createSchemas } from '../../../src/shared/json-schema/schemas.ts';
import type { Json, JsonObject } from '../../../src/shared/json.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import { jqWorkerUrl, samplesFolder, scriptWorkerUrl } from '../account.ts';
import { createDirectDriver } from './direct-driver.ts';
import { plantHost } from './planted.ts';
import { openTestDatabase, type TestDatabase } from './postgres.ts';

export type ServerClient = RouterClient<ReturnType<typeof createServerRouter>>;

export interface EngineNode extends AsyncDisposable {
  readonly db: Database;
  readonly hostId: string;
  readonly engine: EngineDriver;
  readonly parts: ServerParts;
  /** As the router serves one of the users. */
  as(userId: string, caller?: Partial<ServerCaller>): ServerClient;
  /** Adds a workflow text and starts it. @returns the process id, once it waits or has ended */
  start(source: string, input?: JsonObject): Promise<string>;
}

export interface EngineNodeOptions {
  /** By default a database of its own. */
  readonly database?: TestDatabase;
  /** By default a host of its own with the users maya and omar. */
  readonly hostId?: string;
  readonly time?: Clock & Timers;
  readonly reach?: Reach;
  readonly log?: Log;
  readonly random?: () => number;
  readonly timeZone?: () => string;
  readonly secret?: (name: string) => Json | undefined;
  readonly effects?: Partial<Pick<EffectsOptions, 'rewrites' | 'policy' | 'limits' | 'dispatcher' | 'log'>>;
  /** By default the driver that walks in this process. */
  readonly createDriver?: (parts: DriverParts) => EngineDriver;
}

const scopes = new Set(['workflow.read', 'workflow.write', 'workflow.task.override']);

/** The parts of a server node without HTTP: router, human tasks and engine on a PostgreSQL of its own. */
export async function openEngineNode(options: EngineNodeOptions = {}): Promise<EngineNode> {
  const { time, reach = reachNothing, log = silentLog } = options;
  const database = options.database ?? (await openTestDatabase());
  const hostId = options.hostId ?? (await newHost(database));
  const { db } = database;
  const shared: Omit<ServerParts, 'engine'> = {
    db,
    clock: time ?? systemClock,
    timers: time ?? systemTimers,
    ids: systemIds,
    log,
    schemas: createSchemas(),
    feed: nobodyListens,
    reach,
    samplesFolder,
    handshake: {
      contractVersion: 1,
      oldestContractVersion: 1,
      serverVersion: 'test',
      issuer: 'http://127.0.0.1',
      clientId: 'test',
      audience: 'test',
      scopes: [],
      serverName: 'Test',
    },
  };
  const engine = createEngine(
    shared,
    {
      jqWorkerUrl,
      scriptWorkerUrl,
      random: options.random ?? (() => 0.5),
      timeZone: options.timeZone ?? (() => 'UTC'),
      ...(options.secret === undefined ? {} : { secret: options.secret }),
      ...(options.effects === undefined ? {} : { effects: options.effects }),
    },
    options.createDriver ?? createDirectDriver,
  );
  const parts: ServerParts = { ...shared, engine };
  const router = createServerRouter(parts);
  await engine.start();
  const as = (userId: string, caller: Partial<ServerCaller> = {}) =>
    createRouterClient(router, { context: { ...callerOf(hostId, userId), ...caller } });
  return {
    db,
    hostId,
    engine,
    parts,
    as,
    async start(source, input = {}) {
      const { namespace, name, version } = await as('maya').workflows.add({ source });
      const { processId } = await as('maya').processes.start({
        workflow: `${namespace}/${name}@${version}`,
        input,
      });
      await engine.idle();
      return processId;
    },
    async [Symbol.asyncDispose]() {
      await engine.close();
      if (options.database === undefined) await database.close();
    },
  };
}

export async function newHost({ url }: TestDatabase): Promise<string> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    return (await plantHost(admin, ['maya', 'omar'])).hostId;
  } finally {
    await admin.end();
  }
}

function callerOf(hostId: string, userId: string): ServerCaller {
  return {
    hostId,
    actor: {
      userId: userId as UserId,
      permissions: new Set(userId === 'maya' ? [administratorPermission, overridePermission] : []),
    },
    userName: userId,
    source: 'api',
    scopes,
    tokenPermissions: new Set(),
    signedInAt: 0,
    holdsKey: () => true,
    deviceId: null,
    requestId: 'test',
  };
}

const nobodyListens: ServerParts['feed'] = {
  channel: 'none',
  listen: () => () => {},
  listenDevice: () => () => {},
  listenUser: () => () => {},
  streams: 0,
  hears: true,
  start: async () => {},
  close: async () => {},
};
