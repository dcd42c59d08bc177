import { gunzipSync } from 'node:zlib';
import { get } from 'node:http';
import { expect, test } from 'vitest';
import { forgetOldGone } from '../../../src/server/feed/forget-gone.ts';
import type { FeedPage } from '../../../src/shared/contract/sync.ts';
import { drawFeedEpochs } from '../../../src/server/feed/new-epoch.ts';
import { openFeed, readPage } from '../../support/server/feed-client.ts';
import { feedHeaders } from '../../support/server/feed-node.ts';
import { plantedAt, plantHost, plantToldTask, tellAll } from '../../support/server/planted.ts';
import { feedWorld } from './world.ts';

const day = 24 * 3_600_000;

test('[O3] a cold client reads every assignment once, page by page, with how much is left', async () => {
  const { db, host, node } = await feedWorld();
  const { origin } = await node();
  for (let number = 0; number < 25; number += 1) {
    await plantToldTask(db, host, ['alice'], `Task ${number}`);
  }
  const alice = feedHeaders({ hostId: host.hostId, userId: 'alice' });
  const pages: FeedPage[] = [];
  let after = 0;
  do {
    const page = await readPage(origin, alice, { after, limit: 10 });
    pages.push(page);
    after = page.cursor;
  } while ((pages.at(-1)?.remaining ?? 0) > 0);
  expect(pages.map(({ remaining }) => remaining)).toEqual([15, 5, 0]);
  expect(pages.map(({ latest }) => latest)).toEqual([25, 25, 25]);
  expect(pages.every(({ startOver }) => !startOver)).toBe(true);
  const entries = pages.flatMap((page) => page.entries);
  expect(entries.map(({ cursor }) => cursor)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  expect(entries.map(({ task }) => task?.title)).toEqual(
    Array.from({ length: 25 }, (_, index) => `Task ${index}`),
  );
  expect(entries[0]?.changedTs).toBe(new Date(plantedAt).toISOString());
});

test('an assignment that changes again stands in the feed once, at its end', async () => {
  const { db, host, node } = await feedWorld();
  const { origin } = await node();
  const first = await plantToldTask(db, host, ['alice'], 'First');
  await plantToldTask(db, host, ['alice'], 'Second');
  await tellAll(db, host, first);
  const alice = feedHeaders({ hostId: host.hostId, userId: 'alice' });
  const page = await readPage(origin, alice);
  expect(page.entries.map(({ cursor, task }) => [cursor, task?.title])).toEqual([
    [2, 'Second'],
    [3, 'First'],
  ]);
  expect(await readPage(origin, alice, { after: 3 })).toMatchObject({
    entries: [],
    cursor: 3,
    latest: 3,
    remaining: 0,
    startOver: false,
  });
});

test('the remaining amount stays exact when something changes between two pages', async () => {
  const { db, host, node } = await feedWorld();
  const { origin } = await node();
  const first = await plantToldTask(db, host, ['alice']);
  for (let number = 0; number < 5; number += 1) await plantToldTask(db, host, ['alice']);
  const alice = feedHeaders({ hostId: host.hostId, userId: 'alice' });
  const before = await readPage(origin, alice, { limit: 2 });
  expect(before.remaining).toBe(4);
  await plantToldTask(db, host, ['alice']);
  await tellAll(db, host, first);
  const next = await readPage(origin, alice, { after: before.cursor, limit: 2 });
  // Four were left; a new one came, and the first was read again at its new place.
  expect(next.remaining).toBe(4);
  expect(next.latest).toBe(8);
});

test('what is no longer theirs to see is gone, without its content', async () => {
  const { db, host, node } = await feedWorld();
  const { origin } = await node();
  const task = await plantToldTask(db, host, ['alice']);
  await tellAll(db, host, task, { gone: true });
  const { entries } = await readPage(origin, feedHeaders({ hostId: host.hostId, userId: 'alice' }));
  expect(entries.map(({ gone, task: shown }) => ({ gone, shown }))).toEqual([{ gone: true, shown: null }]);
});

test('[O11] a feed is of one user of one host, whatever the address says', async () => {
  const { db, host, admin, node } = await feedWorld();
  const { origin } = await node();
  await plantToldTask(db, host, ['alice']);
  const other = await plantHost(admin, ['alice'], 'Other');
  for (const caller of [
    { hostId: host.hostId, userId: 'bob' },
    { hostId: other.hostId, userId: 'alice' },
  ]) {
    expect((await readPage(origin, feedHeaders(caller))).entries).toEqual([]);
  }
});

test('who stands before what was forgotten, or beyond the newest change, starts over', async () => {
  const { db, host, node } = await feedWorld();
  const { origin } = await node();
  const alice = feedHeaders({ hostId: host.hostId, userId: 'alice' });
  const kept = await plantToldTask(db, host, ['alice'], 'Kept');
  const gone = await plantToldTask(db, host, ['alice'], 'Gone');
  const goneLater = await plantToldTask(db, host, ['alice'], 'Gone later');
  await tellAll(db, host, gone, { gone: true });
  await tellAll(db, host, goneLater, { gone: true, at: plantedAt + 20 * day });
  await tellAll(db, host, kept, { at: plantedAt + 20 * day });

  expect(await forgetOldGone(db, plantedAt + 29 * day)).toBe(0);
  expect((await readPage(origin, alice, { after: 3 })).startOver).toBe(false);
  expect(await forgetOldGone(db, plantedAt + 31 * day)).toBe(1);

  expect(await readPage(origin, alice, { after: 3 })).toMatchObject({ entries: [], startOver: true });
  expect(await readPage(origin, alice, { after: 7 })).toMatchObject({ entries: [], startOver: true });
  const fromFloor = await readPage(origin, alice, { after: 4 });
  expect(fromFloor.entries.map(({ cursor, gone: isGone }) => [cursor, isGone])).toEqual([
    [5, true],
    [6, false],
  ]);
  const cold = await readPage(origin, alice);
  expect(cold.startOver).toBe(false);
  expect(cold.entries.map(({ cursor }) => cursor)).toEqual([5, 6]);
});

test('who began after it was forgotten reads on below it, and until more is forgotten', async () => {
  const { db, host, node } = await feedWorld();
  const { origin } = await node();
  const alice = feedHeaders({ hostId: host.hostId, userId: 'alice' });
  for (let number = 0; number < 3; number += 1) await plantToldTask(db, host, ['alice']);
  const gone = await plantToldTask(db, host, ['alice'], 'Gone');
  await tellAll(db, host, gone, { gone: true });
  expect(await forgetOldGone(db, plantedAt + 31 * day)).toBe(1);

  const first = await readPage(origin, alice, { limit: 2 });
  expect(first).toMatchObject({ cursor: 2, remaining: 1, floor: 5 });
  const onwards = { after: first.cursor, floor: first.floor ?? 0 };
  expect(await readPage(origin, alice, onwards)).toMatchObject({ cursor: 3, remaining: 0, startOver: false });
  const goneToo = await plantToldTask(db, host, ['alice'], 'Gone too');
  await tellAll(db, host, goneToo, { gone: true });
  expect(await forgetOldGone(db, plantedAt + 31 * day)).toBe(1);
  expect(await readPage(origin, alice, onwards)).toMatchObject({ startOver: true, floor: 7 });
});

test('a page as lines says the same as the page', async () => {
  const { db, host, node } = await feedWorld();
  const { origin } = await node();
  await plantToldTask(db, host, ['alice'], 'Grüße\n„日本“ 🦊');
  await tellAll(db, host, await plantToldTask(db, host, ['alice']), { gone: true });
  const alice = feedHeaders({ hostId: host.hostId, userId: 'alice' });
  const { entries, ...head } = await readPage(origin, alice);
  const url = `${origin}/api/sync/changes`;
  const response = await fetch(url, { headers: { ...alice, accept: 'application/x-ndjson' } });
  expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  const text = await response.text();
  const [first, ...lines] = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as object | null);
  expect(first).toEqual({ ...head, count: 2 });
  expect(lines).toEqual(entries.flatMap(({ task, ...place }) => [place, task]));
  expect(entries[0]?.task?.title).toBe('Grüße\n„日本“ 🦊');
});

