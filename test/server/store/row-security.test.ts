import { afterAll, beforeAll, expect, test } from 'vitest';
import { integer, text } from '../../../src/service/columns.ts';
import { first } from '../../../src/server/store/database.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';

const alpha = '0190a000-0000-7000-8000-00000000000a';
const beta = '0190a000-0000-7000-8000-00000000000b';
let opened: TestDatabase;

beforeAll(async () => {
  opened = await openTestDatabase();
  for (const [hostId, user] of [
    [alpha, 'alice'],
    [beta, 'bob'],
  ] as const)
    await opened.db.write(hostId, async (tx) => {
      await tx.run('INSERT INTO host VALUES ($1, $2, 0)', hostId, user);
      await tx.run('INSERT INTO app_user VALUES ($1, $2, $2, NULL, true, 0)', hostId, user);
    });
});

afterAll(() => opened.close());

test('a statement that forgets the host sees the rows of its transaction’s host only', async () => {
  const users = await opened.db.read(alpha, (reader) => reader.query('SELECT id FROM app_user'));
  expect(users.map((row) => text(row, 'id'))).toEqual(['alice']);
});

test('rows of another host can be neither changed nor added', async () => {
  const changed = await opened.db.write(alpha, (tx) =>
    tx.run(`UPDATE app_user SET name = 'Mallory' WHERE host_id = $1`, beta),
  );
  expect(changed).toBe(0);
  await expect(
    opened.db.write(alpha, (tx) =>
      tx.run(`INSERT INTO app_user VALUES ($1, 'mallory', 'Mallory', NULL, true, 0)`, beta),
    ),
  ).rejects.toThrow(/row-level security/);
});

test('the role of the server cannot step around the policies', async () => {
  const row = await opened.db.read(alpha, (reader) =>
    first(
      reader,
      `SELECT (rolsuper OR rolbypassrls)::int AS free, current_user::text AS name FROM pg_roles WHERE rolname = current_user`,
    ),
  );
  expect(row && integer(row, 'free')).toBe(0);
});

test('every table of a host is guarded', async () => {
  const rows = await opened.db.readAllHosts((reader) =>
    reader.query(
      `SELECT c.relname::text AS name FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'public' AND c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
    ),
  );
  expect(rows.map((row) => text(row, 'name'))).toEqual(['migration']);
});
