import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Log } from '../../service/log.ts';
import type { Clock } from '../../shared/clock.ts';
import type { ServerConfig } from '../config.ts';
import { startDevIdp } from '../dev-idp/dev-idp.ts';
import { serverScopes } from '../node.ts';
import { StartError } from '../start-error.ts';
import { startPostgres } from './postgres.ts';

/** What a server node needs and the environment does not name: PostgreSQL, and an identity provider for development. */
export interface Backends {
  readonly databaseUrl: string;
  readonly issuer: string;
  /** Called when one of them ended by itself; `words` says which. */
  onLoss(then: (words: string) => void): void;
  /** Ends them in order, after the node. */
  stop(): Promise<void>;
}

export interface BackendsOptions {
  readonly clock: Clock;
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
    return { databaseUrl, issuer, stop, onLoss: (then) => losses.forEach((listen) => listen(then)) };
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
    clientId: config.OIDC_CLIENT_ID,
    scopes: serverScopes,
    clock,
    log,
  });
  stops.push(() => idp.close());
  say(`Sign-in: ${idp.issuer}, for development, as alice or bob (OIDC_ISSUER names another)`);
  return idp.issuer;
}
