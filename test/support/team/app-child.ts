import { createRouterClient } from '@orpc/server';
import { setTimeout as pause } from 'node:timers/promises';
import type { CrashPoint } from '../../../src/local/reach.ts';
import { openReplica } from '../../../src/local/store/replica/open-replica.ts';
import { openReplicaAccount } from '../../../src/local/sync/replica-account.ts';
import { createCountersignTransport } from '../../../src/local/sync/transports/countersign/countersign-transport.ts';
import { silentLog } from '../../../src/service/log.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import { createSchemas } from '../../../src/shared/json-schema/schemas.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import { systemRandom } from '../../../src/shared/system-random.ts';
import { lyingFeed } from '../net/lying-feed.ts';
import { seededRandom } from '../net/seeded-faults.ts';
import { doAsTold, killPoint } from './told.ts';

/** The account of a server as the app has it, for fault tests: it kills itself at a crash point that it was told. */
export interface AppChildOptions {
  readonly folder: string;
  readonly serverUrl: string;
  readonly hostId: string;
  readonly token: string;
  readonly mutant: SyncFaultMutant | null;
}

/** Faults that can be planted, to see that the checks find them. */
export type SyncFaultMutant = 'does not send again what may have arrived' | 'loses what is queued in a crash';

const damage: Readonly<Record<SyncFaultMutant, string>> = {
  'does not send again what may have arrived': `UPDATE outbox SET state = 'delivered', ended_at = unixepoch() * 1000 WHERE state = 'sending'`,
  'loses what is queued in a crash': 'DELETE FROM outbox WHERE ended_at IS NULL',
};

const { folder, serverUrl, hostId, token, mutant } = JSON.parse(process.argv[2] ?? '{}') as AppChildOptions;
const { reach, arm, disarm } = killPoint<CrashPoint>();
let statuses: readonly number[] = [];
/** Says how the feed is told; null: as it is. */
let ofFeed: (() => number) | null = null;

/** What a gateway does that is overloaded, or loses the server behind it: also after the server has done it. */
const troubled: typeof globalThis.fetch = async (input, init) => {
  const status = statuses[Math.floor(systemRandom() * statuses.length)] ?? 0;
  const isLate = systemRandom() < 0.5;
  if (status !== 0 && !isLate) return refusal(status);
  const response = await fetch(input, init);
  if (status === 0) return ofFeed === null ? response : lying(response, ofFeed);
  await response.body?.cancel();
  return refusal(status);
};

function lying(response: Response, random: () => number): Response {
  const { body, status, headers } = response;
  if (body === null || headers.get('content-type')?.startsWith('text/event-stream') !== true) return response;
  return new Response(body.pipeThrough(lyingFeed(random)), { status, headers });
}

function refusal(status: number): Response {
  return new Response('overloaded', { status, headers: status === 429 ? { 'retry-after': '1' } : {} });
}

const tokens = {
  token: async () => token,
  refused: () => {},
  prove: () => null,
  onRefreshed: () => () => {},
};
const account = openReplicaAccount({
  folder,
  identity: { accountId: 'team', accountName: 'Team', hostId, userId: 'alice', userName: 'Alice' },
  transport: createCountersignTransport({
    serverUrl,
    fetch: troubled,
    tokens,
    deviceId: null,
    timers: systemTimers,
  }),
  tokens,
  schemas: createSchemas(),
  clock: systemClock,
  timers: systemTimers,
  ids: systemIds,
  random: systemRandom,
  log: silentLog,
  reach,
  openReplica(file, reached) {
    const store = openReplica(file, reached);
    if (mutant !== null) store.db.connection.exec(damage[mutant]);
    return store;
  },
});
const client = createRouterClient(account.router, {
  context: { actor: { userId: 'alice' as UserId, permissions: new Set<string>() }, source: 'cli' },
});

const inbox = async () =>
  (await client.humanTasks.list({ limit: 200 })).humanTasks.map(({ taskAsstId }) => taskAsstId);
const entries = () =>
  account.outbox.list().map(({ taskAsstId, state, response, decided }) => ({
    taskAsstId,
    state,
    value: response?.value ?? null,
    decidedBy: decided?.by ?? null,
  }));

account.start();
doAsTold({
  arm,
  disarm,
  trouble(all: readonly number[], seed: number) {
    statuses = all;
    ofFeed = seededRandom(seed);
  },
  inbox,
  entries,
  status: () => ({ ...account.status, summary: account.summary() }),
  hurry: () => account.hint('now'),
  /** And sends it at once, without the time in which it can be undone. */
  async answer(taskAsstId: string, value: string) {
    await client.humanTasks.complete({ taskAsstId, response: { value } });
    const entry = account.outbox.list().find((one) => one.taskAsstId === taskAsstId);
    if (entry?.state === 'held') await account.outbox.retry(entry.entryId);
  },
  /** Everything outside is well again. */
  async rest() {
    statuses = [];
    ofFeed = null;
    for (const { entryId, state } of account.outbox.list()) {
      if (state === 'held') await account.outbox.retry(entryId);
    }
    while (account.summary().queued > 0 || account.status.state !== 'online') {
      account.hint('now');
      await pause(50);
    }
    await account.idle();
  },
});
