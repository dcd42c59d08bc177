import type { Timers } from '../../shared/clock.ts';
import { eventText } from './feed-text.ts';
import type { FeedPart } from './feed-reader.ts';

// S1: at most one part is held for a stream: the next is read when the socket has taken the one before.
// S2: what is said to be caught up with was read after the last change that this stream was told of.

/** The part of a response that a stream needs. */
export interface Sink {
  /** @returns false when the socket has not taken it yet: then nothing is written until `onDrain` */
  write(text: string): boolean;
  onDrain(drained: () => void): void;
  end(): void;
  /** Ends it without waiting for what has not been taken. */
  destroy(): void;
}

export interface FeedStreamOptions {
  readonly sink: Sink;
  readonly timers: Timers;
  /** Where the client is; 0: it has nothing. */
  readonly after: number;
  readonly read: (after: number) => Promise<FeedPart>;
  /** False while nobody tells of changes: then the stream looks whenever it says that it is alive. */
  readonly hears: () => boolean;
  /** It has ended, from whichever side. `error`: because reading failed; the client comes again later. */
  readonly onEnd: (error?: unknown) => void;
}

export interface FeedStream {
  /** There may be more to read. */
  more(): void;
  end(): void;
}

export const heartbeatMs = 15_000;
/** A client that takes nothing for so long is cut off; it goes on where it was when it comes again. */
export const stalledMs = 60_000;

export function openFeedStream(options: FeedStreamOptions): FeedStream {
  const { sink, timers, read, hears, onEnd } = options;
  let { after } = options;
  let epoch = '';
  let isTold = true;
  let isOpen = true;
  let wake: () => void = () => {};

  const finish = (how: 'end' | 'destroy', error?: unknown) => {
    if (!isOpen) return;
    isOpen = false;
    sink[how]();
    wake();
    onEnd(error);
  };
  /** Resolves when something is so, or the stream has ended; `late` is called when that takes longer. */
  const until = async (isSo: () => boolean, milliseconds: number, late: () => void): Promise<void> => {
    const timer = timers.after(milliseconds, () => {
      late();
      wake();
    });
    while (isOpen && !isSo()) await new Promise<void>((resolve) => (wake = resolve));
    timer.cancel();
  };
  const send = async (text: string): Promise<void> => {
    if (!isOpen || text === '' || sink.write(text)) return;
    let isTaken = false;
    sink.onDrain(() => {
      isTaken = true;
      wake();
    });
    await until(
      () => isTaken,
      stalledMs,
      () => finish('destroy'),
    );
  };
  const caughtUp = () => eventText('caught-up', after, JSON.stringify({ cursor: after, epoch }));
  /** The last part and that it is the last go out as one. */
  const sendAll = async (): Promise<void> => {
    let part: FeedPart;
    do {
      isTold = false;
      part = await read(after);
      if (!isOpen) return;
      if (part.startOver) {
        await send(eventText('start-over', after, '{}'));
        return finish('end');
      }
      after = part.cursor;
      ({ epoch } = part);
      const isAll = !part.more && !isTold;
      await send(isAll ? part.text + caughtUp() : part.text);
      if (isAll) return;
    } while (isOpen);
  };
  const run = async (): Promise<void> => {
    while (isOpen) {
      await (isTold ? sendAll() : send(caughtUp()));
      let isQuiet = false;
      await until(
        () => isTold || isQuiet,
        heartbeatMs,
        () => {
          isQuiet = true;
          isTold ||= !hears();
        },
      );
    }
  };

  run().catch((error: unknown) => finish('end', error));
  return {
    more() {
      isTold = true;
      wake();
    },
    end: () => finish('end'),
  };
}
