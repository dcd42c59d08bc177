import { z } from 'zod';
import { FeedPage, feedLinesType, FeedPageHead } from '../../../../shared/contract/sync.ts';
import { unreadable } from '../failures.ts';
import type { ToldEntry } from '../transport.ts';
import { readLines, ToldEntrySchema } from './feed-entry.ts';

// P1: entries are read portion by portion, as they are applied: what a page is made of is never in memory as a whole.
// P2: an entry that is out of order, or one more or less than announced, ends the reading: nothing after it is told.

/** What is applied together, at most: the window has its turn between two of them. */
export const mostTogether = 200;
const mostCharactersTogether = 512 * 1024;

export type PageHead = FeedPageHead;

export interface ToldPage {
  readonly head: PageHead;
  /** @throws TransportError for what does not follow `after` as announced */
  portions(after: number): Generator<ToldEntry[], void, void>;
}

const Whole = FeedPage.extend({ entries: z.array(ToldEntrySchema) });

/** A page as lines, or as one document of JSON from a server that knows no lines. @throws TransportError */
export function readPageOf(bytes: Buffer, headers: Headers): ToldPage {
  return headers.get('content-type')?.startsWith(feedLinesType) === true
    ? pageOfLines(bytes)
    : pageOfJson(bytes);
}

function pageOfJson(bytes: Buffer): ToldPage {
  const page = Whole.safeParse(jsonOrNull(bytes.toString('utf8')));
  if (!page.success) throw unreadable('The feed of the server', page.error);
  const { entries, ...rest } = page.data;
  const cursor = entries.at(-1)?.cursor ?? rest.cursor;
  return {
    head: { ...rest, cursor, count: entries.length },
    *portions(after) {
      mustAscend(entries, after);
      for (let from = 0; from < entries.length; from += mostTogether) {
        yield entries.slice(from, from + mostTogether);
      }
    },
  };
}

function pageOfLines(bytes: Buffer): ToldPage {
  const firstEnd = bytes.indexOf(newline);
  const head = FeedPageHead.safeParse(jsonOrNull(bytes.toString('utf8', 0, Math.max(0, firstEnd))));
  if (!head.success) throw unreadable('The feed of the server', head.error);
  return {
    head: head.data,
    *portions(after) {
      let last = after;
      let count = 0;
      for (const entries of portionsOf(bytes, firstEnd + 1)) {
        last = mustAscend(entries, last);
        count += entries.length;
        yield entries;
      }
      if (count !== head.data.count || (count > 0 && last !== head.data.cursor)) {
        throw unreadable('The feed of the server, a part of which is missing,');
      }
    },
  };
}

function* portionsOf(bytes: Buffer, from: number): Generator<ToldEntry[], void, void> {
  let entries: ToldEntry[] = [];
  let characters = 0;
  for (let at = from; at < bytes.length;) {
    const placeEnd = bytes.indexOf(newline, at);
    const taskEnd = placeEnd < 0 ? -1 : bytes.indexOf(newline, placeEnd + 1);
    if (taskEnd < 0) throw unreadable('The feed of the server, which ends too early,');
    entries.push(
      entryOf(bytes.toString('utf8', at, placeEnd), bytes.toString('utf8', placeEnd + 1, taskEnd)),
    );
    characters += taskEnd - at;
    at = taskEnd + 1;
    if (entries.length < mostTogether && characters < mostCharactersTogether) continue;
    yield entries;
    entries = [];
    characters = 0;
  }
  if (entries.length > 0) yield entries;
}

function entryOf(place: string, task: string): ToldEntry {
  try {
    return readLines(place, task);
  } catch (error) {
    throw unreadable('The feed of the server', error);
  }
}

const newline = 10;

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @returns the cursor of the last */
function mustAscend(entries: readonly ToldEntry[], after: number): number {
  let last = after;
  for (const { cursor } of entries) {
    if (cursor <= last) throw unreadable('The feed of the server, which is out of order,');
    last = cursor;
  }
  return last;
}
