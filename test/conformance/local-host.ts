import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataPaths } from '../../src/local/data-folder.ts';
import type { Reach } from '../../src/local/reach.ts';
import { assignmentsOfTask } from '../../src/local/store/assignments.ts';
import { pendingEffects } from '../../src/local/store/effects.ts';
import { openStore, type Store } from '../../src/local/store/open.ts';
import { dueProcesses, nextWake } from '../../src/local/store/processes.ts';
import { nextScheduled } from '../../src/local/store/schedules.ts';
import { pageOfTasks } from '../../src/local/store/tasks.ts';
import { openTestAccount, temporaryFolder } from '../support/account.ts';
import { until } from '../support/until.ts';
import type { ConformanceAccount, ConformanceHost, ConformanceOptions } from './conformance-account.ts';

/** The account as the app opens it, on a store on disk. */
export function createLocalHost(): ConformanceHost {
  const folder = temporaryFolder();
  return {
    open: async (options) => openAccount(folder.path, options),
    async [Symbol.asyncDispose]() {
      folder[Symbol.dispose]();
    },
  };
}

function openAccount(dataFolder: string, options: ConformanceOptions): ConformanceAccount {
  const { time, rewrites, secret, allowsShell, hanging } = options;
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
  const { db } = store;
  let closed = false;

  const onlyHanging = () => {
    if (closed) return true;
    const unanswered = hanging();
    if (unanswered === 0 || pendingEffects(db).length !== unanswered) return false;
    return dueProcesses(db, time.now(), 1).length === 0;
  };

  return {
    client: as('cli'),
    tasks: async (processId) => pageOfTasks(db, processId, 0, 1_000),
    assignmentsOf: async (taskId) => assignmentsOfTask(db, taskId).map(({ status }) => status),
    search: async (text) => {
      const files = readdirSync(dataFolder, { withFileTypes: true }).filter((entry) => entry.isFile());
      const found = files.filter(({ name }) => readFileSync(join(dataFolder, name)).includes(text));
      return { places: files.length, found: found.map(({ name }) => name) };
    },
    settle: () =>
      Promise.race([account.host.settled(), until('only requests without an answer are left', onlyHanging)]),
    nextDue: async () => {
      const due = [nextWake(db, time.now()), nextScheduled(db, time.now())];
      return due.reduce((first, at) => (first === null || (at !== null && at < first) ? at : first), null);
    },
    close: async () => {
      closed = true;
      await account.close();
    },
  };
}
