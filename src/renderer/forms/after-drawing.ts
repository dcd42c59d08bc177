/** A change that is drawn at all is drawn within this. */
const longestDrawingMs = 1_000;

/**
 * Does something once a list has got other children, or has put them in another order: rjsf draws some time after the event, which
 * on a busy machine is more than a frame or two. Where nothing is drawn, nothing is done.
 */
export function afterDrawing(list: Element | null | undefined, work: () => void): void {
  if (list === null || list === undefined) return;
  const observer = new MutationObserver(() => {
    observer.disconnect();
    clearTimeout(late);
    work();
  });
  const late = setTimeout(() => observer.disconnect(), longestDrawingMs);
  observer.observe(list, { childList: true });
}
