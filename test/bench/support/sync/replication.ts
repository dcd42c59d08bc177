import { feedPaths, type FeedPage } from '../../../../src/shared/contract/sync.ts';
import { temporaryFolder } from '../../../support/account.ts';
import { printTable } from '../../../support/print.ts';
import { fillBare, readPage } from '../feed/snapshot.ts';
import { against, interleaved, shown } from '../pairs.ts';
import { bareFeed, caughtUp, openAccount } from '../replica.ts';
import { startPouch, type PouchPeer } from './pouch.ts';
import { benchTeam, type BenchTeam } from './team.ts';

export interface Sizes {
  readonly tasks: number;
  readonly rounds: number;
}

/**
 * A new machine reads everything from a server: the app from a server node, PouchDB from express-pouchdb. The floor reads the same
 * bytes from a bare server and writes them into SQLite.
 */
export async function replication({ tasks, rounds }: Sizes): Promise<void> {
  await using team = await benchTeam({ alice: tasks });
  await using pouch = await startPouch();
  const documents = await readAll(team);
  await fillPouch(pouch, documents);
  const bare = await team.world.child('bare-child.ts', team.world.url);
  const pairs = await interleaved(rounds, {
    ours: () => ourColdSync(team, tasks),
    pouch: () => pouchColdSync(pouch, tasks),
    bare: () => bareFeed(bare.origin, tasks),
  });
  printTable(
    [`cold sync of ${tasks} tasks`, 'median /s', 'each round'],
    [
      ['the app from a server node, durable and searchable', ...shown(pairs.values.ours)],
      ['PouchDB from express-pouchdb, not searchable', ...shown(pairs.values.pouch)],
      ['a bare HTTP feed into SQLite with its text index', ...shown(pairs.values.bare)],
    ],
  );
  console.log(`to PouchDB ${against(pairs.ratio('ours', 'pouch'), '≥', 3)}`);
  console.log(`to the bare feed ${against(pairs.ratio('ours', 'bare'), '≥', 0.6)}`);
}

/** @returns tasks a second until a new account has everything */
async function ourColdSync(team: BenchTeam, tasks: number): Promise<number> {
  using folder = temporaryFolder();
  const account = openAccount({
    folder: folder.path,
    url: team.origin,
    host: team.world.host.hostId,
    token: () => team.token('alice'),
  });
  const from = performance.now();
  await caughtUp(account);
  const perSecond = tasks / ((performance.now() - from) / 1_000);
  if (account.search('Rossi', 1).length !== 1) throw new Error('Nothing is found');
  await account.close();
  return perSecond;
}

async function pouchColdSync(peer: PouchPeer, tasks: number): Promise<number> {
  const local = peer.open();
  const from = performance.now();
  await local.replicate.from(peer.url, { batch_size: 1_000 });
  const perSecond = tasks / ((performance.now() - from) / 1_000);
  const { doc_count: there } = await local.info();
  if (there !== tasks) throw new Error(`PouchDB has ${there} of ${tasks} tasks`);
  await local.close();
  return perSecond;
}

export type Document = { readonly _id: string };

/** Everything in the feed, as documents of PouchDB. The bare feed has it too afterwards, text for text. */
export async function readAll(team: BenchTeam): Promise<Document[]> {
  const address = `${team.origin}${feedPaths.page}`;
  const headers = { authorization: `Bearer ${await team.token('alice')}`, 'accept-encoding': 'identity' };
  await fillBare(team.world, address, headers);
  const documents: Document[] = [];
  for (let after = 0; ;) {
    const page = JSON.parse(await readPage(address, headers, after)) as FeedPage;
    if (page.entries.length === 0) return documents;
    for (const { task } of page.entries) if (task !== null) documents.push({ _id: task.taskAsstId, ...task });
    after = page.cursor;
  }
}

export async function fillPouch(peer: PouchPeer, documents: readonly Document[]): Promise<void> {
  const remote = peer.remote();
  for (let from = 0; from < documents.length; from += 1_000) {
    await remote.bulkDocs(documents.slice(from, from + 1_000));
  }
  await remote.close();
}
