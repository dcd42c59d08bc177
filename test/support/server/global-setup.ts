import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { reachNothing } from '../../../src/server/reach.ts';
import { migrate } from '../../../src/server/store/migrate.ts';
import { startTestCluster } from './postgres-cluster.ts';
import { templateDatabase, urlOfDatabase } from './database-url.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the superuser of the PostgreSQL that the run shares. */
    postgresUrl: string;
  }
}

/** One PostgreSQL for the whole run, with a migrated database that every test file gets copies of. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const cluster = await startTestCluster({ durable: false });
  const admin = new Client({ connectionString: cluster.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${templateDatabase}`);
  await admin.end();
  const template = new Client({ connectionString: urlOfDatabase(cluster.url, templateDatabase) });
  await template.connect();
  await migrate(template, 0, reachNothing);
  await template.end();
  provide('postgresUrl', cluster.url);
  return () => cluster.remove();
}
