import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type RefCallback, type RefObject } from 'react';

export interface LongList {
  /** For the list itself. */
  readonly ref: RefObject<HTMLOListElement | null>;
  /** For each item, which says its place with `data-index`. */
  readonly measure: RefCallback<HTMLElement>;
  readonly height: number;
  /** Those in sight and a few around them; `top` is from the beginning of the list. */
  readonly items: readonly { readonly index: number; readonly top: number }[];
}

/** Draws the visible part of a list that stands somewhere on a page (ui/page.tsx) and scrolls with it. */
export function useLongList(
  count: number,
  estimate: number,
  keyOf: (index: number) => string | undefined,
): LongList {
  const ref = useRef<HTMLOListElement>(null);
  const offset = useOffset(ref);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is compiled or memoized
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scrollerOf(ref.current),
    estimateSize: () => estimate,
    getItemKey: (index) => keyOf(index) ?? index,
    scrollMargin: offset,
    overscan: 12,
  });
  return {
    ref,
    measure: virtualizer.measureElement,
    height: virtualizer.getTotalSize(),
    items: virtualizer.getVirtualItems().map(({ index, start }) => ({ index, top: start - offset })),
  };
}

/** How far down the page the list begins; what stands above it may grow and shrink. */
function useOffset(ref: RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const list = ref.current;
    const scroller = scrollerOf(list);
    const content = scroller?.firstElementChild ?? null;
    if (list === null || scroller === null || content === null) return;
    const measure = () =>
      setOffset(
        Math.round(
          list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop,
        ),
      );
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(content);
    return () => observer.disconnect();
  }, [ref]);
  return offset;
}

function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  return element?.closest<HTMLElement>('[data-scrolls]') ?? null;
}
