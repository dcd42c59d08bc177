import type { CloudEvent } from '../../engine/cloud-event.ts';
import type { Instant, Timers } from '../../shared/clock.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { WritableDatabase } from '../store/database.ts';
import { insertEvent } from '../store/events.ts';
import { wakeListeners, wakeMoreListeners } from '../store/listeners.ts';
import type { Writer } from '../store/writer.ts';

/** Some milliseconds of writing. */
const mostAtOnce = 500;
const pauseAfterFailureMs = 1_000;

/** Lets processes know of events. */
export interface Waking {
  /** Stores an event and makes those due who listen for its type, in the caller's transaction; of very many, the first. */
  publish(event: CloudEvent, now: Instant): void;
  /** Makes more of those due who are left. Called often: does nothing where nobody is. */
  attend(now: Instant): void;
  isBusy(): boolean;
}

export function createWaking(options: {
  readonly db: WritableDatabase;
  readonly writer: Writer;
  readonly timers: Timers;
  readonly log: Log;
  /** Some were made due. */
  readonly onWake: () => void;
}): Waking {
  const { db, writer, timers, log, onWake } = options;
  // A run before may have left some.
  let someAreLeft = true;
  let underWay = false;

  const goOn = (): void => {
    underWay = false;
    onWake();
  };

  return {
    publish(event, now) {
      const position = insertEvent(db, event, now);
      if (wakeListeners(db, { position, type: event.type }, now, mostAtOnce)) someAreLeft = true;
    },
    attend(now) {
      if (!someAreLeft || underWay) return;
      underWay = true;
      someAreLeft = false;
      writer
        .write(() => wakeMoreListeners(db, now, mostAtOnce))
        .then(
          (more) => {
            someAreLeft ||= more;
            goOn();
          },
          (error: unknown) => {
            someAreLeft = true;
            log.error('Listeners could not be woken', errorFields(error));
            timers.after(pauseAfterFailureMs, goOn);
          },
        );
    },
    isBusy: () => underWay,
  };
}
