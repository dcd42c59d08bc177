import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../src/server/embedded/free-port.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { openLedger, type Ledger } from '../ledger.ts';
import { openBalancer } from '../net/balancer.ts';
import { call } from '../server/call.ts';
import { startIssuer, testAudience } from '../server/issuer.ts';
import type { TestDatabase } from '../server/postgres.ts';
import { startRestateCluster } from '../server/restate-cluster.ts';
import { startTestRestate } from '../server/restate.ts';
import type { NodeChildOptions } from './node-child.ts';
import { startTold, type Told } from './told.ts';

/** Two server nodes on one database and one engine, behind one address. */
export interface TwoNodes extends AsyncDisposable {
  readonly nodes: readonly Told[];
  readonly ledger: Ledger;
  /** Kills a node of the engine that is not the only one. */
  killEngineNode(): Promise<void>;
  /** A call to the one address, as a client makes it that does not know of nodes: until it is answered. */
  call(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly json: unknown }>;
}

interface Engine {
  readonly ingressUrl: string;
  readonly adminUrl: string;
  readonly identityKey: string;
  killOne(): Promise<void>;
  close(): Promise<void>;
}

/** How long a client waits for an answer before it asks again. */
const patienceMs = 5_000;
const mostTries = 40;
const pauseMs = 100;

/** @param engines 1 or 3: of how many nodes the engine is */
export async function openTwoNodes(database: TestDatabase, engines: 1 | 3): Promise<TwoNodes> {
  await using stack = new AsyncDisposableStack();
  const engine = engines === 3 ? await threeEngines() : await oneEngine();
  stack.defer(() => engine.close());
  const issuer = await startIssuer(systemClock);
  stack.defer(() => issuer.close());
  const ledger = stack.use(await openLedger());
  const places = [
    { port: await freePort(), endpoint: await freePort() },
    { port: await freePort(), endpoint: await freePort() },
  ];
  const inFront = await openBalancer(places.map(({ port }) => `127.0.0.1:${port}`));
  stack.defer(() => inFront.close());
  const workers = await openBalancer(places.map(({ endpoint }) => `127.0.0.1:${endpoint}`));
  stack.defer(() => workers.close());
  const nodes: Told[] = [];
  for (const { port, endpoint } of places) {
    const node = await startTold(new URL('node-child.ts', import.meta.url), {
      port,
      databaseUrl: database.url,
      issuer: issuer.url,
      audience: testAudience,
      restate: {
        ingressUrl: engine.ingressUrl,
        adminUrl: engine.adminUrl,
        endpointHost: '127.0.0.1',
        endpointPort: endpoint,
        endpointUrl: workers.url,
        identityKeys: [engine.identityKey],
        isOnly: false,
      },
    } satisfies NodeChildOptions);
    stack.defer(() => node.kill());
    nodes.push(node);
  }
  const token = await issuer.token({
    sub: 'alice',
    name: 'Alice',
    host: '0197a000-0000-7000-8000-0000000000aa',
    permissions: ['portal.admin'],
    scope: 'workflow.read workflow.write',
    exp: Math.floor(systemClock.now() / 1_000) + 3_600,
  });
  const owned = stack.move();
  return {
    nodes,
    ledger,
    killEngineNode: () => engine.killOne(),
    async call(method, path, body) {
      for (let tries = 1; ; tries += 1) {
        const answer = await call(`${inFront.url}/api${path}`, {
          method,
          token,
          signal: AbortSignal.timeout(patienceMs),
          ...(body === undefined ? {} : { body }),
        }).catch(() => null);
        if (answer !== null && answer.status < 500 && answer.status !== 429) return answer;
        if (tries === mostTries) throw new Error(`${method} ${path} is never answered`);
        await pause(pauseMs);
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function oneEngine(): Promise<Engine> {
  const { restate, remove } = await startTestRestate();
  const { ingressUrl, adminUrl, identityKey } = restate;
  return { ingressUrl, adminUrl, identityKey, killOne: async () => {}, close: remove };
}

async function threeEngines(): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-engines-'));
  const { ingressUrl, adminUrl, identityKey, kill, close } = await startRestateCluster(folder);
  return {
    ingressUrl,
    adminUrl,
    identityKey,
    killOne: () => kill(2),
    async close() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
