import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createListener } from '../../../src/server/feed/listener.ts';
import { openDatabase, type Database } from '../../../src/server/store/database.ts';
import { appRole } from '../../../src/server/store/migrate.ts';
import { silentLog } from '../../../src/service/log.ts';
import { fakeTime } from '../../support/fake-time.ts';
import { openScriptedProxy, type ScriptedProxy } from '../../support/net/scripted-proxy.ts';
import { openTestDatabase, type TestDatabase } from '../../support/server/postgres.ts';
import { until } from '../../support/until.ts';

// A cable is pulled, a firewall forgets a connection: nothing is carried any more, and nobody says so.

const hostId = '0190a000-0000-7000-8000-00000000000a';
const limits = { connectMs: 500, statementMs: 500, graceMs: 100 };
let opened: TestDatabase;
let proxy: ScriptedProxy;
let db: Database;

const open = (url: string) => openDatabase({ url, connections: 5, role: appRole, onError: () => {}, limits });

/** As the database is reached through the proxy. */
let url: URL;

beforeEach(async () => {
  opened = await openTestDatabase();
  url = new URL(opened.url);
  proxy = await openScriptedProxy(Number(url.port));
  url.port = String(proxy.port);
  url.hostname = '127.0.0.1';
  db = open(url.href);
});

afterEach(async () => {
  await db.close();
  await proxy.close();
  await opened.close();
});

const addHost = (at: Database, then: () => void = () => {}) =>
  at.write(hostId, async (tx) => {
    await tx.run('INSERT INTO host VALUES ($1, $2, 0)', hostId, 'Ours');
    then();
  });
const hosts = async (at: Database) => (await at.read(hostId, (tx) => tx.query('SELECT id FROM host'))).length;

/** So many connections that nobody uses right now. */
async function warmUp(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => hosts(db)));
}

describe('a connection that is dead without saying so', () => {
  it('fails the call in time, says what to do, and none of those beside it is used again', async () => {
    await warmUp(4);
    proxy.hangAll();
    await expect(addHost(db)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      details: { next: expect.stringContaining('Nothing was recorded') as string },
    });
    const before = proxy.connections;
    await addHost(db);
    expect(await hosts(db)).toBe(1);
    expect(proxy.connections).toBe(before + 1);
  });

  it('is not said to have recorded nothing when it dies in a commit', async () => {
    await expect(addHost(db, proxy.hangAll)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      details: { next: expect.stringContaining('may have been recorded') as string },
    });
  });

  it('fails the look at the health of the database, and the next one finds another connection', async () => {
    await warmUp(2);
    proxy.hangAll();
    await expect(db.ping()).rejects.toThrow(/timeout/);
    expect(await db.ping()).toBeGreaterThan(0);
  });

  it('holds no locks for longer than the limit', async () => {
    await expect(
      db.write(hostId, async (tx) => {
        await tx.query('SELECT pg_advisory_xact_lock(7)::text');
        proxy.hangAll();
        await tx.query('SELECT 1');
      }),
    ).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    const locked = await opened.db.write(hostId, (tx) =>
      tx.query('SELECT pg_advisory_xact_lock(7)::text AS locked'),
    );
    expect(locked).toHaveLength(1);
  });

  it('keeps nobody from closing', async () => {
    const another = open(url.href);
    await hosts(another);
    const listening = await another.connect();
    proxy.hangAll();
    await expect(listening.end()).resolves.toBeUndefined();
    await expect(another.close()).resolves.toBeUndefined();
  });
});

describe('a server that does not let itself be reached', () => {
  it('fails the call in time', async () => {
    proxy.always({ request: { stop: { at: 0, how: 'hang' } }, response: { stop: { at: 0, how: 'hang' } } });
    await expect(hosts(db)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

describe('a statement that takes too long', () => {
  it('is given up by PostgreSQL, and its connection is used again', async () => {
    await expect(db.read(hostId, (tx) => tx.query('SELECT pg_sleep(30)::text'))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    expect(await hosts(db)).toBe(0);
    expect(proxy.connections).toBe(1);
  });
});

describe('who listens to the database', () => {
  it('notices that nothing is carried any more, connects again and tells of the gap', async () => {
    const time = fakeTime();
    const heard: string[] = [];
    let gaps = 0;
    const listener = createListener({
      db,
      timers: time,
      random: () => 0,
      log: silentLog,
      channels: ['news'],
      onNotice: (_, payload) => heard.push(payload),
      onGap: () => (gaps += 1),
    });
    onTestFinished(() => listener.close());
    await listener.start();
    proxy.hangAll();
    await notify('lost');
    time.advance(15_000);
    expect(listener.hears()).toBe(true);
    time.advance(5_000);
    expect(listener.hears()).toBe(false);
    time.advance(1_000);
    await until('it hears again', () => listener.hears());
    await notify('heard');
    await until('it is told', () => heard.length > 0);
    expect(heard).toEqual(['heard']);
    expect(gaps).toBe(1);
    proxy.hangAll();
    await listener.close();
  });
});

async function notify(payload: string): Promise<void> {
  const client = new Client({ connectionString: opened.url });
  await client.connect();
  await client.query('SELECT pg_notify($1, $2)', ['news', payload]);
  await client.end();
}
