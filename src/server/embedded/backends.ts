import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Log } from '../../service/log.ts';
import type { Clock, Timers } from '../../shared/clock.ts';
import type { ServerConfig } from '../config.ts';
import { startDevIdp } from '../dev-idp/dev-idp.ts';
import { serverScopes } from '../node.ts';
import type { RestateOptions } from '../restate/restate-driver.ts';
import { StartError } from '../start-error.ts';
import { startPostgres } from './postgres.ts';
import { startRestate } from './restate.ts';

/** What a server node needs and the environment does not name: PostgreSQL, Restate, and an identity provider for development. */
export interface Backends {
  readonly databaseUrl: string;
  readonly issuer: string;
  readonly restate: RestateOptions;
  /** Called when one of them ended by itself; `words` says which. */
  onLoss(then: (words: string) => void): void;
  /** Ends them in order, after the node. */
  stop(): Promise<void>;
}

export interface BackendsOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** For whoever started the server. */
  readonly say: (words: string) => void;
}

const databaseName = 'countersign';

/** @throws StartError */
export async function startBackends(config: ServerConfig, options: BackendsOptions): Promise<Backends> {
  // PostgreSQL may run as another user, who has to get to its own folder in there.
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o711 });
  const stops: (() => Promise<void>)[] = [];
  const losses: ((then: (words: string) => void) => void)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const databaseUrl = config.DATABASE_URL ?? (await ownDatabase(config, options, stops, losses));
    const issuer = config.OIDC_ISSUER ?? (await ownIssuer(config, options, stops));
    const restate = await restateOf(config, options, stops, losses);
    return { databaseUrl, issuer, restate, stop, onLoss: (then) => losses.forEach((listen) => listen(then)) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ownDatabase(
  { POSTGRES_PROGRAM, dataFolder }: ServerConfig,
  { say }: BackendsOptions,
  stops: (() => Promise<void>)[],
  losses: ((then: (words: string) => void) => void)[],
): Promise<string> {
  if (POSTGRES_PROGRAM === undefined) {
    throw new StartError(
      'There is no database: set DATABASE_URL, or start by `npm run server`, which brings one.',
    );
  }
  const folder = join(dataFolder, 'postgres');
  const postgres = await startPostgres({ executable: POSTGRES_PROGRAM, folder, ownGroup: true });
  stops.push(() => postgres.stop());
  losses.push((then) => postgres.onExit(then));
  const url = new URL(postgres.url);
  await ensureDatabase(postgres.url);
  url.pathname = `/${databaseName}`;
  say(`PostgreSQL: ${folder}, port ${url.port} (DATABASE_URL names another)`);
  return url.href;
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
  } finally {
    await client.end();
  }
}

async function ownIssuer(
  config: ServerConfig,
  { clock, log, say }: BackendsOptions,
  stops: (() => Promise<void>)[],
): Promise<string> {
  const idp = await startDevIdp({
    folder: join(config.dataFolder, 'dev-idp'),
    port: config.DEV_IDP_PORT ?? (config.PORT === 0 ? 0 : config.PORT + 1),
    audience: config.OIDC_AUDIENCE,
    resources: config.PUBLIC_URL === undefined ? [] : [new URL(config.PUBLIC_URL).origin],
    clientId: config.OIDC_CLIENT_ID,
    scopes: serverScopes,
    tokenSeconds: config.DEV_IDP_TOKEN_SECONDS,
    clock,
    log,
  });
  stops.push(() => idp.close());
  say(`Sign-in: ${idp.issuer}, for development, as alice or bob (OIDC_ISSUER names another)`);
  return idp.issuer;
}

async function restateOf(
  config: ServerConfig,
  { timers, say }: BackendsOptions,
  stops: (() => Promise<void>)[],
  losses: ((then: (words: string) => void) => void)[],
): Promise<RestateOptions> {
  const { RESTATE_URL, RESTATE_ADMIN_URL, RESTATE_PROGRAM } = config;
  const endpointHost = config.RESTATE_ENDPOINT_HOST;
  const endpointUrl = config.RESTATE_ENDPOINT_URL ?? null;
  if (RESTATE_URL !== undefined) {
    return {
      ingressUrl: RESTATE_URL,
      adminUrl: RESTATE_ADMIN_URL ?? beside(RESTATE_URL, adminPort),
      endpointHost,
      endpointPort: config.RESTATE_ENDPOINT_PORT,
      endpointUrl,
      identityKeys: config.RESTATE_IDENTITY_KEYS,
      isOnly: false,
    };
  }
  if (RESTATE_PROGRAM === undefined) {
    throw new StartError(
      'There is no engine: set RESTATE_URL, or start by `npm run server`, which brings one.',
    );
  }
  const folder = join(config.dataFolder, 'restate');
  const restate = await startRestate({ executable: RESTATE_PROGRAM, folder, timers, ownGroup: true });
  stops.push(() => restate.stop());
  losses.push((then) => restate.onExit(then));
  say(`Restate: ${folder}, ${restate.ingressUrl} (RESTATE_URL names another)`);
  return {
    ingressUrl: restate.ingressUrl,
    adminUrl: restate.adminUrl,
    endpointHost: '127.0.0.1',
    endpointPort: restate.endpointPort,
    endpointUrl: null,
    identityKeys: [restate.identityKey],
    isOnly: true,
  };
}

/** Where Restate's administration listens, unless it is told otherwise. */
const adminPort = '9070';

function beside(address: string, port: string): string {
  const url = new URL(address);
  url.port = port;
  return url.origin;
}
