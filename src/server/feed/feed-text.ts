import { timestamp } from '../../shared/clock.ts';
import type { FeedPageHead } from '../../shared/contract/sync.ts';
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

export interface PageText extends Omit<FeedPageHead, 'count'> {
  readonly entries: readonly EntryText[];
}

/** The JSON text of a `FeedPage`. */
export function pageText({ entries, ...rest }: PageText): string {
  return `{"entries":[${entries.map(wholeEntry).join(',')}],${JSON.stringify(rest).slice(1)}`;
}

/** The same as of `feedLinesType`. */
export function pageLines({ entries, ...rest }: PageText): string {
  let lines = `${JSON.stringify({ ...rest, count: entries.length })}\n`;
  for (const { place, task } of entries) lines += `${place}\n${task}\n`;
  return lines;
}

/** A line break in JSON text stands between its tokens only, so a space does as well. */
function inOneLine(json: string): string {
  return json.includes('\n') || json.includes('\r') ? json.replaceAll(/[\r\n]+/g, ' ') : json;
}

/** One server-sent event; `data` has no line breaks. */
export function eventText(event: 'change' | 'caught-up' | 'start-over', id: number, data: string): string {
  return `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;
}