test('a new epoch is drawn for every host, and told by the next page and the stream', async () => {
  const { db, host, admin, node } = await feedWorld();
  const { origin } = await node();
  const other = await plantHost(admin, ['alice'], 'Other');
  const epochs = () =>
    Promise.all(
      [host, other].map(async ({ hostId }) => {
        const headers = feedHeaders({ hostId, userId: 'alice' });
        const { epoch } = await readPage(origin, headers);
        const stream = await openFeed(origin, headers);
        const { data } = await stream.until(({ event }) => event === 'caught-up');
        stream.close();
        expect(data).toEqual({ cursor: 0, epoch });
        return epoch;
      }),
    );
  const before = await epochs();
  expect(await epochs()).toEqual(before);
  await drawFeedEpochs(db);
  const after = await epochs();
  expect(new Set([...before, ...after]).size).toBe(4);
});

test('a long page comes compressed where that is asked for', async () => {
  const { db, host, node } = await feedWorld();
  const { origin } = await node();
  for (let number = 0; number < 30; number += 1)
    await plantToldTask(db, host, ['alice'], 'Grüße '.repeat(50));
  const alice = feedHeaders({ hostId: host.hostId, userId: 'alice' });
  const asked = async (accepted: string) => {
    const url = `${origin}/api/sync/changes`;
    const headers = { ...alice, 'accept-encoding': accepted };
    return new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
      get(url, { headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(chunks) }),
        );
      }).on('error', reject);
    });
  };
  const plain = await asked('identity');
  const zipped = await asked('br, gzip');
  expect(plain.encoding).toBeUndefined();
  expect((await asked('gzip;q=0')).encoding).toBeUndefined();
  expect(zipped.encoding).toBe('gzip');
  expect(zipped.body.length).toBeLessThan(plain.body.length / 5);
  expect(gunzipSync(zipped.body).toString()).toBe(plain.body.toString());
});

test.each([
  ['no token', {}, '', 401, 'UNAUTHORIZED'],
  ['no scope', { scopes: [] }, '', 403, 'SCOPE_MISSING'],
  ['a limit of none', { scopes: ['workflow.read'] }, '?limit=0', 400, 'INVALID_REQUEST'],
  ['a limit beyond the most', { scopes: ['workflow.read'] }, '?limit=1001', 400, 'INVALID_REQUEST'],
  ['a cursor that is none', { scopes: ['workflow.read'] }, '?after=-1', 400, 'INVALID_REQUEST'],
])('[O12] a page is refused: %s', async (_, caller, query, status, code) => {
  const { host, node } = await feedWorld();
  const { origin } = await node();
  const headers =
    'scopes' in caller ? feedHeaders({ hostId: host.hostId, userId: 'alice', ...caller }) : undefined;
  for (const path of ['/api/sync/changes', '/api/sync/feed']) {
    if (path.endsWith('feed') && query.includes('limit')) continue;
    const response = await fetch(`${origin}${path}${query}`, { headers: headers ?? {} });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ defined: true, code, status });
  }
});
