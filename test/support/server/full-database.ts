import { Client } from 'pg';

/** What the disk under a PostgreSQL does. */
export interface DatabaseDisk {
  /** What is written to this table fails as on a full disk, at the statement or when it is committed. */
  fill(table: string, when: 'at once' | 'at the commit'): Promise<void>;
  /** Each commit that has written to this table takes so much longer. */
  slow(table: string, milliseconds: number): Promise<void>;
  /** How often something could not be written so far. */
  refusals(): Promise<number>;
  /** All is well again. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL raises 53100 (disk_full) where it cannot write; triggers raise the same. @param url of a superuser */
export async function openDatabaseDisk(url: string): Promise<DatabaseDisk> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(`
    CREATE SEQUENCE disk_refusals MINVALUE 0 START 0;
    SELECT nextval('disk_refusals');
    -- A sequence goes on also where its transaction does not. The roles of a node have no right to it.
    CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN PERFORM nextval('public.disk_refusals'); RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
    CREATE FUNCTION disk_is_slow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_sleep(TG_ARGV[0]::float); RETURN NULL; END $$`);
  const planted = new Set<string>();
  const atCommit = (table: string, work: string) =>
    `CREATE CONSTRAINT TRIGGER disk AFTER INSERT OR UPDATE ON ${table} DEFERRABLE INITIALLY DEFERRED
     FOR EACH ROW EXECUTE FUNCTION ${work}`;
  return {
    async fill(table, when) {
      planted.add(table);
      await admin.query(
        when === 'at once'
          ? `CREATE TRIGGER disk BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION disk_is_full()`
          : atCommit(table, 'disk_is_full()'),
      );
    },
    async slow(table, milliseconds) {
      planted.add(table);
      await admin.query(atCommit(table, `disk_is_slow(${milliseconds / 1_000})`));
    },
    async refusals() {
      const { rows } = await admin.query<{ value: string }>('SELECT last_value AS value FROM disk_refusals');
      return Number(rows[0]?.value);
    },
    async mend() {
      for (const table of planted) await admin.query(`DROP TRIGGER disk ON ${table}`);
      planted.clear();
    },
    close: () => admin.end(),
  };
}
