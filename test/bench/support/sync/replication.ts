import { createRouterClient } from '@orpc/server';
import { feedPaths, type FeedPage } from '../../../../src/shared/contract/sync.ts';
import type { UserId } from '../../../../src/shared/ids.ts';
import { temporaryFolder } from '../../../support/account.ts';
import { median, printTable } from '../../../support/print.ts';
import { fillBare, readPage } from '../feed/snapshot.ts';
import { against, interleaved, shown } from '../pairs.ts';
import { bareFeed, caughtUp, openAccount } from '../replica.ts';
import { startPouch, type Pouch, type PouchPeer } from './pouch.ts';
import { benchTeam, quiet, waitingOf, type BenchTeam } from './team.ts';

export interface Sizes {
  readonly tasks: number;
  readonly answers: number;
  readonly rounds: number;
}

/** Longer than any answer is held back to be undone. */
const afterUndoMs = 60_000;

/**
 * A new machine reads everything from a server, goes offline, answers, and comes back: the app with a server node, PouchDB with
 * express-pouchdb. The floor reads the same bytes from a bare server and writes them into SQLite.
 */
export async function replication({ tasks, answers, rounds }: Sizes): Promise<void> {
  await using team = await benchTeam({ alice: tasks });
  await using pouch = await startPouch();
  const documents = await readAll(team);
  await fillPouch(pouch, documents);
  const bare = await team.world.child('bare-child.ts', team.world.url);
  const delivery: number[] = [];
  const firstPush: number[] = [];
  const laterPush: number[] = [];
  const pairs = await interleaved(rounds, {
    ours: async () => {
      const round = await ourRound(team, tasks, answers);
      delivery.push(round.deliverySeconds);
      return round.coldPerSecond;
    },
    pouch: async () => {
      const round = await pouchRound(pouch, documents, answers);
      firstPush.push(round.firstSeconds);
      laterPush.push(round.laterSeconds);
      return round.coldPerSecond;
    },
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
  const counted = (values: readonly number[]) => values.slice(1);
  const row = (title: string, values: readonly number[]) => [
    title,
    `${median(counted(values)).toFixed(2)} s`,
    counted(values)
      .map((value) => value.toFixed(2))
      .join(' '),
  ];
  printTable(
    [`delivery of ${answers} answers that were given offline`, 'median', 'each round'],
    [
      ['the app, each a decision of its own of the server', ...row('', delivery).slice(1)],
      ['PouchDB, first push of a database that was pulled', ...row('', firstPush).slice(1)],
      ['PouchDB, with a checkpoint', ...row('', laterPush).slice(1)],
    ],
  );
  const ratio = (peer: readonly number[]) =>
    median(counted(delivery).map((value, round) => (counted(peer)[round] ?? Number.NaN) / value));
  console.log(`PouchDB's first push takes so many times as long: ${against(ratio(firstPush), '≥', 50)}`);
  console.log(`PouchDB's push with a checkpoint: ${against(ratio(laterPush), '≥', 2)}`);
}

/** @returns tasks a second until a cold account has everything, and how long it takes until its offline answers are delivered */
async function ourRound(
  team: BenchTeam,
  tasks: number,
  answers: number,
): Promise<{ coldPerSecond: number; deliverySeconds: number }> {
  using folder = temporaryFolder();
  const waiting = await waitingOf(team, 'alice', answers);
  let offline = false;
  let ahead = 0;
  const options = {
    folder: folder.path,
    url: team.origin,
    host: team.world.host.hostId,
    token: () => team.token('alice'),
    clock: { now: () => Date.now() + ahead },
    fetch: (async (...request) => {
      if (offline) throw Object.assign(new TypeError('fetch failed'), { code: 'ENETDOWN' });
      return fetch(...request);
    }) satisfies typeof fetch,
  };
  const cold = openAccount(options);
  const from = performance.now();
  await caughtUp(cold);
  const coldPerSecond = tasks / ((performance.now() - from) / 1_000);
  if (cold.search('Rossi', 1).length !== 1) throw new Error('Nothing is found');
  await cold.close();

  offline = true;
  const account = openAccount(options);
  account.start();
  const actor = { userId: 'alice' as UserId, permissions: new Set<string>() };
  const client = createRouterClient(account.router, { context: { actor, source: 'window' } });
  for (const taskAsstId of waiting) {
    await client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
  }
  ahead = afterUndoMs;
  offline = false;
  const back = performance.now();
  account.hint('online');
  while (account.summary().queued > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  const deliverySeconds = (performance.now() - back) / 1_000;
  const { attention } = account.summary();
  await account.close();
  if (attention > 0) throw new Error(`${attention} answers were not delivered`);
  await quiet(team);
  return { coldPerSecond, deliverySeconds };
}

/** The same of PouchDB; its first push compares everything that was pulled. */
async function pouchRound(
  peer: PouchPeer,
  documents: readonly Document[],
  answers: number,
): Promise<{ coldPerSecond: number; firstSeconds: number; laterSeconds: number }> {
  const local = peer.open();
  const from = performance.now();
  await local.replicate.from(peer.url, { batch_size: 1_000 });
  const coldPerSecond = documents.length / ((performance.now() - from) / 1_000);
  const { doc_count: there } = await local.info();
  if (there !== documents.length) throw new Error(`PouchDB has ${there} of ${documents.length} tasks`);
  const firstSeconds = await push(peer, local, documents.slice(0, answers));
  const laterSeconds = await push(peer, local, documents.slice(answers, 2 * answers));
  await local.close();
  return { coldPerSecond, firstSeconds, laterSeconds };
}

async function push(peer: PouchPeer, local: Pouch, documents: readonly Document[]): Promise<number> {
  for (const { _id: id } of documents) await local.put({ ...(await local.get(id)), answer: 'APPROVED' });
  const from = performance.now();
  const { docs_written: written } = await local.replicate.to(peer.url, { batch_size: 1_000 });
  const took = (performance.now() - from) / 1_000;
  if (written !== documents.length) throw new Error(`PouchDB pushed ${written} of ${documents.length}`);
  return took;
}

export type Document = { readonly _id: string };

/** Everything in the feed, as documents of PouchDB. The bare feed has it too afterwards, text for text. */
async function readAll(team: BenchTeam): Promise<Document[]> {
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

async function fillPouch(peer: PouchPeer, documents: readonly Document[]): Promise<void> {
  const remote = peer.remote();
  for (let from = 0; from < documents.length; from += 1_000) {
    await remote.bulkDocs(documents.slice(from, from + 1_000));
  }
  await remote.close();
}
