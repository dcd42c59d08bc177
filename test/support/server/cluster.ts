import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restateExecutable } from '../../../scripts/lib/server-programs.mjs';
import { startDevIdp } from '../../../src/server/dev-idp/dev-idp.ts';
import { createRestateClient } from '../../../src/server/restate/restate-client.ts';
import { requestIdentity } from '../../../src/server/restate/request-identity.ts';
import { silentLog } from '../../../src/service/log.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { projectFolder } from '../account.ts';
import { openBalancer } from '../net/balancer.ts';
import { until } from '../until.ts';
import { startTestCluster } from './postgres-cluster.ts';

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

const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const;
const ports = { node: 5122, ingress: 8080, admin: 9070 };
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
    const identity = requestIdentity(join(folder, 'request-identity.pem'));
    const restates = addresses.map((address) => launchRestate(folder, address, identity.privateKeyFile));
    for (const restate of restates) ends.push(() => kill(restate, 'SIGKILL'));
    const ingress = await openBalancer(addresses.map((address) => `${address}:${ports.ingress}`));
    const admin = await openBalancer(addresses.map((address) => `${address}:${ports.admin}`));
    ends.push(
      () => ingress.close(),
      () => admin.close(),
    );
    await mustBeUp();
    say(`Restate is up: three nodes, every record on two of them; ${ingress.url}.`);
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
    const endpoints = addresses.slice(0, 2).map((address) => `${address}:${ports.node + 1_000}`);
    const workers = await openBalancer(endpoints);
    ends.push(() => workers.close());
    const environment = {
      DATABASE_URL: postgres.url,
      OIDC_ISSUER: idp.issuer,
      RESTATE_URL: ingress.url,
      RESTATE_ADMIN_URL: admin.url,
      RESTATE_ENDPOINT_URL: workers.url,
      RESTATE_ENDPOINT_PORT: String(ports.node + 1_000),
      RESTATE_IDENTITY_KEYS: identity.publicKey,
      LOG_LEVEL: 'error',
    };
    const servers: ChildProcess[] = [];
    const urls: string[] = [];
    for (const [index, address] of addresses.slice(0, 2).entries()) {
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
      killRestate: (index) => kill(restates[index], 'SIGKILL'),
      killServer: (index) => kill(servers[index], 'SIGKILL'),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function launchRestate(folder: string, address: string, privateKeyFile: string): ChildProcess {
  const home = join(folder, address);
  mkdirSync(home);
  const peers = addresses.map((peer) => `"http://${peer}:${ports.node}"`).join(', ');
  const configuration = `
cluster-name = "countersign-demo"
node-name = "restate-${address}"
base-dir = ${JSON.stringify(join(home, 'data'))}
listen-mode = "tcp"
bind-ip = "${address}"
bind-port = ${ports.node}
advertised-host = "${address}"
auto-provision = ${address === addresses[0]}
default-num-partitions = 4
default-replication = 2
rocksdb-total-memory-size = "256 MiB"
disable-telemetry = true
log-filter = "error"

[metadata-client]
addresses = [${peers}]

[ingress]
bind-address = "${address}:${ports.ingress}"

[admin]
bind-address = "${address}:${ports.admin}"
disable-web-ui = true

[worker.invoker]
request-identity-private-key-pem-file = ${JSON.stringify(privateKeyFile)}
`;
  const file = join(home, 'restate.toml');
  writeFileSync(file, configuration);
  return spawn(restateExecutable(), ['--config-file', file, '--no-logo'], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
}

/** All three answer, and know of each other. */
async function mustBeUp(): Promise<void> {
  for (const address of addresses) {
    const client = createRestateClient({
      ingress: `http://${address}:${ports.ingress}`,
      admin: `http://${address}:${ports.admin}`,
    });
    const isUp = async () => {
      try {
        await client.mustBeHealthy();
        await client.services();
        return true;
      } catch {
        return false;
      }
    };
    await until(`Restate answers on ${address}`, isUp, startsWithinMs);
    await client.close();
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
