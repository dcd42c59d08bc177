import type { Client } from 'pg';
import type { Reach } from '../reach.ts';
import { migrations } from './migrations/all.ts';

/** As whom the server works on the tables: no superuser, so that row-level security holds for it. */
export const appRole = 'countersign_app';

/** Two nodes that start at once migrate one after the other. */
const lockKey = 7_236_401;

/** The database was written by a newer version of the server; `message` says what to do. */
export class FutureDatabase extends Error {
  override readonly name = 'FutureDatabase';

  constructor(has: number) {
    super(
      `The database has ${has} migrations, this server knows ${migrations.length}. ` +
        'Start the newer version of the server, or give this one a database of its own.',
    );
  }
}

/**
 * Brings a database to this version, each migration in one transaction. The connection must own the tables.
 * @returns the role to work as; null: the connection's own user is bound by row-level security already
 * @throws FutureDatabase
 */
export async function migrate(client: Client, now: number, reach: Reach): Promise<string | null> {
  await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
  try {
    await client.query(
      'CREATE TABLE IF NOT EXISTS migration (number integer PRIMARY KEY, at bigint NOT NULL)',
    );
    const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM migration');
    const has = Number(rows[0]?.count);
    if (has > migrations.length) throw new FutureDatabase(has);
    for (const [index, statements] of migrations.entries()) {
      if (index < has) continue;
      await client.query('BEGIN');
      try {
        for (const statement of statements) {
          await client.query(statement);
          reach('migration.statement');
        }
        await client.query('INSERT INTO migration VALUES ($1, $2)', [index + 1, now]);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      }
    }
    return await boundRole(client);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [lockKey]);
  }
}

async function boundRole(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ free: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS free FROM pg_roles WHERE rolname = current_user',
  );
  if (rows[0]?.free !== true) return null;
  const known = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [appRole]);
  if (known.rowCount === 0) await client.query(`CREATE ROLE ${appRole} NOLOGIN NOSUPERUSER NOBYPASSRLS`);
  await client.query(`GRANT USAGE ON SCHEMA public TO ${appRole}`);
  await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${appRole}`);
  await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${appRole}`);
  return appRole;
}
