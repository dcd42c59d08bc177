import { createRouterClient, type RouterClient } from '@orpc/server';
import { silentLog } from '../../../src/service/log.ts';
import { CountersignError } from '../../../src/shared/errors.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import { createSchemas } from '../../../src/shared/json-schema/schemas.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import type { Source } from '../../../src/shared/human-task/status.ts';
import {
  openReplicaAccount,
  type ReplicaAccount,
  type ReplicaAccountOptions,
} from '../../../src/local/sync/replica-account.ts';
import type { ReplicaRouter } from '../../../src/local/sync/replica-router.ts';
import { createCountersignTransport } from '../../../src/local/sync/transports/countersign/countersign-transport.ts';
import type { TokenProvider } from '../../../src/local/sync/transports/token-provider.ts';
import type { Transport } from '../../../src/local/sync/transports/transport.ts';
import { fakeTime, type FakeTime } from '../fake-time.ts';
import { beginning, hostId } from './documents.ts';
import type { ScriptedServer } from './scripted-server.ts';

export type ReplicaClient = RouterClient<ReplicaRouter>;

export interface TestReplica extends AsyncDisposable {
  readonly account: ReplicaAccount;
  readonly client: ReplicaClient;
  readonly time: FakeTime;
  readonly tokens: TestTokens;
  as(source: Source): ReplicaClient;
}

/** Tokens as a sign-in would give them: one is good until the server refuses it. */
export class TestTokens implements TokenProvider {
  current: string | null = 'token-1';
  #number = 1;
  /** Whether a refused token is replaced without the person. */
  canRefresh = true;
  readonly #listeners = new Set<() => void>();

  async token(): Promise<string> {
    if (this.current === null) throw new CountersignError('TOKEN_EXPIRED');
    return this.current;
  }

  refused(token: string): void {
    if (token !== this.current) return;
    if (this.canRefresh) this.current = `token-${++this.#number}`;
    else this.current = null;
  }

  prove(token: string, deviceId: string): string {
    return `${deviceId} has ${token}`;
  }

  onRefreshed(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  signInAgain(): void {
    this.current = `token-${++this.#number}`;
    for (const listener of this.#listeners) listener();
  }
}

export interface TestReplicaOptions extends Partial<
  Pick<ReplicaAccountOptions, 'reach' | 'openReplica' | 'random' | 'sideBySide' | 'disk'>
> {
  readonly time?: FakeTime;
  readonly tokens?: TestTokens;
  readonly transport?: (transport: Transport) => Transport;
  /** Another one than that of a team server. */
  readonly transportOf?: (parts: { tokens: TestTokens; time: FakeTime }) => Transport;
  readonly url?: string;
  readonly fetch?: typeof globalThis.fetch;
}

/** A real account on a real replica, by a clock that stands still, against a server that is scripted. */
export function openTestReplica(
  folder: string,
  server: ScriptedServer,
  options: TestReplicaOptions = {},
): TestReplica {
  const {
    time = fakeTime(beginning),
    tokens = new TestTokens(),
    transport: wrap,
    transportOf,
    url,
    fetch,
    ...rest
  } = options;
  const transport =
    transportOf?.({ tokens, time }) ??
    createCountersignTransport({
      serverUrl: url ?? server.url,
      fetch: fetch ?? server.fetch,
      tokens,
      deviceId: null,
      timers: time,
    });
  const account = openReplicaAccount({
    folder,
    identity: { accountId: 'team', accountName: 'Team', hostId, userId: 'alice', userName: 'Alice' },
    transport: wrap?.(transport) ?? transport,
    tokens,
    schemas: createSchemas(),
    clock: time,
    timers: time,
    ids: systemIds,
    random: () => 0.5,
    log: silentLog,
    ...rest,
  });
  const actor = { userId: 'alice' as UserId, permissions: new Set<string>() };
  const as = (source: Source) => createRouterClient(account.router, { context: { actor, source } });
  return { account, client: as('window'), as, time, tokens, [Symbol.asyncDispose]: () => account.close() };
}

/** Lets everything that needs no time happen: what is awaited, what is written, what is answered. */
export async function settle(turns = 40): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
