import type { FastifyInstance } from 'fastify';
import { Client } from 'pg';
import { errorFields } from '../service/error-fields.ts';
import type { Clock, Timers } from '../shared/clock.ts';
import { mostCommands } from '../shared/contract/command-batch.ts';
import { contractVersion, oldestContractVersion, type Handshake } from '../shared/contract/sync.ts';
import { overridePermission } from '../shared/human-task/actor.ts';
import type { Ids } from '../shared/ids.ts';
import { createSchemas } from '../shared/json-schema/schemas.ts';
import { createAdmit } from './auth/admit.ts';
import { audienceCheck } from './auth/audiences.ts';
import { createAuthenticator } from './auth/authenticator.ts';
import { createProofChecker } from './auth/device-proof.ts';
import { createKnownCallers } from './auth/known-callers.ts';
import { createTokenVerifier } from './auth/token-verifier.ts';
import type { ServerConfig } from './config.ts';
import type { EngineDriver } from './engine-driver.ts';
import { createFeedHub } from './feed/feed-hub.ts';
import { registerFeedRoutes } from './feed/feed-routes.ts';
import { drawFeedEpochs } from './feed/new-epoch.ts';
import { registerCommands } from './http/command-routes.ts';
import { registerContract } from './http/contract-routes.ts';
import { checkContractVersion } from './http/contract-version.ts';
import { registerDocs } from './http/docs-routes.ts';
import { registerHealth } from './http/health.ts';
import { limitRequests } from './http/limits.ts';
import { registerMetrics } from './http/metrics.ts';
import { observeCalls } from './http/observe.ts';
import { createTracing, noTracing } from './http/tracing.ts';
import { registerFileRoutes } from './files/file-routes.ts';
import { createRenderHumanTasks } from './human-tasks/render-human-tasks.ts';
import { createServerLog } from './log.ts';
import { createSyncRoles } from './people/sync-roles.ts';
import { endStreamsOfStrangers } from './http/streams.ts';
import { registerPortal } from './portal/portal-routes.ts';
import { startHousekeeping } from './housekeeping.ts';
import type { Reach } from './reach.ts';
import { createServerRouter } from './router.ts';
import { registerScim } from './scim/scim-routes.ts';
import type { ServerParts } from './server-parts.ts';
import { codeOf, StartError } from './start-error.ts';
import { usualTimeLimits } from './store/connections.ts';
import { openDatabase, type Database } from './store/database.ts';
import { migrate } from './store/migrate.ts';

// N1: the node owns its database pool, its feed hub, its engine driver and its HTTP server; whoever starts it stops it.
// N2: nothing is served before the schema is this version's and the engine takes wakes.

export interface NodeOptions {
  /** Of `createApp`; serves nothing yet. */
  readonly app: FastifyInstance;
  readonly config: ServerConfig;
  readonly databaseUrl: string;
  readonly issuer: string;
  readonly version: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  /** At least 0, below 1: for jitter. */
  readonly random: () => number;
  readonly reach: Reach;
  /** Of the workflows that come with the server. */
  readonly samplesFolder: string;
  readonly createEngine: (parts: Omit<ServerParts, 'engine'>) => EngineDriver;
  /** The database is a restored backup: everyone who has read a feed starts over. */
  readonly newFeedEpoch?: boolean;
}

export interface ServerNode {
  /** Where it listens, such as `http://127.0.0.1:8787`. */
  readonly url: string;
  readonly parts: ServerParts;
  /** Takes no more calls, lets those under way end, ends streams, and closes everything. */
  stop(): Promise<void>;
}

/** What the desktop app asks for when it signs in. */
export const serverScopes = ['workflow.read', 'workflow.write', overridePermission] as const;

