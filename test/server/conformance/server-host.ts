import { Client } from 'pg';
import type { EngineDriver } from '../../../src/server/engine-driver.ts';
import type { DriverParts } from '../../../src/server/host/host-parts.ts';
import { first } from '../../../src/server/store/database.ts';
import { assignmentsOfTask } from '../../../src/server/store/assignments.ts';
import { countEffects } from '../../../src/server/store/effects.ts';
import { pageOfTasks } from '../../../src/server/store/tasks.ts';
import { integerOrNull } from '../../../src/service/columns.ts';
import type {
  ConformanceAccount,
  ConformanceHost,
  ConformanceOptions,
} from '../../conformance/conformance-account.ts';
import type { Client as AccountClient } from '../../support/account.ts';
import { newHost, openEngineNode } from '../../support/server/engine-node.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';
import { until } from '../../support/until.ts';

type CreateDriver = (parts: DriverParts) => EngineDriver;

/**
 * Server nodes, each on a database where nothing is but it: what one scenario has left is gone before the next.
 * @param createDriver by default the one that walks in this process
 */
export function createServerHosts(createDriver?: CreateDriver): {
  create(): Promise<ConformanceHost>;
  close(): Promise<void>;
} {
  let database: TestDatabase | null = null;
  return {
    async create() {
      const kept = (database ??= await openTestDatabase());
      await emptyTables(kept.url);
      const hostId = await newHost(kept);
      return {
        open: (options) => openAccount(kept, hostId, options, createDriver),
        [Symbol.asyncDispose]: async () => {},
      };
    },
    close: async () => database?.close(),
  };
}

async function emptyTables(url: string): Promise<void> {
  await asAdmin(url, async (admin) => {
    const tables = (await tableNames(admin)).filter((name) => name !== 'migration');
    // Whatever refers to whatever: all of it goes.
    await admin.query(
      `SET session_replication_role = replica; ${tables.map((name) => `DELETE FROM ${name}`).join('; ')}`,
    );
  });
}

async function asAdmin<T>(url: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

async function tableNames(admin: Client): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  return rows.map(({ name }) => name);
}

async function openAccount(
  database: TestDatabase,
  hostId: string,
  { time, rewrites, secret, allowsShell, hanging }: ConformanceOptions,
  createDriver: CreateDriver | undefined,
): Promise<ConformanceAccount> {
  const node = await openEngineNode({
    database,
    hostId,
    time,
    secret,
    effects: { rewrites, policy: { allows: allowsShell } },
    ...(createDriver === undefined ? {} : { createDriver }),
  });
  const { db, engine } = node;
  let closed = false;

  const onlyHanging = async () => {
    if (closed) return true;
    const unanswered = hanging();
    if (unanswered === 0) return false;
    const due = await db.read(hostId, async (reader) => {
      const effects = await countEffects(reader);
      const rows = await reader.query(
        `SELECT 1 FROM wake_outbox UNION ALL SELECT 1 FROM process WHERE status = 'A'
           OR (wake_at <= $1 AND suspended_at IS NULL) LIMIT 1`,
        time.now(),
      );
      return { effects, isWalked: rows.length > 0 };
    });
    return due.effects === unanswered && !due.isWalked;
  };

  return {
    // The same contract, and more than an account has.
    client: node.as('maya') as unknown as AccountClient,
    tasks: (processId) => db.read(hostId, (reader) => pageOfTasks(reader, processId, 0, 1_000)),
    assignmentsOf: async (taskId) =>
      (await db.read(hostId, (reader) => assignmentsOfTask(reader, taskId))).map(({ status }) => status),
    search: (text) => searchTables(database.url, text),
    settle: () =>
      Promise.race([engine.idle(), until('only requests without an answer are left', onlyHanging)]),
    nextDue: () =>
      db.readAllHosts(async (reader) => {
        const row = await first(
          reader,
          `SELECT least(
             (SELECT min(wake_at) FROM process WHERE suspended_at IS NULL AND wake_at > $1),
             (SELECT min(next_at) FROM schedule WHERE enabled AND next_at > $1)) AS at`,
          time.now(),
        );
        return row === undefined ? null : integerOrNull(row, 'at');
      }),
    close: async () => {
      closed = true;
      await node[Symbol.asyncDispose]();
    },
  };
}

/** Every row of every table, as its text. */
function searchTables(url: string, text: string): Promise<{ places: number; found: string[] }> {
  return asAdmin(url, async (admin) => {
    const found: string[] = [];
    let places = 0;
    for (const name of await tableNames(admin)) {
      const { rows } = await admin.query<{ all: string; holding: string }>(
        `SELECT count(*) AS all, count(*) FILTER (WHERE position($1 IN ${name}::text) > 0) AS holding FROM ${name}`,
        [text],
      );
      places += Number(rows[0]?.all);
      if (Number(rows[0]?.holding) > 0) found.push(name);
    }
    return { places, found };
  });
}
