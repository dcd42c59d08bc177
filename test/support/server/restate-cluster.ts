import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { restateExecutable } from '../../../scripts/lib/server-programs.mjs';
import { createRestateClient } from '../../../src/server/restate/restate-client.ts';
import { requestIdentity } from '../../../src/server/restate/request-identity.ts';
import { openBalancer, type Balancer } from '../net/balancer.ts';
import { until } from '../until.ts';

/** Three Restate nodes that keep everything twice, on the loopback addresses of this machine and with their usual ports. */
export interface RestateCluster {
  /** Of all three: whoever is there answers. */
  readonly ingressUrl: string;
  readonly adminUrl: string;
  /** `publickeyv1_…`: what they call is signed by this key. */
  readonly identityKey: string;
  /** Kills one of them as if its plug was pulled. */
  kill(index: number): Promise<void>;
  close(): Promise<void>;
}

const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const;
const ports = { node: 5122, ingress: 8080, admin: 9070 };
const startsWithinMs = 60_000;

/** @param folder holds what they keep; nothing of it is removed */
export async function startRestateCluster(folder: string): Promise<RestateCluster> {
  const identity = requestIdentity(join(folder, 'request-identity.pem'));
  const nodes = addresses.map((address) => launch(folder, address, identity.privateKeyFile));
  const balancers: Balancer[] = [];
  const close = async () => {
    for (const node of nodes) await end(node);
    for (const balancer of balancers) await balancer.close();
  };
  try {
    const openTo = async (port: number) => {
      const balancer = await openBalancer(addresses.map((address) => `${address}:${port}`));
      balancers.push(balancer);
      return balancer.url;
    };
    const [ingressUrl, adminUrl] = [await openTo(ports.ingress), await openTo(ports.admin)];
    await mustBeUp();
    return {
      ingressUrl,
      adminUrl,
      identityKey: identity.publicKey,
      kill: (index) => end(nodes[index]),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function launch(folder: string, address: string, privateKeyFile: string): ChildProcess {
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

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
