import { EventEmitter } from 'node:events';
import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { createFeedHub } from '../../../../src/server/feed/feed-hub.ts';
import { silentLog } from '../../../../src/service/log.ts';
import { fakeTime } from '../../../support/fake-time.ts';

/** Connections to a database that a test breaks. */
function scripted() {
  const time = fakeTime();
  const clients: (EventEmitter & { answers: boolean; ended: boolean })[] = [];
  let isAway = false;
  const connect = (): Promise<Client> => {
    if (isAway) return Promise.reject(new Error('ECONNREFUSED'));
    const client = Object.assign(new EventEmitter(), {
      answers: true,
      ended: false,
      escapeIdentifier: (name: string) => `"${name}"`,
      query: () => (client.answers ? Promise.resolve() : new Promise(() => {})),
      end: () => {
        client.ended = true;
        return Promise.resolve();
      },
    });
    clients.push(client);
    return Promise.resolve(client as unknown as Client);
  };
  const hub = createFeedHub({ db: { connect }, timers: time, random: () => 0.5, log: silentLog });
  const told: string[] = [];
  return {
    hub,
    time,
    clients,
    told,
    away: (away: boolean) => void (isAway = away),
    hears: (hostId: string, userId: string) =>
      hub.listen(hostId, userId, () => told.push(`${hostId} ${userId}`)),
    notify: (payload: string, channel = 'countersign_feed') =>
      clients.at(-1)?.emit('notification', { channel, payload }),
    settle: () => new Promise<void>((resolve) => void setImmediate(resolve)),
  };
}

test('tells those whose feed it is, of their host, until they stop listening', async () => {
  const { hub, told, hears, notify } = scripted();
  await hub.start();
  const stop = hears('h1', 'alice');
  hears('h1', 'bob');
  hears('h2', 'alice');
  notify('{"h":"h1","u":["alice","carol"]}');
  expect(told).toEqual(['h1 alice']);
  stop();
  stop();
  notify('{"h":"h1","u":["alice","bob"]}');
  expect(told).toEqual(['h1 alice', 'h1 bob']);
  expect(hub.streams).toBe(2);
});

test('what nobody understands makes everybody look', async () => {
  const { hub, told, hears, notify } = scripted();
  await hub.start();
  hears('h1', 'alice');
  hears('h2', 'bob');
  notify('not JSON');
  notify('{"h":1}');
  expect(told).toEqual(['h1 alice', 'h2 bob', 'h1 alice', 'h2 bob']);
});

test('a lost connection is opened again, ever later, and then everybody looks', async () => {
  const { hub, time, clients, told, away, hears, settle } = scripted();
  await hub.start();
  hears('h1', 'alice');
  away(true);
  clients[0]?.emit('error', new Error('terminated'));
  clients[0]?.emit('end');
  expect(hub.hears).toBe(false);
  // 75 ms, then 150 ms: half of each pause is by chance.
  for (const pause of [75, 150]) {
    time.advance(pause - 1);
    await settle();
    time.advance(1);
    await settle();
    expect(hub.hears).toBe(false);
  }
  away(false);
  time.advance(299);
  await settle();
  expect([hub.hears, told]).toEqual([false, []]);
  time.advance(1);
  await settle();
  expect([hub.hears, told, clients.length]).toEqual([true, ['h1 alice'], 2]);
});

test('a connection that is dead without saying so is found within 20 seconds', async () => {
  const { hub, time, clients, told, hears, settle } = scripted();
  await hub.start();
  hears('h1', 'alice');
  const [first] = clients;
  if (first === undefined) throw new Error('There is no connection');
  time.advance(15_000);
  await settle();
  expect(hub.hears).toBe(true);
  first.answers = false;
  time.advance(15_000);
  await settle();
  time.advance(5_000);
  expect([hub.hears, first.ended]).toEqual([false, true]);
  time.advance(75);
  await settle();
  expect([hub.hears, told]).toEqual([true, ['h1 alice']]);
});

test('a database that is away at the start is an error; a closed hub stays closed', async () => {
  const { hub, time, clients, away, settle } = scripted();
  away(true);
  await expect(hub.start()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  away(false);
  await hub.start();
  await hub.close();
  clients[0]?.emit('end');
  time.advance(60_000);
  await settle();
  expect([hub.hears, clients.length]).toEqual([false, 1]);
});

test('a device that may have been revoked is told of on its own channel', async () => {
  const { hub, notify } = scripted();
  await hub.start();
  let looks = 0;
  const stop = hub.listenDevice('h1', 'd1', () => (looks += 1));
  notify('{"h":"h1","d":"d1"}', 'countersign_device');
  notify('{"h":"h1","d":"d2"}', 'countersign_device');
  stop();
  notify('{"h":"h1","d":"d1"}', 'countersign_device');
  expect(looks).toBe(1);
});
