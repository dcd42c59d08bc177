import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postgresExecutable, restateExecutable } from '../../../scripts/lib/server-programs.mjs';
import { deviceKey, headersOf } from '../../support/server/device-key.ts';
import { call } from '../../support/server/call.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';
import { runServer, type RunningProgram } from '../../support/server/program.ts';
import { refresh, signIn } from '../../support/server/sign-in.ts';

const minute = 60_000;
const programs = { POSTGRES_PROGRAM: postgresExecutable(), RESTATE_PROGRAM: restateExecutable() };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-server-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('with nothing set up', () => {
  test(
    'it brings its database, its engine and its sign-in; what it has kept is there after a kill',
    { timeout: 3 * minute },
    async () => {
      const env = { ...programs, DATA_FOLDER: folder, PORT: '0', DEV_IDP_PORT: '0' };
      const first = runServer(env);
      const { url, issuer } = await addressesOf(first);
      expect(await call(`${url}/readyz`)).toMatchObject({ status: 200, json: { ready: true } });
      const tokens = await signIn({ issuer, user: 'alice' });
      const deviceId = '0190c0de-0000-4000-8000-0000000000f1';
      const device = { name: 'Laptop', publicKey: deviceKey() };
      const registered = await call(`${url}/api/devices/${deviceId}`, {
        method: 'PUT',
        token: tokens.access_token,
        body: device,
        headers: headersOf(device.publicKey, deviceId, tokens.access_token),
      });
      expect(registered.status).toBe(200);
      first.kill('SIGKILL');
      await first.ended();

      const second = runServer({ ...env, DEV_IDP_PORT: new URL(issuer).port });
      const again = await addressesOf(second);
      expect(again.issuer).toBe(issuer);
      const { access_token: token } = await refresh(issuer, tokens.refresh_token);
      const headers = headersOf(device.publicKey, deviceId, token);
      expect(await call(`${again.url}/api/account`, { token, headers })).toMatchObject({
        status: 200,
        json: { userId: 'alice', mayAdminister: true },
      });
      second.kill('SIGTERM');
      expect(await second.ended()).toBe(0);
      for (const secret of [token, tokens.refresh_token, 'Laptop']) {
        expect(first.output() + second.output()).not.toContain(secret);
      }
      expect(second.output()).toMatch(/"route":"account\.info","status":200/);
    },
  );
});

describe('it does not start, and says what to do, when', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await openTestDatabase()));
  afterAll(() => database.close());

  const failure = async (env: Record<string, string>) => {
    const program = runServer({ LOG_LEVEL: 'silent', DATA_FOLDER: folder, ...env });
    expect(await program.ended()).toBe(1);
    return program.output();
  };
  const others = { OIDC_ISSUER: 'http://127.0.0.1:9/', RESTATE_URL: 'http://127.0.0.1:9' };

  test('a variable is wrong', async () => {
    expect(await failure({ PORT: 'eighty' })).toMatch(/✗ The environment .*\n.*PORT/);
  });

  test('the database does not answer; its password is not shown', async () => {
    const words = await failure({ ...others, DATABASE_URL: 'postgres://me:hidden@127.0.0.1:9/x' });
    expect(words).toMatch(/✗ The database at 127\.0\.0\.1:9 .*ECONNREFUSED.*DATABASE_URL/);
    expect(words).not.toContain('hidden');
  });

  test('the database is from a newer version', async () => {
    const own = await openTestDatabase();
    const client = new Client({ connectionString: own.url });
    await client.connect();
    await client.query('INSERT INTO migration VALUES (999, 0)');
    await client.end();
    expect(await failure({ ...others, DATABASE_URL: own.url })).toMatch(
      /✗ The database has \d+ migrations.*newer version/,
    );
    await own.close();
  });

  test('its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const PORT = String((taken.address() as AddressInfo).port);
    expect(await failure({ ...others, DATABASE_URL: database.url, PORT })).toMatch(
      /✗ Port \d+ .* in use.*PORT/,
    );
    taken.close();
  });
});

async function addressesOf(program: RunningProgram): Promise<{ url: string; issuer: string }> {
  const [, url = ''] = await program.line(/serves at (http:\S+)/);
  const [, issuer = ''] = await program.line(/sign-in: (http:\S+)/);
  return { url, issuer };
}
