import type { Navigation } from '../../shared/contract/desktop.ts';

/**
 * Where the window is asked to go. A wish that nobody hears yet (the page is still loading) is kept; only the newest
 * counts, because the person can look at one place.
 */
export interface Navigator {
  go(to: Navigation): void;
  /** Every wish from now on, first the one that is still waiting. Ends with the signal. */
  wishes(signal: AbortSignal | undefined): AsyncGenerator<Navigation>;
}

export function createNavigator(): Navigator {
  let pending: Navigation | null = null;
  let wake: (() => void) | null = null;

  return {
    go(to) {
      pending = to;
      wake?.();
    },
    async *wishes(signal) {
      while (signal?.aborted !== true) {
        if (pending !== null) {
          const next = pending;
          pending = null;
          yield next;
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
  };
}
