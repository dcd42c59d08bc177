import { expect, test } from 'vitest';
import { changesOf } from '../../../src/server/feed/changes-of.ts';
import { tellDeviceRevoked, tellUserChanged } from '../../../src/server/feed/ended-access.ts';
import { UserId } from '../../../src/shared/ids.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import { fakeTime } from '../../support/fake-time.ts';
import { openFeed, type FeedClient, type FeedEvent } from '../../support/server/feed-client.ts';
import { feedHeaders } from '../../support/server/feed-node.ts';
import { plantedAt, plantToldTask, tellAll, type PlantedHost } from '../../support/server/planted.ts';
import { until } from '../../support/until.ts';
import { feedWorld, renderTitles } from './world.ts';

const headersOf = ({ hostId }: PlantedHost, userId = 'alice') => feedHeaders({ hostId, userId });
const isCaughtUp = (cursor: number) => (event: FeedEvent) =>
  event.event === 'caught-up' && event.id === cursor;
const changesIn = (client: FeedClient) => client.events.filter(({ event }) => event === 'change');

test('[H77] a change on one node reaches who is connected to another, and only them', async () => {
  const { db, host, node } = await feedWorld();
  const [first, second] = [await node(), await node()];
  const alice = await openFeed(first.origin, headersOf(host));
  const alsoAlice = await openFeed(second.origin, headersOf(host));
  const bob = await openFeed(second.origin, headersOf(host, 'bob'));
  await Promise.all([alice, alsoAlice, bob].map((client) => client.until(isCaughtUp(0))));
  const { taskId, assignmentIds } = await plantToldTask(db, host, ['alice'], 'New');
  for (const client of [alice, alsoAlice]) {
    await client.until(isCaughtUp(1));
    expect(changesIn(client)).toEqual([
      {
        event: 'change',
        id: 1,
        data: {
          cursor: 1,
          taskAsstId: assignmentIds.get('alice'),
          taskId,
          gone: false,
          changedTs: new Date(plantedAt).toISOString(),
          task: { title: 'New', status: 'ASSIGNED' },
        },
      },
    ]);
  }
  expect(changesIn(bob)).toEqual([]);
});

test('a stream goes on where Last-Event-ID says, also on another node', async () => {
  const { db, host, node } = await feedWorld();
  const [first, second] = [await node(), await node()];
  await plantToldTask(db, host, ['alice'], 'One');
  const before = await openFeed(first.origin, headersOf(host));
  await before.until(isCaughtUp(1));
  before.close();
  await plantToldTask(db, host, ['alice'], 'Two');
  const after = await openFeed(second.origin, headersOf(host), { lastEventId: 1 });
  await after.until(isCaughtUp(2));
  expect(changesIn(after).map(({ id }) => id)).toEqual([2]);
});

test('a stream that has to start over says so and ends', async () => {
  const { db, host, node } = await feedWorld();
  const { origin } = await node();
  await plantToldTask(db, host, ['alice']);
  const client = await openFeed(origin, headersOf(host), { after: 9 });
  await client.ended();
  expect(client.events).toEqual([{ event: 'start-over', id: 9, data: {} }]);
});

test('a stream that is far behind is read in parts, in order', async () => {
  const { db, host, node } = await feedWorld();
  const { origin } = await node();
  for (let number = 0; number < 70; number += 1) await plantToldTask(db, host, ['alice']);
  const client = await openFeed(origin, headersOf(host));
  await client.until(isCaughtUp(70));
  expect(changesIn(client).map(({ id }) => id)).toEqual(Array.from({ length: 70 }, (_, index) => index + 1));
});

test('what is forgotten at the end of a feed does not keep a stream from being caught up', async () => {
  const { db, host, node, sql } = await feedWorld();
  const { origin } = await node();
  const task = await plantToldTask(db, host, ['alice']);
  await tellAll(db, host, task, { gone: true });
  await sql('DELETE FROM feed_entry');
  const client = await openFeed(origin, headersOf(host));
  await client.until(isCaughtUp(2));
  expect(changesIn(client)).toEqual([]);
});

