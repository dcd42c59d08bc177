import { describe, expect, test } from 'vitest';
import type { FeedPart } from '../../../../src/server/feed/feed-reader.ts';
import { openFeedStream } from '../../../../src/server/feed/feed-stream.ts';
import { fakeTime } from '../../../support/fake-time.ts';

/** A socket that takes everything, or nothing until it is told to; and a feed that a test fills. */
function scripted({ hears = true } = {}) {
  const time = fakeTime();
  const written: string[] = [];
  const asked: number[] = [];
  let head = 0;
  let takes = true;
  let drained: () => void = () => {};
  let failure: Error | null = null;
  const ends: (Error | 'ended' | 'destroyed')[] = [];
  const stream = openFeedStream({
    sink: {
      write(text) {
        written.push(text);
        return takes;
      },
      onDrain: (then) => (drained = then),
      end: () => ends.push('ended'),
      destroy: () => ends.push('destroyed'),
    },
    timers: time,
    after: 0,
    read(after): Promise<FeedPart> {
      asked.push(after);
      if (failure !== null) return Promise.reject(failure);
      const cursor = Math.min(head, after + 2);
      const text = cursor === after ? '' : `${after + 1}–${cursor};`;
      return Promise.resolve({ text, cursor, more: cursor < head, head, startOver: false, epoch });
    },
    hears: () => hears,
    onEnd: (error) => {
      if (error instanceof Error) ends.push(error);
    },
  });
  return {
    stream,
    time,
    written,
    asked,
    ends,
    put(newHead: number) {
      head = newHead;
      stream.more();
    },
    putSilently: (newHead: number) => void (head = newHead),
    block: () => void (takes = false),
    drain() {
      takes = true;
      drained();
    },
    fail(error: Error) {
      failure = error;
      stream.more();
    },
    settle: () => new Promise<void>((resolve) => void setImmediate(resolve)),
  };
}

const epoch = '0190c0de-0000-4000-8000-00000000e90c';
const caughtUp = (cursor: number) =>
  `id: ${cursor}\nevent: caught-up\ndata: {"cursor":${cursor},"epoch":"${epoch}"}\n\n`;

describe('a stream', () => {
  test('reads one part at a time, and the next only when the socket has taken the one before', async () => {
    const feed = scripted();
    await feed.settle();
    feed.block();
    feed.put(6);
    await feed.settle();
    expect(feed.written).toEqual([caughtUp(0), '1–2;']);
    for (const newer of [7, 8, 9]) feed.put(newer);
    await feed.settle();
    expect(feed.written).toHaveLength(2);
    expect(feed.asked).toEqual([0, 0]);
    feed.drain();
    await feed.settle();
    expect(feed.written.slice(2)).toEqual(['3–4;', '5–6;', '7–8;', `9–9;${caughtUp(9)}`]);
  });

  test('reads again what it was told of while it read', async () => {
    const feed = scripted();
    feed.put(1);
    feed.put(2);
    await feed.settle();
    expect(feed.written).toEqual([`1–2;${caughtUp(2)}`]);
  });

  test('that takes nothing for a minute is cut off', async () => {
    const feed = scripted();
    await feed.settle();
    feed.block();
    feed.put(4);
    await feed.settle();
    feed.time.advance(59_999);
    await feed.settle();
    expect(feed.ends).toEqual([]);
    feed.time.advance(1);
    await feed.settle();
    expect(feed.ends).toEqual(['destroyed']);
    feed.put(9);
    await feed.settle();
    expect(feed.asked).toEqual([0, 0]);
  });

  test('says that it is alive every 15 seconds, without reading', async () => {
    const feed = scripted();
    await feed.settle();
    feed.time.advance(15_000);
    await feed.settle();
    expect(feed.written).toEqual([caughtUp(0), caughtUp(0)]);
    expect(feed.asked).toEqual([0]);
  });

  test('looks by itself while nobody can tell it of changes', async () => {
    const feed = scripted({ hears: false });
    await feed.settle();
    feed.putSilently(1);
    feed.time.advance(15_000);
    await feed.settle();
    expect(feed.written).toEqual([caughtUp(0), `1–1;${caughtUp(1)}`]);
  });

  test('ends when reading fails, and says why', async () => {
    const feed = scripted();
    await feed.settle();
    const error = new Error('The database is away');
    feed.fail(error);
    await feed.settle();
    expect(feed.ends).toEqual(['ended', error]);
  });

  test('ends once', async () => {
    const feed = scripted();
    await feed.settle();
    feed.stream.end();
    feed.stream.end();
    await feed.settle();
    expect(feed.ends).toEqual(['ended']);
  });
});
