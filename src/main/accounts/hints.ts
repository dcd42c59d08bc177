import type { Timers } from '../../shared/clock.ts';

export interface HintSources {
  /** Calls back when this machine wakes up. @returns stops it */
  onResume(listener: () => void): () => void;
  /** Whether the system has a network at all. */
  isOnline(): boolean;
  readonly timers: Timers;
}

const lookEveryMs = 3_000;

/**
 * Tells when a connection that was lost may work again: after sleep, and when there is a network again. Nothing tells of a network
 * by itself outside of a page, so it is looked at. @returns stops it
 */
export function followHints(
  { onResume, isOnline, timers }: HintSources,
  hint: (reason: 'online' | 'resumed') => void,
): () => void {
  let wasOnline = isOnline();
  let timer = timers.after(lookEveryMs, look);
  function look(): void {
    const online = isOnline();
    if (online && !wasOnline) hint('online');
    wasOnline = online;
    timer = timers.after(lookEveryMs, look);
  }
  const stopResume = onResume(() => hint('resumed'));
  return () => {
    timer.cancel();
    stopResume();
  };
}
