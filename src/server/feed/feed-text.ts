import { timestamp } from '../../shared/clock.ts';
import type { FeedRow } from '../store/feed.ts';

/** The JSON text of a `FeedEntry`. `task`: the text of its human task, pasted as it is; undefined: it is not theirs to see. */
export function entryText(
  { seq, assignmentId, taskId, gone, changedAt }: FeedRow,
  task: string | undefined,
): string {
  const isGone = gone || task === undefined;
  return (
    `{"cursor":${seq},"taskAsstId":"${assignmentId}","taskId":"${taskId}","gone":${isGone},` +
    `"changedTs":"${timestamp(changedAt)}","task":${isGone ? 'null' : task}}`
  );
}

/** The JSON text of a `FeedPage`. */
export function pageText(page: {
  readonly entries: readonly string[];
  readonly cursor: number;
  readonly latest: number;
  readonly remaining: number;
  readonly startOver: boolean;
}): string {
  const { entries, cursor, latest, remaining, startOver } = page;
  return (
    `{"entries":[${entries.join(',')}],"cursor":${cursor},"latest":${latest},` +
    `"remaining":${remaining},"startOver":${startOver}}`
  );
}

/** One server-sent event. A line break in JSON text stands between its tokens only, so a space does as well. */
export function eventText(event: 'change' | 'caught-up' | 'start-over', id: number, data: string): string {
  return `id: ${id}\nevent: ${event}\ndata: ${data.includes('\n') ? data.replaceAll(/[\r\n]+/g, ' ') : data}\n\n`;
}
