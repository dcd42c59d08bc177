/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a native select draws neither rows of two lines nor ten thousand of them */
import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import {
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { strings } from '../strings.ts';
import { listboxLines, stepFrom, type ListboxGroup, type ListboxLine } from './listbox-lines.ts';
import classes from './listbox.module.css';

export interface ListboxProps<T> {
  readonly label: string;
  readonly groups: readonly ListboxGroup<T>[];
  readonly idOf: (item: T) => string;
  readonly renderRow: (item: T) => ReactNode;
  /** All there are, also those not loaded yet. */
  readonly total: number;
  readonly selectedId: string | null;
  /** The person moved to a row. In a wide window that shows it; in a narrow one it only marks it. */
  readonly onMove: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onEndReached?: (() => void) | undefined;
  readonly loadingMore?: boolean;
}

export interface ListboxHandle {
  /** Moves by one and takes the focus, as J and K do. */
  step(by: 1 | -1): void;
}

const rowHeight = 52;
const headingHeight = 32;
const loadAhead = 10;

/**
 * A list of thousands of rows in groups, of which only the visible ones exist. One tab stop; arrows, Home and End move, Enter
 * opens. The row one stands on stays known when it leaves the list, so that the next step goes to its neighbour.
 */
export function Listbox<T>(props: ListboxProps<T> & { readonly ref?: Ref<ListboxHandle> }) {
  const { groups, idOf, selectedId } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const lines = listboxLines(groups, idOf);
  const prefix = useId();
  const cursor = useCursor(lines, selectedId);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is compiled or memoized
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'heading' ? headingHeight : rowHeight),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 6,
    paddingEnd: 8,
  });
  const items = virtualizer.getVirtualItems();
  const near = lines.length > 0 && (items.at(-1)?.index ?? 0) >= lines.length - loadAhead;
  const { onEndReached } = props;
  useEffect(() => {
    if (near) onEndReached?.();
  }, [near, onEndReached]);
  useEffect(() => {
    if (cursor.index >= 0) virtualizer.scrollToIndex(cursor.index, { align: 'auto' });
  }, [cursor.index, virtualizer]);

  const moveTo = (line: ListboxLine<T> | undefined) => {
    if (line?.kind !== 'row') return;
    cursor.set(line.key);
    props.onMove(line.key);
  };
  useImperativeHandle(props.ref, () => ({
    step(by) {
      scroller.current?.focus({ preventScroll: true });
      moveTo(lines[stepFrom(lines, cursor.lastIndex(), by)]);
    },
  }));
  const onClick = ({ target }: MouseEvent) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[role="option"]') : null;
    const id = row?.dataset['row'];
    if (id === undefined) return;
    cursor.set(id);
    props.onOpen(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = keyTarget(event.key, lines, cursor.lastIndex());
    if (target === undefined) return;
    event.preventDefault();
    moveTo(target);
  };
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-activedescendant={cursor.index < 0 ? undefined : `${prefix}${cursor.id}`}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div className={classes.content} style={{ height: virtualizer.getTotalSize() }}>
        {groupsOf(items, lines).map((group) => (
          <div
            key={group.label ?? ''}
            role={group.label === null ? 'presentation' : 'group'}
            aria-label={group.label ?? undefined}
          >
            {group.items.map(({ item, line }) =>
              line.kind === 'heading' ? (
                <div key={line.key} className={classes.heading} style={place(item)} aria-hidden>
                  {line.label}
                </div>
              ) : (
                <div
                  key={line.key}
                  id={`${prefix}${line.key}`}
                  data-row={line.key}
                  className={classes.row}
                  style={place(item)}
                  role="option"
                  aria-selected={line.key === cursor.id}
                  aria-posinset={line.position}
                  aria-setsize={props.total}
                >
                  {props.renderRow(line.item)}
                </div>
              ),
            )}
          </div>
        ))}
      </div>
      {props.loadingMore === true && <p className={classes.more}>{strings.app.loadMore}</p>}
    </div>
  );
}

interface Cursor {
  readonly id: string | null;
  /** -1: the row is not in the list (any more). */
  readonly index: number;
  /** Where the row is, or was when it was last seen. */
  lastIndex(): number;
  set(id: string): void;
}

function useCursor<T>(lines: readonly ListboxLine<T>[], selectedId: string | null): Cursor {
  const [local, setLocal] = useState<string | null>(null);
  const id = selectedId ?? local;
  const index = lines.findIndex((line) => line.kind === 'row' && line.key === id);
  const last = useRef(-1);
  useEffect(() => {
    if (index >= 0) last.current = index;
  }, [index]);
  return { id, index, lastIndex: () => (index >= 0 ? index : last.current - 1), set: setLocal };
}

function keyTarget<T>(
  key: string,
  lines: readonly ListboxLine<T>[],
  from: number,
): ListboxLine<T> | undefined {
  switch (key) {
    case 'ArrowDown':
      return lines[stepFrom(lines, from, 1)];
    case 'ArrowUp':
      return lines[stepFrom(lines, from, -1)];
    case 'Home':
      return lines.find((line) => line.kind === 'row');
    case 'End':
      return lines.findLast((line) => line.kind === 'row');
    default:
      return undefined;
  }
}

function groupsOf<T>(items: readonly VirtualItem[], lines: readonly ListboxLine<T>[]) {
  const groups: { label: string | null; items: { item: VirtualItem; line: ListboxLine<T> }[] }[] = [];
  for (const item of items) {
    const line = lines[item.index];
    if (line === undefined) continue;
    const current = groups.at(-1);
    if (current?.label === line.group) current.items.push({ item, line });
    else groups.push({ label: line.group, items: [{ item, line }] });
  }
  return groups;
}

function place(item: VirtualItem) {
  return { transform: `translateY(${item.start}px)`, height: item.size };
}
