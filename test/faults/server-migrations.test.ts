import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { reachNothing } from '../../src/server/reach.ts';
import { migrate } from '../../src/server/store/migrate.ts';
import { migrations } from '../../src/server/store/migrations/all.ts';
import { urlOfDatabase } from '../support/server/database-url.ts';

// I3: the old schema or the new one, never something between, with every row. A node that is killed is a connection that breaks: each
// statement is sent, and the connection is broken before its answer comes.

const lockKey = 7_236_401;

let admin: Client;
const made: string[] = [];
beforeAll(async () => {
  admin = new Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
});
afterAll(async () => {
  for (const name of made) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.end();
});

async function emptyDatabase(): Promise<string> {
  const name = `migrating_${made.length}_${process.pid}`;
  await admin.query(`CREATE DATABASE ${name}`);
  made.push(name);
  return urlOfDatabase(inject('postgresUrl'), name);
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

type Mutant = 'has no transaction';

interface Broken {
  /** Whether the connection broke: there were so many statements. */
  readonly broke: boolean;
  readonly statement: string;
}

/** Migrates, and breaks the connection at a statement; 0: at none. */
async function migrateAndBreak(
  url: string,
  at: number,
  mutant: Mutant | null = null,
  onLocked: () => void = () => {},
): Promise<Broken> {
  const client = await connect(url);
  const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
  let count = 0;
  let statement = '';
  const breaking = async (...given: unknown[]): Promise<unknown> => {
    if (mutant === 'has no transaction' && /^(BEGIN|COMMIT|ROLLBACK)/.test(String(given[0])))
      return { rows: [] };
    count += 1;
    const answer = query(...given);
    if (count === at) {
      statement = String(given[0]);
      (
        client as unknown as { connection: { stream: { destroySoon(): void } } }
      ).connection.stream.destroySoon();
    }
    if (count === 1) void answer.then(onLocked, () => {});
    return answer;
  };
  Object.assign(client, { query: breaking });
  const failure = await migrate(client, 0, reachNothing).then(
    () => null,
    (error: unknown) => error,
  );
  await client.end().catch(() => {});
  if (failure !== null && statement === '') throw failure;
  return { broke: failure !== null, statement };
}

/** All that is there, once whoever was migrating has gone. */
async function contents(client: Client): Promise<string> {
  await client.query(`SELECT pg_advisory_lock(${lockKey}); SELECT pg_advisory_unlock(${lockKey})`);
  const { rows } = await client.query<{ all: string }>(`
    SELECT md5(string_agg(line, E'\\n' ORDER BY line)) AS all FROM (
      SELECT concat_ws(' ', 'column', relname, attname, atttypid, attnotnull, pg_get_expr(adbin, adrelid)) AS line
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
          LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = 'public'::regnamespace
      UNION ALL SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes WHERE schemaname = 'public'
      UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
      UNION ALL SELECT concat_ws(' ', 'policy', tablename, policyname, qual, with_check) FROM pg_policies
      UNION ALL SELECT concat_ws(' ', 'secured', relname, relrowsecurity, relforcerowsecurity) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      UNION ALL SELECT concat_ws(' ', 'function', proname, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS lines`);
  return rows[0]?.all ?? 'nothing';
}

/** Null: there is nothing at all. */
async function versionOf(client: Client): Promise<number | null> {
  const known = await client.query<{ name: string | null }>(`SELECT to_regclass('migration') AS name`);
  if (known.rows[0]?.name === null) return null;
  const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM migration');
  return Number(rows[0]?.count);
}

/** What is there after each migration; 0: before the first. */
async function contentsOfVersions(): Promise<string[]> {
  const client = await connect(await emptyDatabase());
  await client.query('CREATE TABLE migration (number integer PRIMARY KEY, at bigint NOT NULL)');
  const versions = [await contents(client)];
  for (const statements of migrations) {
    for (const statement of statements) await client.query(statement);
    versions.push(await contents(client));
  }
  await client.end();
  return versions;
}

const addHost = `INSERT INTO host (id, name, added_at) VALUES ('0197a000-0000-7000-8000-0000000000aa', 'Acme', 1)`;

/** Kills at each statement in turn, the same database going on from version to version. @returns at how many, and which version came of it */
async function killAtEach(
  versions: readonly string[],
  mutant: Mutant | null = null,
): Promise<{ readonly kills: number; readonly version: number }> {
  const url = await emptyDatabase();
  const client = await connect(url);
  let kills = 0;
  let version = 0;
  try {
    for (let at = 1; ; at += 1) {
      const { broke, statement } = await migrateAndBreak(url, at, mutant);
      const now = await contents(client);
      const has = await versionOf(client);
      expect(now, `killed at ${statement}`).toBe(has === null ? now : versions[has]);
      if (has !== null && has >= 1 && version === 0) await client.query(addHost);
      const hosts = has === null || has === 0 ? 1 : (await client.query('SELECT name FROM host')).rowCount;
      expect(hosts, `killed at ${statement}`).toBe(1);
      if (!broke) return { kills, version: has ?? 0 };
      kills += 1;
      // It begins anew where the next one has begun.
      if ((has ?? 0) > version) at = 0;
      version = has ?? 0;
    }
  } finally {
    await client.end();
  }
}

describe('migrations of a server that is killed', () => {
  it('at any of its statements leave one version, whole, and go through the next time (invariant 3)', async () => {
    const versions = await contentsOfVersions();
    const { kills, version } = await killAtEach(versions);
    expect(kills).toBeGreaterThan(migrations.flat().length);
    expect(version).toBe(migrations.length);
  });

  it('let another node that has started meanwhile finish them', async () => {
    const versions = await contentsOfVersions();
    for (const at of [4, 20, 60]) {
      const url = await emptyDatabase();
      const client = await connect(url);
      let onLocked = () => {};
      const locked = new Promise<void>((resolve) => (onLocked = resolve));
      const dying = migrateAndBreak(url, at, null, onLocked);
      await locked;
      const [dies, lives] = await Promise.all([dying, migrateAndBreak(url, 0)]);
      expect([dies.broke, lives.broke]).toEqual([true, false]);
      expect(await versionOf(client)).toBe(migrations.length);
      expect(await contents(client)).toBe(versions.at(-1));
      await client.end();
    }
  });

  it('are found by these checks where they are no transactions', async () => {
    await expect(killAtEach(await contentsOfVersions(), 'has no transaction')).rejects.toThrow(/killed at/);
  });
});
