import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Timers } from '../../shared/clock.ts';
import { createRestateClient } from '../restate/restate-client.ts';
import { requestIdentity } from '../restate/request-identity.ts';
import { StartError } from '../start-error.ts';
import { childProgram, type ChildProgram } from './child-program.ts';
import { freePort } from './free-port.ts';

// E1: only this machine reaches it, and this server answers only what it has signed.
// E2: its ports are chosen once and kept: what it is about to call, it calls at the same address after a restart.
// E3: one that outlived a killed server is taken over, never started a second time on the same data.
// E4: one that ends by itself is started again: the server goes on meanwhile, and so do processes after it.

export interface EmbeddedRestate {
  readonly ingressUrl: string;
  readonly adminUrl: string;
  /** Where the server has to listen for it. */
  readonly endpointPort: number;
  /** `publickeyv1_…`: what it calls is signed by this key. */
  readonly identityKey: string;
  /** Another one after it has ended by itself. */
  readonly pid: number;
  /** Called once when it has ended without having been asked to and does not start again. */
  onExit(then: (words: string) => void): void;
  /** Ends it in order: everything is on disk. */
  stop(): Promise<void>;
}

export interface RestateOptions {
  /** The program `restate-server`. */
  readonly executable: string;
  /** Holds its data, its configuration, its key and its ports; made when it is not there. */
  readonly folder: string;
  readonly timers: Timers;
  /** Whether it has a process group of its own, so that Ctrl+C in a terminal does not end it before the server. */
  readonly ownGroup?: boolean;
}

const Ports = z.object({
  pid: z.number().int().optional(),
  ingress: z.number().int(),
  admin: z.number().int(),
  node: z.number().int(),
  endpoint: z.number().int(),
});
type Ports = z.infer<typeof Ports>;

const triesForPorts = 5;
const betweenLooksMs = 50;
/** Looks at a Restate that starts: more than a slow disk needs. */
const mostLooks = 1_200;
const linesKept = 20;
const pauseBeforeRestartMs = 500;

/** @throws StartError */
export async function startRestate(options: RestateOptions): Promise<EmbeddedRestate> {
  let running = await startOnce(options);
  let stopping = false;
  let tell: (words: string) => void = () => {};
  const watch = () =>
    running.onExit((words) => {
      options.timers.after(pauseBeforeRestartMs, () => {
        if (stopping) return;
        startOnce(options).then(
          (again) => {
            running = again;
            watch();
            if (stopping) void running.stop();
          },
          (error: unknown) => tell(error instanceof Error ? `${words} ${error.message}` : words),
        );
      });
    });
  watch();
  return {
    ingressUrl: running.ingressUrl,
    adminUrl: running.adminUrl,
    endpointPort: running.endpointPort,
    identityKey: running.identityKey,
    get pid() {
      return running.pid;
    },
    onExit: (then) => void (tell = then),
    async stop() {
      stopping = true;
      await running.stop();
    },
  };
}

async function startOnce(options: RestateOptions): Promise<EmbeddedRestate> {
  const { folder } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const identity = requestIdentity(join(folder, 'request-identity.pem'));
  const known = knownPorts(folder);
  if (known?.pid !== undefined && isAlive(known.pid) && (await isHealthy(known))) {
    return restateOf(known, identity.publicKey, adopted(known.pid, options.timers));
  }
  for (let tries = 1; ; tries += 1) {
    const ports = tries === 1 && known !== null ? known : await freshPorts(known);
    const child = launch(options, ports, identity.privateKeyFile);
    const words = await readiness(child, ports, options.timers);
    if (words === null) {
      writePorts(folder, { ...ports, pid: child.pid });
      return restateOf(ports, identity.publicKey, childProgram(child, 'Restate', 'SIGTERM'));
    }
    if (tries === triesForPorts || !/in use|AddrInUse|bind/i.test(words)) {
      throw new StartError(
        `Restate, the workflow engine, does not start in ${folder}: ${words.trim() || 'it says nothing'}. ` +
          'Make sure that the disk has room and the folder is yours, or name another one with RESTATE_URL.',
      );
    }
  }
}

