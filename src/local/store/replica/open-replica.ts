import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reach } from '../../reach.ts';
import { isDamage, StoreError } from '../errors.ts';
import { migrate } from '../migrate.ts';
import { checkIntegrity, connect, type Store } from '../open.ts';
import { readMeta } from '../meta.ts';
import { replicaMigrations } from './migrations/all.ts';

// P1: the file lies in the data folder, whose lock this process holds: it alone writes it.
// P2: a commit is on disk when it returns (WAL, synchronous FULL): what somebody answered offline survives a power cut.
// P3: a file that is damaged, from a newer version or not ours is refused and left as it is: answers may be in it.

/** In bytes, of a file that is new: most tasks are longer than half a page of SQLite's own size, so that one would take a whole. */
const pageSize = 8192;

/** Opens or creates the replica of one account. @throws StoreError `damaged`, `foreign`, `future`, `unwritable` */
export function openReplica(file: string, reach: Reach): Store {
  const isNew = !existsSync(file);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreError('unwritable', file, error);
  }
  const connection = connect(file, pageSize);
  // A page of the feed is some megabytes: it fits into memory until it is committed, and several go into one checkpoint.
  connection.pragma('cache_size = -16384');
  connection.pragma('wal_autocheckpoint = 2000');
  try {
    if (!isNew) mustBeReplica(connection, file);
    migrate(connection, reach, replicaMigrations);
    const db = { connection } as unknown as Store['db'];
    if (readMeta(db, 'open') !== null) checkIntegrity(connection, file);
    connection.exec(`INSERT INTO meta (key, value) VALUES ('open', '1') ON CONFLICT (key) DO NOTHING`);
    return {
      db,
      close() {
        connection.exec(`DELETE FROM meta WHERE key = 'open'`);
        connection.close();
      },
    };
  } catch (error) {
    connection.close();
    throw isDamage(error) ? new StoreError('damaged', file, error) : error;
  }
}

function mustBeReplica(connection: Store['db']['connection'], file: string): void {
  const tables = connection.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all();
  if (tables.length === 0) return;
  if (!['meta', 'task', 'outbox', 'task_text'].every((name) => tables.includes(name))) {
    throw new StoreError('foreign', file);
  }
}
