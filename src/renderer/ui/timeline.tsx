import { useMemo, useState } from 'react';
import type { TaskSummary } from '../../shared/contract/processes.ts';
import { strings } from '../strings.ts';
import { TimelineEntry, type TimelineContext } from './timeline-entry.tsx';
import { timelineLines, type TimelineLine } from './timeline-lines.ts';
import { timelineTree } from './timeline-tree.ts';
import classes from './timeline.module.css';
import { useLongList } from './use-long-list.ts';

interface TimelineProps extends TimelineContext {
  readonly tasks: readonly TaskSummary[];
}

/**
 * A process as what it did, in the order in which it did it, what ran inside a task indented below it. Ten thousand tasks are a
 * long list of which only the visible part exists.
 */
export function Timeline({ tasks, ...context }: TimelineProps) {
  const tree = useMemo(() => timelineTree(tasks), [tasks]);
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const lines = useMemo(() => timelineLines(tree, toggled), [tree, toggled]);
  const toggle = (id: string, open: boolean) => setToggled((before) => new Map(before).set(id, open));
  if (lines.length === 0) return <p className={classes.none}>{strings.process.noTasks}</p>;
  return lines.length <= mostDrawn ? (
    <ol className={classes.timeline} data-selectable>
      {lines.map((line, index) => (
        <li key={line.key} {...entryProps(line, lines[index + 1])}>
          <TimelineEntry line={line} onToggle={toggle} {...context} />
        </li>
      ))}
    </ol>
  ) : (
    <LongTimeline lines={lines} onToggle={toggle} {...context} />
  );
}

/** A timeline up to this length is drawn as a whole: it can then be searched, selected and printed. */
const mostDrawn = 200;
const lineHeight = 42;

interface LongTimelineProps extends TimelineContext {
  readonly lines: readonly TimelineLine[];
  readonly onToggle: (id: string, open: boolean) => void;
}

function LongTimeline({ lines, ...entry }: LongTimelineProps) {
  const { ref, items, height, measure } = useLongList(lines.length, lineHeight, (index) => lines[index]?.key);
  return (
    <ol ref={ref} className={classes.timeline} style={{ height, position: 'relative' }} data-selectable>
      {items.map(({ index, top }) => {
        const line = lines[index];
        return (
          line !== undefined && (
            <li
              key={line.key}
              ref={measure}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={lines.length}
              {...entryProps(line, lines[index + 1], top)}
            >
              <TimelineEntry line={line} {...entry} />
            </li>
          )
        );
      })}
    </ol>
  );
}

/** How deep lines are indented at most: what is deeper stands below each other. */
const deepest = 8;

function entryProps(line: TimelineLine, next: TimelineLine | undefined, top?: number) {
  const depth = Math.min(line.depth, deepest);
  const place = top === undefined ? {} : ({ position: 'absolute', insetInline: 0, top } as const);
  return {
    className: classes.entry,
    'data-status': line.kind === 'more' ? undefined : line.status,
    'data-goes-on': next !== undefined && next.depth >= line.depth,
    style: { '--depth': depth, ...place },
  };
}
