import { feedLinesType, feedPaths } from '../../../../shared/contract/sync.ts';
import { connectionFailure, unreadable } from '../failures.ts';
import { callTimeoutMs, wholeBytes } from '../server-fetch.ts';
import type { FeedBatch, FeedOrigin, FeedPosition, ToldEntry } from '../transport.ts';
import { readEvents, type FeedOptions } from './feed-events.ts';
import { mostTogether, readPageOf, type ToldPage } from './feed-page.ts';

// F1: what is told is the state of assignments, so reading a part again is harmless and leaving one out is not.
// F2: what comes through the stream counts as told when the server says that it has told everything up to there; after anything
//     out of order it is read again from the last time that it did.
// F3: silence longer than two of the server's heartbeats is a dead connection. A page may take as long as it keeps coming.

const pageLimit = 1_000;
/** A page may be some megabytes, and a line slow. */
const pageLimits = { silenceMs: callTimeoutMs, longestMs: 10 * 60_000 };

/** Pages until nothing is left, then the stream; page by page again whenever the stream has lost its order. */
export async function* readFeed(
  options: FeedOptions,
  start: FeedPosition,
  signal: AbortSignal,
): AsyncGenerator<FeedBatch, void, void> {
  let from = start;
  for (;;) {
    from = yield* readPages(options, from, signal);
    const next = yield* readStream(options, from, signal);
    if (next === null) throw connectionFailure(new Error('The stream has ended'));
    from = { ...from, after: next };
  }
}

/** While one page is applied the next is on its way: no further ahead. @returns where the last entry stands */
async function* readPages(
  options: FeedOptions,
  { after, ...known }: FeedPosition,
  signal: AbortSignal,
): AsyncGenerator<FeedBatch, FeedPosition, void> {
  const stop = new AbortController();
  const within = AbortSignal.any([signal, stop.signal]);
  const ask = (cursor: number, floor: number): Promise<ToldPage> => {
    const page = readPage(options, { after: cursor, floor }, within);
    // It is looked at when its turn comes.
    page.catch(() => {});
    return page;
  };
  let cursor = after;
  let origin: FeedOrigin = known;
  let asked = ask(cursor, known.floor);
  try {
    for (;;) {
      const page: ToldPage = await asked;
      const { head } = page;
      const { epoch = origin.epoch, floor = origin.floor } = head;
      const isAnew = head.startOver || (origin.epoch !== null && epoch !== origin.epoch);
      if (head.startOver && cursor === 0) throw unreadable('The feed of the server, which begins nowhere,');
      if (isAnew) yield { kind: 'start-over' };
      if (epoch !== origin.epoch || floor !== origin.floor) {
        origin = { epoch, floor };
        yield { kind: 'origin', ...origin };
      }
      if (isAnew && cursor > 0) {
        cursor = 0;
        asked = ask(cursor, floor);
        continue;
      }
      if (head.count === 0 && head.remaining > 0) throw unreadable('The feed of the server');
      if (head.remaining > 0) asked = ask(head.cursor, floor);
      let remaining = head.remaining + head.count;
      for (const entries of page.portions(cursor)) {
        cursor = entries.at(-1)?.cursor ?? cursor;
        remaining -= entries.length;
        yield { kind: 'entries', entries, cursor, remaining };
      }
      if (head.remaining === 0) {
        // What stood between the last entry and the end has been forgotten: everything up to the end was told.
        cursor = Math.max(cursor, head.latest);
        yield { kind: 'caught-up', cursor };
        return { after: cursor, ...origin };
      }
    }
  } finally {
    stop.abort();
  }
}

async function readPage(
  options: FeedOptions,
  { after, floor }: Pick<FeedPosition, 'after' | 'floor'>,
  signal: AbortSignal,
): Promise<ToldPage> {
  const { serverUrl, send } = options;
  const url = `${serverUrl}${feedPaths.page}?after=${after}&limit=${pageLimit}&floor=${floor}`;
  const headers = { accept: `${feedLinesType}, application/json;q=0.5` };
  const sendWithin = (within: AbortSignal) => send(new Request(url, { headers }), { signal: within });
  const { bytes, headers: told } = await wholeBytes(options, signal, sendWithin, pageLimits);
  return readPageOf(bytes, told);
}

/** @returns where to read again; null: the stream has ended */
async function* readStream(
  options: FeedOptions,
  { after, epoch }: FeedPosition,
  signal: AbortSignal,
): AsyncGenerator<FeedBatch, number | null, void> {
  let cursor = after;
  let told = after;
  for await (const events of readEvents(options, after, signal)) {
    let entries: ToldEntry[] = [];
    const flush = (): FeedBatch[] => {
      if (entries.length === 0) return [];
      const batch: FeedBatch = { kind: 'entries', entries, cursor: told, remaining: null };
      entries = [];
      return [batch];
    };
    for (const event of events) {
      if (event.kind === 'change') {
        if (event.entry.cursor <= cursor) {
          yield* flush();
          return told;
        }
        cursor = event.entry.cursor;
        entries.push(event.entry);
        if (entries.length >= mostTogether) yield* flush();
      } else if (event.kind === 'start-over') {
        yield* flush();
        yield { kind: 'start-over' };
        return 0;
      } else {
        yield* flush();
        // The pages will say that everything is to be told anew.
        if (event.epoch !== undefined && event.epoch !== epoch) return told;
        // It knows of more than has come: what is missing is read as pages.
        if (event.cursor > cursor) return told;
        told = event.cursor;
        yield { kind: 'caught-up', cursor: told };
      }
    }
    yield* flush();
  }
  return null;
}