test('a silent stream says every 15 seconds that it is caught up', async () => {
  const time = fakeTime();
  const { host, node } = await feedWorld();
  const { origin } = await node({ clock: time, timers: time });
  const client = await openFeed(origin, headersOf(host));
  await client.until(isCaughtUp(0));
  time.advance(15_000);
  await until('the heartbeat has come', () => client.events.length === 2);
  expect(client.events[1]).toMatchObject({ event: 'caught-up', id: 0, data: { cursor: 0 } });
});

test('a stream ends when its token does', async () => {
  const time = fakeTime();
  const { host, node } = await feedWorld();
  const { origin } = await node({ clock: time, timers: time });
  const client = await openFeed(
    origin,
    feedHeaders({ hostId: host.hostId, userId: 'alice', expiresAt: time.now() + 600_000 }),
  );
  await client.until(isCaughtUp(0));
  time.advance(599_999);
  expect(client.isEnded).toBe(false);
  time.advance(1);
  await client.ended();
});

test('[O9] revoking a device ends its streams at once, on every node, and nobody else’s', async () => {
  const { db, host, node, sql } = await feedWorld();
  const nodes = [await node(), await node()];
  const [deviceId, otherId] = [systemIds.next(), systemIds.next()];
  for (const id of [deviceId, otherId]) {
    await sql(
      `INSERT INTO device (host_id, id, user_id, name, public_key_json, registered_at, last_seen_at)
       VALUES ($1, $2, 'alice', 'Laptop', '{}', 0, 0)`,
      host.hostId,
      id,
    );
  }
  const caller = { hostId: host.hostId, userId: 'alice' };
  const revoked = await Promise.all(
    nodes.map(({ origin }) => openFeed(origin, feedHeaders({ ...caller, deviceId }))),
  );
  const other = await openFeed(nodes[0]?.origin ?? '', feedHeaders({ ...caller, deviceId: otherId }));
  await Promise.all([...revoked, other].map((client) => client.until(isCaughtUp(0))));
  await db.write(host.hostId, async (tx) => {
    await tx.run('UPDATE device SET revoked_at = 1 WHERE id = $1', deviceId);
    await tellDeviceRevoked(tx, deviceId);
  });
  await Promise.all(revoked.map((client) => client.ended()));
  await plantToldTask(db, host, ['alice']);
  await other.until(isCaughtUp(1));
  expect(revoked.flatMap(changesIn)).toEqual([]);
});

test('[H4] a stream of a sign-in from before its user was removed ends, also where they have come back by a new one', async () => {
  const { db, host, node, sql } = await feedWorld();
  const { origin } = await node();
  const caller = { hostId: host.hostId, userId: 'alice' };
  const before = await openFeed(origin, feedHeaders({ ...caller, begunAt: 1_000 }));
  const after = await openFeed(origin, feedHeaders({ ...caller, begunAt: 1_001 }));
  await Promise.all([before, after].map((client) => client.until(isCaughtUp(0))));
  await sql(
    `INSERT INTO user_removal (host_id, user_id, removed_at) VALUES ($1, 'alice', 1000)`,
    host.hostId,
  );
  await db.write(host.hostId, (tx) => tellUserChanged(tx, 'alice'));
  await before.ended();
  await plantToldTask(db, host, ['alice']);
  await after.until(isCaughtUp(1));
  expect([before, after].map((client) => changesIn(client).length)).toEqual([0, 1]);
});

test('a node that goes down ends its streams, and takes no new ones', async () => {
  const { host, node } = await feedWorld();
  const { origin, close, hub } = await node();
  const clients = await Promise.all([1, 2, 3].map(() => openFeed(origin, headersOf(host))));
  await Promise.all(clients.map((client) => client.until(isCaughtUp(0))));
  expect(hub.streams).toBe(3);
  await close();
  await Promise.all(clients.map((client) => client.ended()));
  expect(hub.streams).toBe(0);
  await expect(openFeed(origin, headersOf(host))).rejects.toThrow('ECONNREFUSED');
});

