import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../../src/server/embedded/free-port.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { openLedger, type Ledger } from '../ledger.ts';
import { openScriptedProxy, type ScriptedProxy } from '../net/scripted-proxy.ts';
import { call } from '../server/call.ts';
import { startIssuer, testAudience } from '../server/issuer.ts';
import { startTestCluster } from '../server/postgres-cluster.ts';
import { startTestRestate } from '../server/restate.ts';
import { until } from '../until.ts';
import type { AppChildOptions, SyncFaultMutant } from './app-child.ts';
import type { NodeChildOptions } from './node-child.ts';
import { startTold, type Told } from './told.ts';

/** Everything that there is of a team: PostgreSQL, Restate, a node, a network that can fail, and alice's app. */
export interface FaultWorld extends AsyncDisposable {
  /** Between the app and the node. */
  readonly proxy: ScriptedProxy;
  /** Between the node and what it needs: PostgreSQL, Restate, and Restate that calls it. */
  readonly inside: Readonly<Record<Inside, ScriptedProxy>>;
  readonly ledger: Ledger;
  readonly app: Told;
  readonly node: Told;
  /** A call past the network: what bob and the workflows' owner do. Tried again until the server is there. */
  call(user: 'alice' | 'bob', method: string, path: string, body?: object): Promise<Reply>;
  query<Row>(sql: string, values: readonly unknown[]): Promise<Row[]>;
  killEngine(): void;
  killDatabase(): Promise<void>;
  /** Puts an app in the place of this one that has a fault; null: that has none. */
  plant(mutant: SyncFaultMutant | null): Promise<void>;
  /** Starts whatever has been killed. */
  mend(): Promise<void>;
}

/** The ways inside of a server: `database` and `engine` from the node, `worker` from Restate to it. */
export type Inside = 'database' | 'engine' | 'worker';

export interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into it
  readonly json: any;
}

const hostId = '0197a000-0000-7000-8000-0000000000aa';
const programs = {
  node: new URL('node-child.ts', import.meta.url),
  app: new URL('app-child.ts', import.meta.url),
};

export async function openFaultWorld(): Promise<FaultWorld> {
  let mutant: SyncFaultMutant | null = null;
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'countersign-faults-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const cluster = await startTestCluster({ durable: true });
  stack.defer(() => cluster.remove());
  const restate = await startTestRestate();
  stack.defer(() => restate.remove());
  const issuer = await startIssuer(systemClock);
  stack.defer(() => issuer.close());
  const ledger = stack.use(await openLedger());
  const port = await freePort();
  const proxyTo = async (target: number | (() => number)) => {
    const opened = await openScriptedProxy(target);
    stack.defer(() => opened.close());
    return opened;
  };
  const proxy = await proxyTo(port);
  const inside = {
    // It listens somewhere else after a restart.
    database: await proxyTo(() => Number(new URL(cluster.url).port)),
    engine: await proxyTo(Number(new URL(restate.options.ingressUrl).port)),
    worker: await proxyTo(restate.options.endpointPort),
  };
  const databaseUrl = new URL(cluster.url);
  databaseUrl.port = String(inside.database.port);
  const tokenOf = (user: string) =>
    issuer.token({
      sub: user,
      name: user,
      host: hostId,
      roles: ['approvers'],
      permissions: user === 'alice' ? ['portal.admin'] : [],
      scope: 'workflow.read workflow.write',
      exp: Math.floor(systemClock.now() / 1_000) + 86_400,
    });
  const tokens = { alice: await tokenOf('alice'), bob: await tokenOf('bob') };

  const startNode = () =>
    startTold(programs.node, {
      port,
      databaseUrl: databaseUrl.href,
      issuer: issuer.url,
      audience: testAudience,
      restate: {
        ...restate.options,
        ingressUrl: inside.engine.origin,
        endpointUrl: inside.worker.origin,
      },
    } satisfies NodeChildOptions);
  const startApp = () =>
    startTold(programs.app, {
      folder,
      serverUrl: proxy.origin,
      hostId,
      token: tokens.alice,
      mutant,
    } satisfies AppChildOptions);
  let node = await startNode();
  stack.defer(() => node.kill());
  const send = async (user: 'alice' | 'bob', method: string, path: string, body?: object): Promise<Reply> => {
    let reply: Reply = { status: 0, json: null };
    await until(`${method} ${path} is answered`, async () => {
      const answer = call(`http://127.0.0.1:${port}/api${path}`, {
        method,
        token: tokens[user],
        ...(body === undefined ? {} : { body }),
      });
      reply = await answer.catch(() => reply);
      return reply.status >= 200 && reply.status < 500;
    });
    return reply;
  };
  for (const user of ['alice', 'bob'] as const) await send(user, 'GET', '/sync/me');
  let app = await startApp();
  stack.defer(() => app.kill());
  let isDatabaseGone = false;
  const owned = stack.move();
  return {
    proxy,
    inside,
    ledger,
    get app() {
      return app;
    },
    get node() {
      return node;
    },
    call: send,
    async query<Row>(sql: string, values: readonly unknown[]) {
      const client = new Client({ connectionString: cluster.url });
      await client.connect();
      try {
        return (await client.query(sql, [...values])).rows as Row[];
      } finally {
        await client.end();
      }
    },
    killEngine: () => void process.kill(restate.restate.pid, 'SIGKILL'),
    async killDatabase() {
      isDatabaseGone = true;
      await cluster.kill();
    },
    async plant(planted) {
      mutant = planted;
      await app.kill();
      app = await startApp();
    },
    async mend() {
      if (isDatabaseGone) await cluster.restart();
      isDatabaseGone = false;
      if (!node.isAlive) node = await startNode();
      if (!app.isAlive) app = await startApp();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
