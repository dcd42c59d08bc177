import { mkdirSync, mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresExecutable } from '../../../scripts/lib/server-programs.mjs';
import { startPostgres, type EmbeddedPostgres } from '../../../src/server/embedded/postgres.ts';

export interface TestCluster {
  /** Of the superuser, to the database `postgres`; another one after a restart. */
  readonly url: string;
  /** Kills it as if the plug was pulled. */
  kill(): Promise<void>;
  /** Starts it again on the same data. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** What makes tests quick, and must be off where something is killed. */
const careless = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/** A PostgreSQL of one's own. `durable`: it is killed or restarted, and must keep what it acknowledged. */
export async function startTestCluster({ durable }: { durable: boolean }): Promise<TestCluster> {
  const parent = mkdtempSync(join(tmpdir(), 'countersign-postgres-'));
  // PostgreSQL runs as another user where the tests run as root.
  chmodSync(parent, 0o755);
  const folder = join(parent, 'cluster');
  mkdirSync(folder);
  const start = (): Promise<EmbeddedPostgres> =>
    startPostgres({
      executable: postgresExecutable(),
      folder,
      settings: { max_connections: '300', shared_buffers: '64MB', ...(durable ? {} : careless) },
    });
  let running = await start();
  return {
    get url() {
      return running.url;
    },
    async kill() {
      const gone = new Promise<void>((resolve) => running.onExit(() => resolve()));
      process.kill(running.pid, 'SIGKILL');
      await gone;
    },
    async restart() {
      running = await start();
    },
    async remove() {
      await running.stop();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}
