import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { postgresExecutable } from '../../../scripts/lib/server-programs.mjs';
import { startPostgres, type EmbeddedPostgres } from '../../../src/server/embedded/postgres.ts';

let parent: string;
let running: EmbeddedPostgres;

const start = () =>
  startPostgres({
    executable: postgresExecutable(),
    folder: join(parent, 'postgres'),
    settings: { shared_buffers: '16MB' },
  });

beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'countersign-embedded-'));
  chmodSync(parent, 0o755);
  mkdirSync(join(parent, 'postgres'));
  running = await start();
});
afterEach(async () => {
  await running.stop();
  rmSync(parent, { recursive: true, force: true });
});

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  // It is also killed while this is connected.
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

test('it listens on this machine only, and asks for a password that only its owner can read', async () => {
  expect(await ask(running.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  const wrong = new URL(running.url);
  wrong.password = 'guess';
  await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow(/password/);
  expect(statSync(join(parent, 'postgres', 'password')).mode & 0o777).toBe(0o600);
});

test('what was committed is there after it was killed', async () => {
  await ask(running.url, 'CREATE TABLE kept AS SELECT 17 AS number');
  const gone = new Promise<string>((resolve) => running.onExit(resolve));
  process.kill(running.pid, 'SIGKILL');
  expect(await gone).toMatch(/ended by itself/);
  running = await start();
  expect(await ask(running.url, 'SELECT number FROM kept')).toEqual([{ number: 17 }]);
});

test('one that outlived a killed server is taken over, and ended in order', async () => {
  await ask(running.url, 'CREATE TABLE kept AS SELECT 17 AS number');
  const again = await start();
  expect(again.pid).toBe(running.pid);
  expect(await ask(again.url, 'SELECT number FROM kept')).toEqual([{ number: 17 }]);
  const told: string[] = [];
  running.onExit((words) => told.push(words));
  await again.stop();
  // Its data can be opened again at once: it has ended, not only begun to.
  running = await start();
  expect(running.pid).not.toBe(again.pid);
  expect(told).toHaveLength(1);
});
