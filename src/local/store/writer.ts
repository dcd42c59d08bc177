import { CountersignError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/clock.ts';
import { run, type WritableDatabase } from './database.ts';
import { isUnavailable } from '../../service/unavailable.ts';

// W1: a promise of `write` resolves when its work is on disk, and not before.
// W2: each work is written whole or not at all; one that throws takes none of its neighbours with it.
// W3: works are written in the order in which they came.
//     What can be had again from elsewhere is on disk with the next that cannot, or with the next checkpoint, and never in another
//     order: a power cut takes the newest of it.
// W4: a transaction ends after a few milliseconds, whatever is queued: the window has its turn between two.

export interface Writer {
  /**
   * Runs `work` soon, in one transaction with whatever else is queued by then: on a slow disk many commits cost one.
   * `work` must be synchronous; it may be run only once and its result is passed on when it is durable.
   * @throws what `work` throws; CountersignError STORE_UNAVAILABLE when the disk refuses, and then nothing was written
   */
  write<T>(work: () => T): Promise<T>;
  /** The same for what a power cut may take, since it can be had again; it resolves when a crash of this program cannot. */
  writeRepeatable<T>(work: () => T): Promise<T>;
  /** Writes what is queued now, before it returns. */
  flush(): void;
  /** Writes what is queued; what comes later is refused. */
  close(): void;
}

interface Queued {
  readonly work: () => unknown;
  readonly isRepeatable: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

const mostTogether = 128;
const longestGatheringMs = 6;

/** The one place that commits what the account does by itself or is asked to do. `clock` measures how long a group takes. */
export function createWriter(db: WritableDatabase, clock: Clock): Writer {
  let queue: Queued[] = [];
  let scheduled = false;
  let closed = false;
  /** Whether commits do not wait for the disk. */
  let isRelaxed = false;

  const relax = (wanted: boolean) => {
    if (wanted === isRelaxed) return;
    db.connection.pragma(`synchronous = ${wanted ? 'NORMAL' : 'FULL'}`);
    isRelaxed = wanted;
  };

  const writeGroup = () => {
    const isRepeatable = queue.every((queued) => queued.isRepeatable);
    const { done, left } = commitTogether(db, queue, clock, () => relax(isRepeatable));
    // What could not be undone has not ended: the next one sees to it.
    if (!db.connection.inTransaction) relax(false);
    queue = left;
    for (const settle of done) settle();
  };

  const schedule = () => {
    if (scheduled || queue.length === 0) return;
    scheduled = true;
    // After everything else of this turn of the event loop: all that it queues goes into one commit.
    setImmediate(() => {
      scheduled = false;
      if (queue.length > 0) writeGroup();
      schedule();
    });
  };

  const flush = () => {
    while (queue.length > 0) writeGroup();
  };

  const enqueue = <T>(work: () => T, isRepeatable: boolean): Promise<T> => {
    if (closed) return Promise.reject(new CountersignError('STORE_UNAVAILABLE'));
    return new Promise<T>((resolve, reject) => {
      queue.push({ work, isRepeatable, resolve: resolve as (value: unknown) => void, reject });
      schedule();
    });
  };

  return {
    write: (work) => enqueue(work, false),
    writeRepeatable: (work) => enqueue(work, true),
    flush,
    close() {
      flush();
      closed = true;
    },
  };
}

/** Writes the beginning of the queue in one transaction. @returns how to tell those whose fate is known, and the rest */
function commitTogether(
  db: WritableDatabase,
  queue: readonly Queued[],
  clock: Clock,
  prepare: () => void,
): { done: readonly (() => void)[]; left: Queued[] } {
  const outcomes: Outcome[] = [];
  try {
    undo(db);
    prepare();
    db.connection.exec('BEGIN IMMEDIATE');
    const began = clock.now();
    for (const { work } of queue) {
      outcomes.push(attempt(db, work));
      // Some errors of the disk undo the whole transaction: those before are lost with it.
      if (!db.connection.inTransaction) throw ownError(outcomes.at(-1));
      if (outcomes.length >= mostTogether || isLong(clock.now() - began)) break;
    }
    db.connection.exec('COMMIT');
  } catch (error) {
    const reason = unavailable(error);
    try {
      undo(db);
    } catch {
      // Nothing is committed before it is undone: whoever writes next begins with that.
    }
    const lost = queue.slice(0, outcomes.length === 0 ? mostTogether : outcomes.length);
    return {
      done: lost.map(
        ({ reject }, index) =>
          () =>
            reject(ownError(outcomes[index]) ?? reason),
      ),
      left: queue.slice(lost.length),
    };
  }
  const done = outcomes.flatMap((outcome, index) => {
    const queued = queue[index];
    if (queued === undefined) return [];
    return [() => (outcome.ok ? queued.resolve(outcome.value) : queued.reject(outcome.error))];
  });
  return { done, left: queue.slice(outcomes.length) };
}

function undo({ connection }: WritableDatabase): void {
  if (connection.inTransaction) connection.exec('ROLLBACK');
}

/** In a savepoint: what of a work is there when it throws goes again, and nothing else does. */
function attempt(db: WritableDatabase, work: () => unknown): Outcome {
  run(db, 'SAVEPOINT work');
  try {
    const value = work();
    run(db, 'RELEASE work');
    return { ok: true, value };
  } catch (error) {
    if (db.connection.inTransaction) {
      run(db, 'ROLLBACK TO work');
      run(db, 'RELEASE work');
    }
    return { ok: false, error: unavailable(error) };
  }
}

function ownError(outcome: Outcome | undefined): unknown {
  return outcome === undefined || outcome.ok ? undefined : outcome.error;
}

/** Also when the wall clock was set back meanwhile. */
function isLong(spent: number): boolean {
  return spent < 0 || spent >= longestGatheringMs;
}

function unavailable(error: unknown): unknown {
  return isUnavailable(error) ? new CountersignError('STORE_UNAVAILABLE', { cause: error }) : error;
}
