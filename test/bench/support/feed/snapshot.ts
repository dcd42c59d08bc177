import { feedPaths, type FeedPage } from '../../../../src/shared/contract/sync.ts';
import { feedHeaders } from '../../../support/server/feed-node.ts';
import { plantedAt } from '../../../support/server/planted.ts';
import { printTable } from '../../../support/print.ts';
import { interleaved, shown } from '../pairs.ts';
import { benchWorld, now, plantTasks, type BenchWorld } from './world.ts';

const tasks = 100_000;
const limit = 1_000;
const rounds = 3;

export async function snapshot(): Promise<void> {
  await using world = await benchWorld(['alice']);
  await plantTasks(world, tasks, ['alice']);
  await fill(world);
  const node = await world.child('node-child.ts', world.url);
  const bare = await world.child('bare-child.ts', world.url);
  const headers = {
    ...feedHeaders({ hostId: world.host.hostId, userId: 'alice' }),
    'accept-encoding': 'identity',
  };
  await fillBare(world, `${node.origin}${feedPaths.page}`, headers);
  let bytes = 0;
  const pairs = await interleaved(rounds, {
    node: async () => {
      const all = await readAll(`${node.origin}${feedPaths.page}`, headers);
      ({ bytes } = all);
      return all.perSecond;
    },
    bare: async () => (await readAll(bare.origin, {})).perSecond,
  });
  printTable(
    [
      `${tasks} tasks, pages of ${limit}, ${(bytes / tasks).toFixed(0)} bytes each`,
      'median /s',
      'each round',
    ],
    [
      ['the feed of a node', ...shown(pairs.values.node)],
      ['a bare feed', ...shown(pairs.values.bare)],
    ],
  );
  console.log(`to the bare feed ${pairs.ratio('node', 'bare').toFixed(2)}`);
}

/** The feeds of everybody as if each task had been told of when it began. */
export async function fill({ admin }: BenchWorld): Promise<void> {
  await admin.query(
    `INSERT INTO feed_entry (host_id, user_id, assignment_id, task_id, seq, gone, changed_at)
     SELECT host_id, assignee_id, id, task_id, row_number() OVER (PARTITION BY assignee_id ORDER BY seq), false, $1
     FROM assignment`,
    [plantedAt],
  );
  await admin.query(
    'INSERT INTO feed_head (host_id, user_id, seq) SELECT host_id, user_id, max(seq) FROM feed_entry GROUP BY host_id, user_id',
  );
  await admin.query('VACUUM ANALYZE');
}

/** The same entries as the node sends, text for text. */
export async function fillBare(
  { admin }: BenchWorld,
  address: string,
  headers: Record<string, string>,
): Promise<void> {
  await admin.query('CREATE TABLE bare_feed (seq bigint PRIMARY KEY, entry text NOT NULL)');
  let after = 0;
  for (;;) {
    const page = JSON.parse(await readPage(address, headers, after)) as FeedPage;
    if (page.entries.length === 0) break;
    await admin.query('INSERT INTO bare_feed SELECT * FROM unnest($1::bigint[], $2::text[])', [
      page.entries.map(({ cursor }) => cursor),
      page.entries.map((entry) => JSON.stringify(entry)),
    ]);
    after = page.cursor;
  }
  await admin.query('VACUUM ANALYZE bare_feed');
}

export async function readPage(
  address: string,
  headers: Record<string, string>,
  after: number,
): Promise<string> {
  const response = await fetch(`${address}?after=${after}&limit=${limit}`, { headers });
  if (!response.ok) throw new Error(await response.text());
  return response.text();
}

/** Reads page by page; of each only the cursor is looked at, so that it is the servers that are measured. */
async function readAll(
  address: string,
  headers: Record<string, string>,
): Promise<{ perSecond: number; bytes: number }> {
  const from = now();
  let after = 0;
  let read = 0;
  let bytes = 0;
  while (read < tasks) {
    const text = await readPage(address, headers, after);
    const last = text.lastIndexOf('"cursor":');
    after = Number.parseInt(text.slice(last + '"cursor":'.length), 10);
    read += limit;
    bytes += text.length;
  }
  if (after !== tasks) throw new Error(`The last cursor is ${after}`);
  return { perSecond: tasks / ((now() - from) / 1000), bytes };
}
