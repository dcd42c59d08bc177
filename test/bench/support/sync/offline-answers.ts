import { printTable } from '../../../support/print.ts';
import { aDocument } from '../../../support/sync/documents.ts';
import { against, interleaved, shown } from '../pairs.ts';
import { bareCommits, offlineAnswers, openFeed } from '../replica.ts';
import { startPouch, type PouchPeer } from './pouch.ts';

const answers = 1_000;

/** Answers that are given without a network, one after the other, each on disk before the person is told so. */
export async function answering({ rounds }: { readonly rounds: number }): Promise<void> {
  const feed = await openFeed(answers);
  try {
    await using peer = await startPouch();
    const pairs = await interleaved(rounds, {
      ours: () => offlineAnswers(feed.url, answers, 1),
      together: () => offlineAnswers(feed.url, answers, 16),
      pouch: () => pouchAnswers(peer, { synced: false }),
      pouchSynced: () => pouchAnswers(peer, { synced: true }),
      commits: () => bareCommits(answers),
    });
    printTable(
      ['answers given offline, one after the other', 'median /s', 'each round'],
      [
        ['the app (SQLite, synchronous = FULL)', ...shown(pairs.values.ours)],
        ['the app, 16 side by side', ...shown(pairs.values.together)],
        ['PouchDB as it comes (not durable: LevelDB leaves it to the system)', ...shown(pairs.values.pouch)],
        ['PouchDB with each write on disk when it returns', ...shown(pairs.values.pouchSynced)],
        ['bare commits of one row', ...shown(pairs.values.commits)],
      ],
    );
    console.log(`to PouchDB, both durable ${against(pairs.ratio('ours', 'pouchSynced'), '≥', 1)}`);
    console.log(`to PouchDB as it comes ${against(pairs.ratio('ours', 'pouch'), '≥', 1)}`);
    console.log(`to bare commits ${pairs.ratio('ours', 'commits').toFixed(2)}`);
  } finally {
    feed.close();
  }
}

async function pouchAnswers(peer: PouchPeer, options: { readonly synced: boolean }): Promise<number> {
  const database = peer.open(options);
  const documents = Array.from({ length: answers }, (_, index) => aDocument(index + 1));
  await database.bulkDocs(documents.map((document) => ({ _id: document.taskAsstId, ...document })));
  const from = performance.now();
  for (const { taskAsstId } of documents) {
    await database.put({ ...(await database.get(taskAsstId)), answer: { value: 'APPROVED' } });
  }
  const seconds = (performance.now() - from) / 1_000;
  await database.close();
  return answers / seconds;
}
