import { CountersignError } from '../../../shared/errors.ts';
import { errorFields } from '../../../service/error-fields.ts';
import { findEntry, nextSendTime, sendableEntries } from '../../store/replica/outbox.ts';
import type { OutboxRow } from '../../store/replica/outbox-row.ts';
import { beginAttempt, recoverSending, shortenWaits, tryAllNow } from '../../store/replica/outbox-writes.ts';
import type { ReplicaParts } from '../replica-parts.ts';
import { backoffMs, commandBackoff } from './backoff.ts';
import { classify } from './classify.ts';
import { commandOf, envelopeOf } from './commands.ts';
import { longestUndoMs } from './hold.ts';
import { tellOf } from './outbox.ts';
import { record, type Outcome } from './record.ts';

// S1: of each task one entry at a time is on its way, in the order in which they were written.
// S2: that it is being sent is on disk before it leaves; what is found like that after a crash may have arrived.
// S3: only the server's word, or the person's, ends an entry.
// S4: one sender for an account; it sleeps while the account is not connected.

export interface Sender {
  /** Something was written. */
  nudge(): void;
  /** Whether the server can be talked to; what waited for another try is tried when it can again. */
  setConnected(connected: boolean): void;
  /** Tries at once what would be tried later. */
  tryNow(): void;
  /** Resolves when nothing is on its way and nothing can be sent now. */
  idle(): Promise<void>;
  /** Lets go of what is on its way; the next start takes it up again. */
  close(): Promise<void>;
}

export interface SenderOptions {
  /** How many entries, each of another task, are on their way at once. */
  readonly sideBySide: () => number;
  /** The server is away, or does not take the account as it is: whoever connects has to look after it. */
  readonly onTrouble: (error: CountersignError) => void;
}

/** In one transaction: the window has its turn between two. */
const mostBegun = 100;
/** When the disk did not take something, it is tried again after this long. */
const diskPauseMs = 5_000;

