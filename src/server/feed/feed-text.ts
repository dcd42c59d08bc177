import { timestamp } from '../../shared/clock.ts';
import { feedLinesType, type FeedPageHead } from '../../shared/contract/sync.ts';
import type { FeedRow } from '../store/feed.ts';

/** An entry in two JSON texts without line breaks: where it stands, as an object, and its task or `null`. */
export interface EntryText {
  readonly place: string;
  readonly task: string;
}

/** `task`: the text of its human task, pasted as it is; undefined: it is not theirs to see. */
export function entryText(
  { seq, assignmentId, taskId, gone, changedAt }: FeedRow,
  task: string | undefined,
): EntryText {
  const isGone = gone || task === undefined;
  const place =
    `{"cursor":${seq},"taskAsstId":"${assignmentId}","taskId":"${taskId}","gone":${isGone},` +
    `"changedTs":"${timestamp(changedAt)}"}`;
  return { place, task: isGone ? 'null' : inOneLine(task) };
}

/** The JSON text of a `FeedEntry`. */
export function wholeEntry({ place, task }: EntryText): string {
  return `${place.slice(0, -1)},"task":${task}}`;
}

export type PageFacts = Omit<FeedPageHead, 'count'>;

/** How a page is written. Its entries are bytes portion by portion: of a long page nothing is there as a text in whole. */
export interface PageForm {
  readonly type: string;
  entry(entry: EntryText, isFirst: boolean): string;
  whole(entries: readonly Buffer[], count: number, facts: PageFacts): Buffer;
}

/** A `FeedPage`. */
export const asJson: PageForm = {
  type: 'application/json',
  entry: (entry, isFirst) => `${isFirst ? '' : ','}${wholeEntry(entry)}`,
  whole: (entries, _, facts) =>
    Buffer.concat([
      Buffer.from('{"entries":['),
      ...entries,
      Buffer.from(`],${JSON.stringify(facts).slice(1)}`),
    ]),
};

/** The same as of `feedLinesType`. */
export const asLines: PageForm = {
  type: feedLinesType,
  entry: ({ place, task }) => `${place}\n${task}\n`,
  whole: (entries, count, facts) =>
    Buffer.concat([Buffer.from(`${JSON.stringify({ ...facts, count })}\n`), ...entries]),
};

/** A line break in JSON text stands between its tokens only, so a space does as well. */
function inOneLine(json: string): string {
  return json.includes('\n') || json.includes('\r') ? json.replaceAll(/[\r\n]+/g, ' ') : json;
}

/** One server-sent event; `data` has no line breaks. */
export function eventText(event: 'change' | 'caught-up' | 'start-over', id: number, data: string): string {
  return `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;
}