/** @throws StartError, FutureDatabase */
export async function startNode(options: NodeOptions): Promise<ServerNode> {
  const { app, config, clock, timers, ids, reach, random } = options;
  const log = createServerLog(app.log);
  const { db, engineDb } = await openMigrated(options, (error) =>
    log.warn('A connection to the database broke', errorFields(error)),
  );
  if (options.newFeedEpoch === true) await drawFeedEpochs(db);
  const feed = createFeedHub({ db, timers, random, log });
  const shared = {
    db,
    clock,
    timers,
    ids,
    log,
    schemas: createSchemas(),
    feed,
    reach,
    samplesFolder: options.samplesFolder,
    handshake: handshakeOf(options),
  };
  const engine = options.createEngine({ ...shared, db: engineDb });
  const parts: ServerParts = { ...shared, engine };
  let draining = false;
  const tracing =
    config.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
      ? noTracing
      : createTracing(config.OTEL_EXPORTER_OTLP_ENDPOINT, config.OTEL_SERVICE_NAME);
  observeCalls(app, registerMetrics(app, parts, config), tracing);
  checkContractVersion(app);
  registerHealth(app, parts, () => draining);
  await registerRoutes(app, parts, options);
  let stopHousekeeping = () => Promise.resolve();
  const close = async () => {
    await app.close();
    await stopHousekeeping();
    await engine.close();
    await feed.close();
    await db.close();
    await engineDb.close();
    await tracing.close();
  };
  try {
    await feed.start();
    await engine.start();
    stopHousekeeping = startHousekeeping(parts);
    await listen(app, config);
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
  return {
    url: addressOf(app, config),
    parts,
    async stop() {
      draining = true;
      const late = timers.after(config.DRAIN_SECONDS * 1_000, () => app.server.closeAllConnections());
      await close().finally(() => late.cancel());
    },
  };
}

async function registerRoutes(
  app: FastifyInstance,
  parts: ServerParts,
  { config, issuer, version }: NodeOptions,
): Promise<void> {
  const { db, clock, timers, log, feed, handshake } = parts;
  const ofIssuer = {
    issuer,
    jwksUrl: config.OIDC_JWKS_URL ?? null,
    skewSeconds: config.CLOCK_SKEW_SECONDS,
    clock,
  };
  const skewMs = config.CLOCK_SKEW_SECONDS * 1_000;
  const authenticator = createAuthenticator({
    verifier: createTokenVerifier({
      ...ofIssuer,
      isAudience: audienceCheck(config, () => addressOf(app, config)),
    }),
    idTokens: createTokenVerifier({
      ...ofIssuer,
      isAudience: (audience) => audience === config.OIDC_CLIENT_ID,
    }),
    claims: config.claims,
    admit: createAdmit({ db, clock, skewMs, syncRoles: createSyncRoles(parts.ids) }),
    known: createKnownCallers({ db, clock, feed, log }),
    proofs: createProofChecker(clock),
    desktopClientId: config.OIDC_CLIENT_ID,
    skewMs,
  });
  endStreamsOfStrangers(app, authenticator, timers);
  const { authenticate, countUnknown, countMore } = await limitRequests(app, authenticator, config);
  const router = createServerRouter(parts);
  registerDocs(app, version);
  registerContract(app, { router, handshake, authenticate, countUnknown, log });
  registerCommands(app, { router, authenticate, countMore, log, timers });
  registerFeedRoutes(app, parts, authenticate, createRenderHumanTasks(clock));
  registerFileRoutes(app, parts, authenticate);
  registerPortal(app, parts, router, authenticate);
  registerScim(app, { router, authenticate, log });
}

/** However many processes are walked, those who call and those who walk do not take each other's connections. */
async function openMigrated(
  { databaseUrl, config, clock, reach }: NodeOptions,
  onError: (error: Error) => void,
): Promise<{ db: Database; engineDb: Database }> {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  client.on('error', onError);
  try {
    await client.connect();
  } catch (error) {
    const { host } = new URL(databaseUrl);
    throw new StartError(
      `The database at ${host} does not let this server in (${wordsOf(error)}). Start it, or correct DATABASE_URL.`,
      { cause: error },
    );
  }
  try {
    const role = await migrate(client, clock.now(), reach);
    const ofEngine = Math.max(1, Math.floor(config.DATABASE_CONNECTIONS / 2));
    const limits = {
      ...usualTimeLimits,
      connectMs: config.DATABASE_CONNECT_SECONDS * 1_000,
      statementMs: config.DATABASE_STATEMENT_SECONDS * 1_000,
    };
    const open = (connections: number) =>
      openDatabase({ url: databaseUrl, connections, role, onError, limits });
    return {
      db: open(Math.max(1, config.DATABASE_CONNECTIONS - ofEngine)),
      engineDb: open(ofEngine),
    };
  } finally {
    await client.end();
  }
}

function handshakeOf({ config, issuer, version }: NodeOptions): Handshake {
  return {
    contractVersion,
    oldestContractVersion,
    serverVersion: version,
    issuer,
    clientId: config.OIDC_CLIENT_ID,
    audience: config.OIDC_AUDIENCE,
    scopes: serverScopes.map((scope) => `${config.OIDC_SCOPE_PREFIX}${scope}`),
    serverName: config.SERVER_NAME,
    commandsAtOnce: mostCommands,
  };
}

async function listen(app: FastifyInstance, { HOST, PORT }: ServerConfig): Promise<void> {
  try {
    await app.listen({ host: HOST, port: PORT });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRINUSE') {
      throw new StartError(
        `Port ${PORT} of ${HOST} is in use. End what listens there, or set PORT to another one.`,
        {
          cause: error,
        },
      );
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new StartError(
        `This server may not listen on ${HOST}, port ${PORT}. Set HOST and PORT to others.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

function addressOf(app: FastifyInstance, { HOST, PUBLIC_URL }: ServerConfig): string {
  if (PUBLIC_URL !== undefined) return PUBLIC_URL.replace(/\/$/, '');
  const [address] = app.addresses();
  const port = typeof address === 'object' ? address.port : 0;
  return `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`;
}

function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return [codeOf(error), message].filter(Boolean).join(' ');
}
