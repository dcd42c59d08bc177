import { expect, it } from 'vitest';
import { createNews } from '../../../../src/local/sync/replica/news.ts';

/** What was told, of a clock that a test moves. */
function telling() {
  const told: (readonly string[])[] = [];
  const time = { now: 1_000_000 };
  const changes = { publish: ({ taskIds = [] }: { taskIds?: readonly string[] }) => void told.push(taskIds) };
  return { told, time, news: createNews(changes, { now: () => time.now }) };
}

const of = (...taskIds: string[]) => ({ taskIds, processIds: taskIds.map((id) => `process of ${id}`) });

it('a long stretch is told twice a second at most, each task once, and what is left at its end', () => {
  const { told, time, news } = telling();
  for (const id of ['a', 'b', 'c', 'b']) {
    news.add(of(id));
    news.tellSometimes();
    time.now += 200;
  }
  news.add(of('d'));
  news.tell();
  news.tell();
  expect(told).toEqual([['a'], ['b', 'c'], ['d']]);
});

it('a clock that was set back keeps nobody waiting', () => {
  const { told, time, news } = telling();
  news.add(of('a'));
  news.tellSometimes();
  time.now -= 3_600_000;
  news.add(of('b'));
  news.tellSometimes();
  expect(told).toEqual([['a'], ['b']]);
});
