import type { Viewed } from '../human-tasks/render-human-tasks.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { countFeedRows, readFeedRows, type FeedRow } from '../store/feed.ts';
import type { Reader } from '../store/database.ts';
import { entryText, type PageForm } from './feed-text.ts';

/** The JSON texts of human tasks with `unread`, as each user sees their own, by the ids of their assignments. */
export type RenderHumanTasks = (reader: Reader, viewed: readonly Viewed[]) => Promise<Map<string, string>>;

/** A page ends before its limit rather than becoming longer than this. */
const mostCharacters = 8 * 1024 * 1024;
/** Rendered at once. */
const portion = 250;

/**
 * Whether whoever has read up to `after` cannot go on from there. Who has nothing yet can begin at any time, and goes on from there
 * although what is older than the floor is still to come: `known` is the floor as of their last page.
 */
export function mustStartOver(
  after: number,
  { head, floor }: { head: number; floor: number },
  known = 0,
): boolean {
  return after > head || (after > 0 && after < floor && known < floor);
}

export interface PageCounts {
  /** How many come after `cursor`, where nothing has changed since it was counted. */
  remember(reader: Reader, at: CountedAt, remaining: number): void;
  known(reader: Reader, at: CountedAt): number | undefined;
}

export interface CountedAt {
  readonly userId: string;
  readonly cursor: number;
  readonly head: number;
  readonly floor: number;
}

/** @returns the page after a cursor, all of one moment, as it is sent */
export async function readFeedPage(
  reader: Reader,
  { actor, after, limit, floor: knownFloor }: { actor: Actor; after: number; limit: number; floor: number },
  form: PageForm,
  render: RenderHumanTasks,
  counts: PageCounts,
): Promise<Buffer> {
  const { userId } = actor;
  const [found] = await readFeedRows(reader, [{ userId, after }], limit);
  if (found === undefined) throw new TypeError('A question without an answer');
  const { head, floor, epoch, rows } = found;
  if (mustStartOver(after, found, knownFloor)) {
    return form.whole([], 0, { cursor: after, latest: head, remaining: 0, startOver: true, epoch, floor });
  }
  const { entries, count } = await entriesOf(reader, actor, rows, form, render);
  const cursor = rows[count - 1]?.seq ?? after;
  const known = counts.known(reader, { userId, cursor: after, head, floor });
  const remaining =
    cursor === head ? 0 : known === undefined ? await countFeedRows(reader, userId, cursor) : known - count;
  counts.remember(reader, { userId, cursor, head, floor }, remaining);
  return form.whole(entries, count, { cursor, latest: head, remaining, startOver: false, epoch, floor });
}

/** While one portion is put together the database reads the next. */
async function entriesOf(
  reader: Reader,
  actor: Actor,
  rows: readonly FeedRow[],
  form: PageForm,
  render: RenderHumanTasks,
): Promise<{ entries: Buffer[]; count: number }> {
  const entries: Buffer[] = [];
  let count = 0;
  let characters = 0;
  const rendered = (from: number): Promise<Map<string, string>> => {
    const assignmentIds = shownOf(rows.slice(from, from + portion));
    return assignmentIds.length === 0
      ? Promise.resolve(new Map())
      : render(reader, [{ actor, assignmentIds }]);
  };
  let next = rendered(0);
  try {
    for (let from = 0; from < rows.length; from += portion) {
      const tasks = await next;
      next = rendered(from + portion);
      let text = '';
      for (const row of rows.slice(from, from + portion)) {
        const entry = entryText(row, tasks.get(row.assignmentId));
        characters += entry.place.length + entry.task.length;
        if (characters > mostCharacters && count > 0)
          return { entries: [...entries, Buffer.from(text)], count };
        text += form.entry(entry, count === 0);
        count += 1;
      }
      entries.push(Buffer.from(text));
    }
    return { entries, count };
  } finally {
    // The transaction must not end before what was asked in it.
    await Promise.allSettled([next]);
  }
}

export function shownOf(rows: readonly FeedRow[]): string[] {
  return rows.flatMap(({ gone, assignmentId }) => (gone ? [] : [assignmentId]));
}

/** Remembers for the users that page right now, so that a cold client does not count its whole feed for every page. */
export function createPageCounts(mostUsers: number): PageCounts {
  const counted = new Map<string, { readonly at: CountedAt; readonly remaining: number }>();
  const keyOf = (hostId: string, userId: string) => `${hostId} ${userId}`;
  return {
    known({ hostId }, { userId, cursor, head, floor }) {
      const entry = counted.get(keyOf(hostId, userId));
      if (entry === undefined) return undefined;
      const isSame = entry.at.cursor === cursor && entry.at.head === head && entry.at.floor === floor;
      return isSame ? entry.remaining : undefined;
    },
    remember({ hostId }, at, remaining) {
      const key = keyOf(hostId, at.userId);
      counted.delete(key);
      if (remaining === 0) return;
      counted.set(key, { at, remaining });
      const [oldest] = counted.keys();
      if (counted.size > mostUsers && oldest !== undefined) counted.delete(oldest);
    },
  };
}
