import { printTable } from '../support/print.ts';
import { against, interleaved, shown } from './support/pairs.ts';
import { bareCommits, bareFeed, coldSync, offlineAnswers, openFeed } from './support/replica.ts';

// `npm run bench -- replica`: what the client of a team server costs: a cold account until everything is durable and searchable,
// and answers that are given offline. Each beside the least that the same disk and network can do, in the same run.

const tasks = 100_000;
const answers = 2_000;

const feed = await openFeed(tasks);
const small = await openFeed(answers);
try {
  const pairs = await interleaved(3, {
    sync: () => coldSync(feed.url, tasks),
    bare: () => bareFeed(feed.url, tasks),
    answers: () => offlineAnswers(small.url, answers, 1),
    answersTogether: () => offlineAnswers(small.url, answers, 16),
    commits: () => bareCommits(answers),
  });
  printTable(
    ['a second', 'median', 'each round'],
    [
      [`tasks of ${tasks}, cold, durable and searchable`, ...shown(pairs.values.sync)],
      ['bare HTTP feed into SQLite with its text index', ...shown(pairs.values.bare)],
      ['answers given offline, one after the other', ...shown(pairs.values.answers)],
      ['answers given offline, 16 at once', ...shown(pairs.values.answersTogether)],
      ['bare commits of one row', ...shown(pairs.values.commits)],
    ],
  );
  console.log(`cold sync to the bare feed ${against(pairs.ratio('sync', 'bare'), '≥', 0.6)}`);
  console.log(`offline answers to bare commits ${pairs.ratio('answers', 'commits').toFixed(2)}`);
} finally {
  feed.close();
  small.close();
}
