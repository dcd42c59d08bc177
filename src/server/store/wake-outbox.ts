import type { Instant } from '../../shared/clock.ts';
import { integer, text } from '../../service/columns.ts';
import type { WakeReason } from '../engine-driver.ts';
import type { Reader, Row, SystemReader, Tx } from './database.ts';

// W1: who changes what a process would do next writes a wake in the same transaction: the engine hears of it after the commit, or
//     never because there was none.
// W2: a wake is gone only once the engine has taken it; one that is sent twice is walked twice, which changes nothing.

/** Something to be told to the engine. */
export interface Wake {
  readonly id: number;
  readonly hostId: string;
  readonly processId: string;
  readonly reason: WakeReason;
  readonly attempts: number;
}

/**
 * Says that somebody decided something about a process: an answer, a cancellation, a resumption. A walk under way that does not
 * know of it is thrown away. To be called after the rows of tasks and assignments were locked: walks lock in that order too.
 */
export async function enqueueWake(
  tx: Tx,
  processId: string,
  reason: WakeReason,
  now: Instant,
): Promise<void> {
  await enqueueDecisions(tx, [processId], reason, now);
}

/** The same for several decisions, of which some may be about the same process. */
export async function enqueueDecisions(
  tx: Tx,
  processIds: readonly string[],
  reason: WakeReason,
  now: Instant,
): Promise<void> {
  if (processIds.length === 0) return;
  await tx.run(
    `WITH decided AS (SELECT id, count(*) AS times FROM unnest($2::uuid[]) AS id GROUP BY id),
       locked AS (SELECT id FROM process WHERE id = ANY ($2) ORDER BY id FOR NO KEY UPDATE),
       counted AS (UPDATE process SET wake_count = wake_count + decided.times
         FROM decided, locked WHERE process.id = decided.id AND process.id = locked.id)
     INSERT INTO wake_outbox (host_id, process_id, reason, written_at, next_try_at)
     SELECT $1, process_id, $3, $4, $4 FROM unnest($2::uuid[]) WITH ORDINALITY AS decision (process_id, place) ORDER BY place`,
    tx.hostId,
    processIds,
    reason,
    now,
  );
}

/**
 * Says that there is something more for processes to look at: an event, a result, the end of a child. It touches no row of theirs,
 * so that very many can be woken without waiting for any.
 */
export async function enqueueWakes(
  tx: Tx,
  processIds: readonly string[],
  reason: WakeReason,
  now: Instant,
): Promise<void> {
  if (processIds.length === 0) return;
  await tx.run(
    `INSERT INTO wake_outbox (host_id, process_id, reason, written_at, next_try_at)
     SELECT $1, process_id, $3, $4, $4 FROM unnest($2::uuid[]) AS process_id`,
    tx.hostId,
    processIds,
    reason,
    now,
  );
}

/** The hosts that have something to send, and when there is more to send later; null: nothing is left. */
export async function hostsToWake(
  reader: SystemReader,
  now: Instant,
): Promise<{ hostIds: string[]; nextAt: Instant | null }> {
  const rows = await reader.query(`SELECT host_id, min(next_try_at) AS at FROM wake_outbox GROUP BY host_id`);
  const later = rows.map((row) => integer(row, 'at')).filter((at) => at > now);
  return {
    hostIds: rows.filter((row) => integer(row, 'at') <= now).map((row) => text(row, 'host_id')),
    nextAt: later.length === 0 ? null : Math.min(...later),
  };
}

/** What is due, the oldest first; locked until the transaction ends and left out for everybody else until then. */
export async function takeWakes(tx: Tx, now: Instant, most: number): Promise<Wake[]> {
  const rows = await tx.query(
    `SELECT id, host_id, process_id, reason, attempts FROM wake_outbox
     WHERE host_id = $1 AND next_try_at <= $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED`,
    tx.hostId,
    now,
    most,
  );
  return rows.map(toWake);
}

/** The engine has them. */
export async function forgetWakes(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx.run(`DELETE FROM wake_outbox WHERE id = ANY ($1)`, ids);
}

/** The engine did not take them: each is tried again at `nextTryAt`. */
export async function putOffWakes(
  tx: Tx,
  ids: readonly number[],
  { error, nextTryAt }: { error: string; nextTryAt: Instant },
): Promise<void> {
  await tx.run(
    `UPDATE wake_outbox SET attempts = attempts + 1, last_error = $2, next_try_at = $3 WHERE id = ANY ($1)`,
    ids,
    error,
    nextTryAt,
  );
}

/** Whatever they wait for after a failure, the wakes of a process are sent now. */
export async function hurryWakes(tx: Tx, processId: string, now: Instant): Promise<void> {
  await tx.run(
    `UPDATE wake_outbox SET next_try_at = $2 WHERE process_id = $1 AND next_try_at > $2`,
    processId,
    now,
  );
}

export async function countWakes(reader: Reader | SystemReader): Promise<number> {
  const rows = await reader.query(`SELECT count(*) AS count FROM wake_outbox`);
  return rows[0] === undefined ? 0 : integer(rows[0], 'count');
}

function toWake(row: Row): Wake {
  return {
    id: integer(row, 'id'),
    hostId: text(row, 'host_id'),
    processId: text(row, 'process_id'),
    reason: text(row, 'reason') as WakeReason,
    attempts: integer(row, 'attempts'),
  };
}
