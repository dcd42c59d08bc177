import type { Store, openStore } from '../../../src/local/store/open.ts';
import type { Connection } from './database-content.ts';

/** A store whose database can be taken away at any moment, as a kill does: what was not committed is not there any more. */
export interface StoppableStore<Args extends unknown[] = Parameters<typeof openStore>> {
  readonly open: (...args: Args) => Store;
  readonly connection: Connection;
  readonly isStopped: boolean;
  /** Resolves when it is. */
  readonly stopped: Promise<void>;
  /** @throws Error, so that nothing goes on where it is called */
  stop(): never;
}

export function stoppableStore<Args extends unknown[]>(
  openStore: (...args: Args) => Store,
): StoppableStore<Args> {
  let resolve = (): void => undefined;
  const stopped = new Promise<void>((resolveStopped) => (resolve = resolveStopped));
  let connection: Connection | null = null;
  let isStopped = false;
  const mustRun = () => {
    if (isStopped) throw new Error('The host was stopped');
  };
  return {
    open: (...args) => {
      const store = openStore(...args);
      connection = guarded(store.db.connection, mustRun);
      return closing(store, () => (isStopped = false));
    },
    get connection() {
      if (connection === null) throw new Error('The store is not open');
      return connection;
    },
    get isStopped() {
      return isStopped;
    },
    stopped,
    stop() {
      isStopped = true;
      resolve();
      throw new Error('The host is stopped here');
    },
  };
}

/** Nothing is read, written or committed once it is stopped; only what was begun is rolled back. */
function guarded(connection: Connection, mustRun: () => void): Connection {
  const exec = connection.exec.bind(connection);
  connection.exec = (sql) => {
    if (!/^\s*ROLLBACK/i.test(sql)) mustRun();
    return exec(sql);
  };
  const prepare = connection.prepare.bind(connection);
  connection.prepare = ((sql: string) => {
    const statement = prepare(sql);
    for (const verb of ['run', 'get', 'all'] as const) {
      const original = statement[verb].bind(statement) as (...args: unknown[]) => never;
      statement[verb] = (...args: unknown[]) => {
        mustRun();
        return original(...args);
      };
    }
    return statement;
  }) as Connection['prepare'];
  return connection;
}

/** Closing lets go of the lock, which the end of the program would do. */
function closing(store: Store, revive: () => void): Store {
  return {
    ...store,
    close() {
      revive();
      store.close();
    },
  };
}
