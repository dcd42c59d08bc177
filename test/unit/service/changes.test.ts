import { describe, expect, it } from 'vitest';
import { createChangeFeed } from '../../../src/service/changes.ts';

describe('the change feed', () => {
  it('streams each change to a reader that keeps up', async () => {
    const feed = createChangeFeed();
    const stream = feed.stream(undefined);
    const first = stream.next();
    feed.publish({ topics: ['workflows'] });
    expect((await first).value).toMatchObject({ revision: 1, topics: ['workflows'] });
    const second = stream.next();
    feed.publish({ topics: ['processes'], processIds: ['p'] });
    expect((await second).value).toMatchObject({ revision: 2, processIds: ['p'] });
  });

  it('merges what a slow reader missed into one change that names everything once', async () => {
    const feed = createChangeFeed();
    const stream = feed.stream(undefined);
    const first = stream.next();
    feed.publish({ topics: ['workflows'] });
    feed.publish({ topics: ['processes'], processIds: ['p'] });
    feed.publish({ topics: ['processes', 'human-tasks'], processIds: ['p'], taskIds: ['t'] });
    expect((await first).value).toEqual({
      revision: 3,
      topics: ['workflows', 'processes', 'human-tasks'],
      taskIds: ['t'],
      processIds: ['p'],
      actions: [],
    });
  });

  it('ends when its reader goes, and holds nothing for it any more', async () => {
    const feed = createChangeFeed();
    const reader = new AbortController();
    const stream = feed.stream(reader.signal);
    const first = stream.next();
    reader.abort();
    expect((await first).done).toBe(true);
  });
});
