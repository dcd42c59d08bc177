import type { Clock } from '../../shared/clock.ts';

/** Work goes on without a pause for this long; then the window and its input get their turn. */
const longestMs = 8;

/** The turns that everything which runs for long on the main thread takes, together: one budget, not one each. */
export interface Turns {
  /** A turn of the event loop begins. */
  begin(): void;
  /** Whether this turn has had its time. */
  isOver(): boolean;
  /** Null while this turn has time left; otherwise resolves in the next one. */
  breathe(): Promise<void> | null;
}

export function createTurns(clock: Clock): Turns {
  let began = clock.now();
  let next: Promise<void> | null = null;
  const begin = () => {
    began = clock.now();
  };
  const isOver = () => {
    const spent = clock.now() - began;
    // A wall clock that was set back ends the turn too: it cannot tell any more how long it was.
    return spent < 0 || spent >= longestMs;
  };
  return {
    begin,
    isOver,
    breathe() {
      if (!isOver()) return null;
      next ??= new Promise((resolve) => {
        setImmediate(() => {
          next = null;
          begin();
          resolve();
        });
      });
      return next;
    },
  };
}
