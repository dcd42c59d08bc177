/** rjsf draws after the event; the second frame is after that. */
export function afterDrawing(work: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(work));
}