test('one user cannot take all streams of a node', async () => {
  const { host, node } = await feedWorld();
  const { origin } = await node();
  const clients: FeedClient[] = [];
  for (let number = 0; number < 20; number += 1) clients.push(await openFeed(origin, headersOf(host)));
  const refused = await fetch(`${origin}/api/sync/feed`, { headers: headersOf(host) });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
  clients[0]?.close();
  await until('the place is free again', async () => {
    const client = await openFeed(origin, headersOf(host));
    return client.status === 200;
  });
  expect((await openFeed(origin, headersOf(host, 'bob'))).status).toBe(200);
});

test('a client that reads nothing holds no memory: what it has not taken is not read for it', async () => {
  const { db, host, node } = await feedWorld();
  const tasks = 100;
  const words = 'x'.repeat(200_000);
  let parts = 0;
  const { origin } = await node({
    async render(reader, viewed) {
      const titles = await renderTitles(reader, viewed);
      if (titles.size > 0) parts += 1;
      return new Map([...titles].map(([id, title]) => [id, `{"words":"${words}","title":${title}}`]));
    },
  });
  const client = await openFeed(origin, headersOf(host));
  await client.until(isCaughtUp(0));
  client.pause();
  for (let number = 0; number < tasks; number += 1) await plantToldTask(db, host, ['alice']);
  const other = await openFeed(origin, headersOf(host, 'bob'));
  await other.until(isCaughtUp(0));
  // Each part is one of these tasks: what the system's buffers of the socket take, and one more.
  expect(parts).toBeLessThan(tasks / 2);
  client.resume();
  await client.until(isCaughtUp(tasks));
  expect(changesIn(client).map(({ id }) => id)).toEqual(
    Array.from({ length: tasks }, (_, index) => index + 1),
  );
});

test('what changed while the database told of nothing is sent when it does again', async () => {
  const { db, host, node, sql } = await feedWorld();
  const { origin, hub } = await node();
  const client = await openFeed(origin, headersOf(host));
  await client.until(isCaughtUp(0));
  // The connections that listen are the only ones that wait for a client in LISTEN.
  await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'LISTEN%'`);
  await until('the node has noticed', () => !hub.hears);
  await plantToldTask(db, host, ['alice']);
  await client.until(isCaughtUp(1));
  expect(changesIn(client).map(({ id }) => id)).toEqual([1]);
  expect(hub.hears).toBe(true);
});

test('[I63] the changes of an account say what to read again, and who did what', async () => {
  const { db, host, node, sql } = await feedWorld();
  const { hub } = await node();
  const stop = new AbortController();
  const caller = {
    hostId: host.hostId,
    actor: { userId: UserId.parse('bob'), permissions: new Set<string>() },
  };
  const changes = changesOf({ db, feed: hub }, caller, stop.signal);
  const next = changes.next();
  await until('it listens', () => hub.streams === 1);
  const task = await plantToldTask(db, host, ['alice', 'bob'], 'Pay it');
  const told = await next;
  expect(told.value).toMatchObject({
    revision: 1,
    taskIds: [task.taskId],
    processIds: [task.processId],
    actions: [],
  });
  const at = plantedAt + 1000;
  await sql(
    `INSERT INTO assignment_history (host_id, assignment_id, task_id, at, status, actor, source)
     VALUES ($1, $2, $3, $4, 'CLAIMED', 'alice', 'window')`,
    host.hostId,
    task.assignmentIds.get('alice'),
    task.taskId,
    at,
  );
  await tellAll(db, host, task, { at });
  expect((await changes.next()).value).toMatchObject({
    revision: 2,
    actions: [{ kind: 'claimed', taskId: task.taskId, title: 'Pay it', by: 'alice', byName: 'Alice' }],
  });
  const last = changes.next();
  stop.abort();
  expect(await last).toEqual({ done: true, value: undefined });
  expect(hub.streams).toBe(0);
});
