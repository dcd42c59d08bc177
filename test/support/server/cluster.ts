import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevIdp } from '../../../src/server/dev-idp/dev-idp.ts';
import { silentLog } from '../../../src/service/log.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { projectFolder } from '../account.ts';
import { openBalancer } from '../net/balancer.ts';
import { until } from '../until.ts';
import { startTestCluster } from './postgres-cluster.ts';
import { startRestateCluster } from './restate-cluster.ts';

/** Three Restate nodes that keep everything twice, and two server nodes, on the loopback addresses of this machine. */
export interface Cluster {
  readonly databaseUrl: string;
  readonly issuer: string;
  /** Of each server node. */
  readonly urls: readonly string[];
  /** Kills one of each as if its plug was pulled. */
  killRestate(index: number): Promise<void>;
  killServer(index: number): Promise<void>;
  close(): Promise<void>;
}

/** Of the server nodes. */
const addresses = ['127.0.0.1', '127.0.0.2'] as const;
const endpointPort = 6122;
const startsWithinMs = 60_000;

/** @param say for whoever started it */
export async function startCluster(say: (words: string) => void): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-cluster-'));
  const ends: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end().catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const postgres = await startTestCluster({ durable: true });
    ends.push(() => postgres.remove());
    say('PostgreSQL is up.');
    const restate = await startRestateCluster(folder);
    ends.push(() => restate.close());
    say(`Restate is up: three nodes, every record on two of them; ${restate.ingressUrl}.`);
    const idp = await startDevIdp({
      folder: join(folder, 'dev-idp'),
      port: 0,
      audience: 'urn:countersign:server',
      clientId: 'countersign-desktop',
      scopes: ['workflow.read', 'workflow.write', 'workflow.task.override'],
      clock: systemClock,
      log: silentLog,
    });
    ends.push(() => idp.close());
    const endpoints = addresses.map((address) => `${address}:${endpointPort}`);
    const workers = await openBalancer(endpoints);
    ends.push(() => workers.close());
    const environment = {
      DATABASE_URL: postgres.url,
      OIDC_ISSUER: idp.issuer,
      RESTATE_URL: restate.ingressUrl,
      RESTATE_ADMIN_URL: restate.adminUrl,
      RESTATE_ENDPOINT_URL: workers.url,
      RESTATE_ENDPOINT_PORT: String(endpointPort),
      RESTATE_IDENTITY_KEYS: restate.identityKey,
      LOG_LEVEL: 'error',
    };
    const servers: ChildProcess[] = [];
    const urls: string[] = [];
    for (const [index, address] of addresses.entries()) {
      const server = launchServer(join(folder, `server-${index}`), address, environment);
      ends.push(() => kill(server, 'SIGTERM'));
      servers.push(server);
      urls.push(`http://${address}:8787`);
      await until(`${urls[index]} is ready`, () => isReady(urls[index] ?? ''), startsWithinMs);
      say(`Server node ${index + 1} is up: ${urls[index]}.`);
    }
    return {
      databaseUrl: postgres.url,
      issuer: idp.issuer,
      urls,
      killRestate: (index) => restate.kill(index),
      killServer: (index) => kill(servers[index], 'SIGKILL'),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function launchServer(
  dataFolder: string,
  address: string,
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(projectFolder, 'src/server/index.ts')],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env['PATH'] ?? '',
        ...environment,
        DATA_FOLDER: dataFolder,
        HOST: address,
        RESTATE_ENDPOINT_HOST: address,
      },
    },
  );
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function kill(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
