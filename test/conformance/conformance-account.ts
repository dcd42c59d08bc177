import { createRouterClient } from '@orpc/server';
import type { DataPaths } from '../../src/local/data-folder.ts';
import { openLocalAccount } from '../../src/local/local-account.ts';
import { silentLog } from '../../src/local/log.ts';
import type { Reach } from '../../src/local/reach.ts';
import { openStore, type Store } from '../../src/local/store/open.ts';
import type { Json } from '../../src/shared/json.ts';
import { systemIds } from '../../src/shared/system-ids.ts';
import { jqWorkerUrl, samplesFolder, type Client } from '../support/account.ts';
import type { FakeTime } from '../support/fake-time.ts';

export interface ConformanceAccount {
  readonly client: Client;
  /** To look at; the account alone writes it. */
  readonly store: Store;
  /** Waits until nothing is walked and no effect is under way. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** The account as the app opens it, on a store on disk. */
export function openConformanceAccount(options: {
  dataFolder: string;
  time: FakeTime;
  rewrites: readonly { from: string; to: string }[];
  secret: (name: string) => Json | undefined;
  allowShell: () => boolean;
}): ConformanceAccount {
  const opened: Store[] = [];
  const account = openLocalAccount({
    dataFolder: options.dataFolder,
    clock: options.time,
    timers: options.time,
    ids: systemIds,
    jqWorkerUrl,
    samplesFolder,
    userName: 'maya',
    log: silentLog,
    openStore: (paths: DataPaths, reach: Reach) => {
      const store = openStore(paths, reach);
      opened.push(store);
      return store;
    },
  });
  account.start();
  const [store] = opened;
  if (store === undefined) throw new Error('The account opened no store');
  return {
    client: createRouterClient(account.router, { context: { actor: account.actor, source: 'cli' } }),
    store,
    settle: () => account.host.settled(),
    close: () => account.close(),
  };
}
