import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { openDatabase, type Database } from '../../../src/server/store/database.ts';
import { appRole } from '../../../src/server/store/migrate.ts';
import { templateDatabase, urlOfDatabase } from './database-url.ts';

export interface TestDatabase {
  /** As the server works on it: bound by row-level security. */
  readonly db: Database;
  /** Of the superuser, to this database. */
  readonly url: string;
  /** Another pool on the same database, as another node has one. It is closed with the rest. */
  anotherNode(): Database;
  close(): Promise<void>;
}

const connections = 10;

/** A migrated database that is empty and nobody else's. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const clusterUrl = inject('postgresUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(clusterUrl, `CREATE DATABASE ${name} TEMPLATE ${templateDatabase}`);
  const url = urlOfDatabase(clusterUrl, name);
  const opened: Database[] = [];
  const open = () => {
    // An idle connection that breaks is the business of the test that breaks it.
    const db = openDatabase({ url, connections, role: appRole, onError: () => {} });
    opened.push(db);
    return db;
  };
  return {
    db: open(),
    url,
    anotherNode: open,
    async close() {
      await Promise.all(opened.map((db) => db.close()));
      await asAdmin(clusterUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function asAdmin(clusterUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: clusterUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
