import type { Timers } from '../../shared/clock.ts';
import type { AccountsNow } from '../../shared/contract/accounts.ts';

/** How often a reader is told at most, in milliseconds: catching up changes the progress thousands of times. */
const betweenMs = 100;

export interface AccountFeed {
  /** Something of an account is not as it was. */
  changed(): void;
  /** The accounts now, and whenever something of them has changed; ends when `signal` aborts. */
  stream(signal: AbortSignal | undefined): AsyncGenerator<AccountsNow, void, void>;
}

export function createAccountFeed(now: () => AccountsNow, timers: Timers): AccountFeed {
  const readers = new Set<() => void>();
  return {
    changed() {
      for (const hear of readers) hear();
    },
    async *stream(signal) {
      let isBehind = true;
      let isPausing = false;
      let resume: () => void = () => {};
      const hear = () => {
        isBehind = true;
        if (!isPausing) resume();
      };
      const end = () => resume();
      readers.add(hear);
      signal?.addEventListener('abort', end);
      try {
        while (signal?.aborted !== true) {
          if (!isBehind) {
            await new Promise<void>((resolve) => (resume = resolve));
            continue;
          }
          isBehind = false;
          yield now();
          isPausing = true;
          await new Promise<void>((resolve) => {
            const timer = timers.after(betweenMs, resolve);
            resume = () => {
              timer.cancel();
              resolve();
            };
            if (signal?.aborted === true) resume();
          });
          isPausing = false;
        }
      } finally {
        readers.delete(hear);
        signal?.removeEventListener('abort', end);
      }
    },
  };
}
