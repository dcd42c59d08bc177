import { openStore } from '../../../src/local/store/open.ts';
import type { LocalAccountOptions } from '../../../src/local/local-account.ts';

export interface Commits {
  /** Transactions that wrote, since the store was opened. */
  readonly count: number;
  /** Rows that they inserted, changed or deleted. */
  rows(): number;
}

type Connection = ReturnType<typeof openStore>['db']['connection'];

/** Opens the store as always and counts what is committed on its writing connection. */
export function countingStore(): { commits: Commits; open: NonNullable<LocalAccountOptions['openStore']> } {
  let connection: Connection | null = null;
  let count = 0;
  return {
    commits: {
      get count() {
        return count;
      },
      rows: () =>
        connection === null ? 0 : (connection.prepare('SELECT total_changes()').pluck().get() as number),
    },
    open(...args) {
      const store = openStore(...args);
      connection = store.db.connection;
      whenCommitted(connection, () => (count += 1));
      return store;
    },
  };
}

/** SQLite's own hook is not passed on by the driver, so its two ways to commit are watched. */
function whenCommitted(connection: Connection, committed: () => void): void {
  const exec = connection.exec.bind(connection);
  connection.exec = (sql) => {
    const result = exec(sql);
    if (/^\s*COMMIT/i.test(sql)) committed();
    return result;
  };
  const transaction = connection.transaction.bind(connection);
  connection.transaction = ((work: (...args: never[]) => unknown) => {
    const original = transaction(work);
    const counted = (...args: Parameters<typeof original>) => {
      const inner = connection.inTransaction;
      const result = original.immediate(...args);
      if (!inner) committed();
      return result;
    };
    return Object.assign(counted, {
      deferred: original.deferred,
      immediate: counted,
      exclusive: counted,
      default: counted,
    });
  }) as Connection['transaction'];
}