function restateOf(ports: Ports, identityKey: string, running: ChildProgram): EmbeddedRestate {
  return {
    ...running,
    ingressUrl: `http://127.0.0.1:${ports.ingress}`,
    adminUrl: `http://127.0.0.1:${ports.admin}`,
    endpointPort: ports.endpoint,
    identityKey,
  };
}

function knownPorts(folder: string): Ports | null {
  const file = join(folder, 'ports.json');
  if (!existsSync(file)) return null;
  const parsed = Ports.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : null;
}

function writePorts(folder: string, ports: Ports): void {
  writeFileSync(join(folder, 'ports.json'), JSON.stringify(ports), { mode: 0o600 });
}

/** Others listen on those that were chosen; where this server itself listens stays the same. */
async function freshPorts(known: Ports | null): Promise<Ports> {
  const [ingress, admin, node, endpoint] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  return { ingress, admin, node, endpoint: known?.endpoint ?? endpoint };
}

function launch(
  { executable, folder, ownGroup = false }: RestateOptions,
  ports: Ports,
  privateKeyFile: string,
): ChildProcess {
  const file = join(folder, 'restate.toml');
  writeFileSync(file, configuration(folder, ports, privateKeyFile), { mode: 0o600 });
  return spawn(executable, ['--config-file', file, '--no-logo'], {
    cwd: folder,
    detached: ownGroup,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing of the server's own environment is its business: variables named RESTATE_… would be its configuration.
    env: { PATH: process.env['PATH'] ?? '' },
  });
}

function configuration(folder: string, ports: Ports, privateKeyFile: string): string {
  return `# Written at each start.
cluster-name = "countersign"
node-name = "countersign"
base-dir = ${JSON.stringify(join(folder, 'data'))}
listen-mode = "tcp"
bind-ip = "127.0.0.1"
bind-port = ${ports.node}
advertised-host = "127.0.0.1"
auto-provision = true
default-num-partitions = 4
default-replication = 1
rocksdb-total-memory-size = "256 MiB"
disable-telemetry = true
log-filter = "warn"
log-disable-ansi-codes = true

[ingress]
bind-port = ${ports.ingress}

[admin]
bind-port = ${ports.admin}
disable-web-ui = true

[worker.invoker]
request-identity-private-key-pem-file = ${JSON.stringify(privateKeyFile)}
`;
}

/** @returns what it said before it ended; null: it is ready */
async function readiness(child: ChildProcess, ports: Ports, timers: Timers): Promise<string | null> {
  const said: string[] = [];
  let ended = false;
  child.once('error', (error) => {
    said.push(error.message);
    ended = true;
  });
  child.once('exit', () => (ended = true));
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      if (said.length > linesKept) said.shift();
    });
  }
  for (let looks = 0; looks < mostLooks && !ended; looks += 1) {
    if (await isHealthy(ports)) return null;
    await new Promise<void>((resolve) => void timers.after(betweenLooksMs, resolve));
  }
  if (!ended) child.kill('SIGKILL');
  return said.join('\n');
}

async function isHealthy({ ingress, admin }: Ports): Promise<boolean> {
  const client = createRestateClient({
    ingress: `http://127.0.0.1:${ingress}`,
    admin: `http://127.0.0.1:${admin}`,
  });
  try {
    await client.mustBeHealthy();
    await client.services();
    return true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

/** It is no child of this process: whether it still runs can only be asked. */
function adopted(pid: number, timers: Timers): ChildProgram {
  return {
    pid,
    onExit: () => {},
    async stop() {
      if (isAlive(pid)) process.kill(pid, 'SIGTERM');
      for (let looks = 0; looks < mostLooks && isAlive(pid); looks += 1) {
        await new Promise<void>((resolve) => void timers.after(betweenLooksMs, resolve));
      }
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
