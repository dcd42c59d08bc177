import type { DataPaths } from '../../src/local/data-folder.ts';
import type { Reach } from '../../src/local/reach.ts';
import { openStore, type Store } from '../../src/local/store/open.ts';
import { dueProcesses, nextWake } from '../../src/local/store/processes.ts';
import { nextScheduled } from '../../src/local/store/schedules.ts';
import { pendingEffects } from '../../src/local/store/effects.ts';
import type { Instant } from '../../src/shared/clock.ts';
import type { Json } from '../../src/shared/json.ts';
import { openTestAccount, type Client } from '../support/account.ts';
import type { FakeTime } from '../support/fake-time.ts';
import { until } from '../support/until.ts';

export interface ConformanceAccount {
  readonly client: Client;
  /** To look at; the account alone writes it. */
  readonly store: Store;
  /** Waits until nothing is walked and no effect is under way but those that a service leaves without an answer. */
  settle(): Promise<void>;
  /** When the next thing happens by itself, or null. */
  nextDue(): Instant | null;
  close(): Promise<void>;
}

export interface ConformanceOptions {
  readonly dataFolder: string;
  readonly time: FakeTime;
  readonly rewrites: readonly { from: string; to: string }[];
  readonly secret: (name: string) => Json | undefined;
  readonly allowsShell: () => boolean;
  /** How many requests services have that they never answer. */
  readonly hanging: () => number;
}

/** The account as the app opens it, on a store on disk. */
export function openConformanceAccount(options: ConformanceOptions): ConformanceAccount {
  const { dataFolder, time, rewrites, secret, allowsShell, hanging } = options;
  const opened: Store[] = [];
  const { account, as } = openTestAccount(dataFolder, {
    time,
    secret,
    effects: { rewrites, policy: { allows: allowsShell } },
    openStore: (paths: DataPaths, reach: Reach) => {
      const store = openStore(paths, reach);
      opened.push(store);
      return store;
    },
  });
  const [store] = opened;
  if (store === undefined) throw new Error('The account opened no store');
  let closed = false;

  const onlyHanging = () => {
    if (closed) return true;
    const unanswered = hanging();
    if (unanswered === 0 || pendingEffects(store.db).length !== unanswered) return false;
    return dueProcesses(store.db, time.now(), 1).length === 0;
  };

  return {
    client: as('cli'),
    store,
    settle: () =>
      Promise.race([account.host.settled(), until('only requests without an answer are left', onlyHanging)]),
    nextDue: () => {
      const due = [nextWake(store.db, time.now()), nextScheduled(store.db, time.now())];
      return due.reduce((first, at) => (first === null || (at !== null && at < first) ? at : first), null);
    },
    close: async () => {
      closed = true;
      await account.close();
    },
  };
}