export function createSender(parts: ReplicaParts, { sideBySide, onTrouble }: SenderOptions): Sender {
  const { db, writer, clock, timers, reach, log } = parts;
  const under = new Map<number, Promise<void>>();
  const abort = new AbortController();
  /** What nobody was told of yet. */
  const ended: OutboxRow[] = [];
  let connected = false;
  let closed = false;
  let pausedUntil = 0;
  /** How often in a row nobody answered. */
  let unreachable = 0;
  let timer: { cancel(): void } | null = null;
  let turn: Promise<void> | null = null;
  let again = false;
  const recover = () => writer.write(() => recoverSending(db));
  let recovered = recover();
  recovered.catch(() => {});
  /** The last time that was looked at the clock; nothing is known of the run before. */
  let seenAt = Number.MAX_SAFE_INTEGER;

  const canSend = () => connected && !closed && clock.now() >= pausedUntil;

  const deliver = async (row: OutboxRow): Promise<void> => {
    const outcome = await attempt(row);
    if (closed) return;
    reach('outbox.answered');
    const changed = await recorded(row, outcome);
    reach('outbox.recorded');
    tellSoon(changed);
    afterwards(outcome);
  };

  /** What was recorded together is one change to whoever reads the lists again. */
  const tellSoon = (rows: readonly OutboxRow[]): void => {
    if (rows.length > 0 && ended.length === 0) setImmediate(() => tellOf(parts, ...ended.splice(0)));
    ended.push(...rows);
  };

  /** The server's word is kept until the disk takes it; who asks it again after a crash hears the same. */
  const recorded = async (row: OutboxRow, outcome: Outcome): Promise<OutboxRow[]> => {
    for (;;) {
      try {
        return await writer.write(() => {
          const current = findEntry(db, row.id);
          return current === null ? [] : record(parts, current, outcome);
        });
      } catch (error) {
        if (closed || !(error instanceof CountersignError)) throw error;
        log.error('What came of an answer could not be recorded yet', errorFields(error));
        await new Promise<void>((resolve) => {
          timers.after(diskPauseMs, resolve);
          abort.signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    }
  };

  const attempt = async (row: OutboxRow): Promise<Outcome> => {
    try {
      const command = commandOf(parts, row);
      const acknowledged = await parts.transport.send(command, envelopeOf(parts, row, abort.signal));
      return { kind: 'acknowledged', acknowledged };
    } catch (error) {
      return { kind: 'failed', error, verdict: classify(error, row.action) };
    }
  };

  /** What one entry met, the others would meet too. */
  const afterwards = (outcome: Outcome): void => {
    if (outcome.kind !== 'failed') {
      unreachable = 0;
      return;
    }
    const { verdict, error } = outcome;
    if (!(error instanceof CountersignError)) return;
    const { code } = error;
    if (verdict.kind === 'blocked') {
      connected = false;
      onTrouble(error);
    } else if (verdict.kind === 'retry' && (code === 'SERVER_UNREACHABLE' || code === 'RATE_LIMITED')) {
      // Those that were on their way together count once.
      if (clock.now() >= pausedUntil) unreachable += 1;
      const waitMs = backoffMs(commandBackoff, unreachable, parts.random(), verdict.retryAfterMs);
      pausedUntil = Math.max(pausedUntil, clock.now() + waitMs);
      if (code === 'SERVER_UNREACHABLE') onTrouble(error);
    }
  };

  /** Nobody waits out the hours that come twice when the clock is set back. */
  const lookAtClock = async (): Promise<void> => {
    const now = clock.now();
    if (now < seenAt) {
      pausedUntil = 0;
      await writer.write(() => shortenWaits(db, now + longestUndoMs));
    }
    seenAt = now;
  };

  const send = async (): Promise<void> => {
    recovered = recovered.catch(recover);
    await recovered;
    timer?.cancel();
    timer = null;
    await lookAtClock();
    while (canSend() && under.size < sideBySide() && sendableEntries(db, clock.now(), 1).length > 0) {
      const rows = await writer.write(() => {
        const now = clock.now();
        const most = Math.min(sideBySide() - under.size, mostBegun);
        return sendableEntries(db, now, most).map((row) => beginAttempt(db, row, now));
      });
      if (rows.length === 0) break;
      reach('outbox.sending');
      for (const row of rows) {
        const way = deliver(row)
          .catch((error: unknown) => {
            if (!closed) log.error('What came of an answer could not be recorded', errorFields(error));
          })
          .finally(() => {
            under.delete(row.seq);
            nudge();
          });
        under.set(row.seq, way);
      }
    }
    sleep();
  };

  const sleep = (): void => {
    if (!connected || closed) return;
    const now = clock.now();
    const due = nextSendTime(db, now);
    const next = pausedUntil > now ? pausedUntil : due;
    if (next !== null) timer = timers.after(Math.max(1, next - now), nudge);
  };

  const nudge = (): void => {
    if (closed || !connected) return;
    again = true;
    turn ??= run();
  };
  const run = async (): Promise<void> => {
    try {
      while (again) {
        again = false;
        await send();
      }
    } catch (error) {
      // The disk refuses: what is queued stays so, and is tried again.
      if (closed) return;
      log.error('The queue could not be read or written', errorFields(error));
      timer?.cancel();
      timer = timers.after(diskPauseMs, nudge);
    } finally {
      turn = null;
    }
  };

  const tryAgain = (): void => {
    writer
      .write(() => tryAllNow(db))
      .then(nudge, (error: unknown) => {
        if (!closed) log.error('The queue could not be written', errorFields(error));
      });
  };

  return {
    nudge,
    tryNow() {
      pausedUntil = 0;
      unreachable = 0;
      tryAgain();
    },
    setConnected(now) {
      const isNew = now && !connected;
      connected = now;
      // Not sooner than the sender itself would: the server may answer and still not take what is sent.
      if (isNew) tryAgain();
      if (!now) timer?.cancel();
    },
    async idle() {
      await Promise.allSettled([recovered]);
      while (turn !== null || under.size > 0) await Promise.all([turn, ...under.values()]);
    },
    async close() {
      closed = true;
      timer?.cancel();
      abort.abort(new Error('The account is being closed'));
      await Promise.allSettled([recovered, turn, ...under.values()]);
    },
  };
}
