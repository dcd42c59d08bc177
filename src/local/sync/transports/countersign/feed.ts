import { feedPaths } from '../../../../shared/contract/sync.ts';
import { connectionFailure, unreadable } from '../failures.ts';
import { wholeAnswer } from '../server-fetch.ts';
import type { FeedBatch, ToldEntry } from '../transport.ts';
import { ToldPage } from './feed-entry.ts';
import { readEvents, type FeedOptions } from './feed-events.ts';

// F1: what is told is the state of assignments, so reading a part again is harmless and leaving one out is not.
// F2: what comes through the stream counts as told when the server says that it has told everything up to there; after anything
//     out of order it is read again from the last time that it did.
// F3: silence longer than two of the server's heartbeats is a dead connection.

const pageLimit = 1_000;
/** What is applied together, at most. */
const mostTogether = 500;

/** Pages until nothing is left, then the stream; page by page again whenever the stream has lost its order. */
export async function* readFeed(
  options: FeedOptions,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<FeedBatch, void, void> {
  let cursor = after;
  for (;;) {
    const from = yield* readPages(options, cursor, signal);
    const next = yield* readStream(options, from, signal);
    if (next === null) throw connectionFailure(new Error('The stream has ended'));
    cursor = next;
  }
}

/** @returns the cursor of the last entry */
async function* readPages(
  options: FeedOptions,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<FeedBatch, number, void> {
  let cursor = after;
  for (;;) {
    const page = await readPage(options, cursor, signal);
    if (page.startOver) {
      if (cursor === 0) throw unreadable('The feed of the server, which begins nowhere,');
      yield { kind: 'start-over' };
      cursor = 0;
      continue;
    }
    mustAscend(page.entries, cursor);
    if (page.entries.length > 0) {
      cursor = page.entries.at(-1)?.cursor ?? cursor;
      yield { kind: 'entries', entries: page.entries, cursor, remaining: page.remaining };
    }
    if (page.entries.length === 0 && page.remaining > 0) throw unreadable('The feed of the server');
    if (page.remaining === 0) {
      // What stood between the last entry and the end has been forgotten: everything up to the end was told.
      cursor = Math.max(cursor, page.latest);
      yield { kind: 'caught-up', cursor };
      return cursor;
    }
  }
}

async function readPage(options: FeedOptions, after: number, signal: AbortSignal): Promise<ToldPage> {
  const { serverUrl, send } = options;
  const url = `${serverUrl}${feedPaths.page}?after=${after}&limit=${pageLimit}`;
  const response = await wholeAnswer(options, signal, (within) =>
    send(new Request(url, { headers: { accept: 'application/json' } }), { signal: within }),
  );
  const page = ToldPage.safeParse(await response.json().catch(() => null));
  if (!page.success) throw unreadable('The feed of the server', page.error);
  return page.data;
}

/** @returns where to read again; null: the stream has ended */
async function* readStream(
  options: FeedOptions,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<FeedBatch, number | null, void> {
  let cursor = from;
  let told = from;
  for await (const events of readEvents(options, from, signal)) {
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

function mustAscend(entries: readonly ToldEntry[], after: number): void {
  let last = after;
  for (const { cursor } of entries) {
    if (cursor <= last) throw unreadable('The feed of the server, which is out of order,');
    last = cursor;
  }
}
