import { integerOrNull, text } from '../../../service/columns.ts';
import type { Instant } from '../../../shared/clock.ts';
import type { OutboxState } from '../../../shared/contract/accounts.ts';
import { all, count, first, type ReadableDatabase } from '../database.ts';
import { outboxColumns as columns, toEntry, type OutboxRow } from './outbox-row.ts';

export function findEntry(db: ReadableDatabase, id: string): OutboxRow | null {
  const row = first(db, `SELECT ${columns} FROM outbox WHERE id = ?`, id);
  return row === undefined ? null : toEntry(row);
}

export function findEntryByKey(db: ReadableDatabase, key: string): OutboxRow | null {
  const row = first(db, `SELECT ${columns} FROM outbox WHERE key = ?`, key);
  return row === undefined ? null : toEntry(row);
}

/** Those that have not ended, the oldest first. */
export function openEntries(db: ReadableDatabase): OutboxRow[] {
  return all(db, `SELECT ${columns} FROM outbox WHERE ended_at IS NULL ORDER BY seq`).map(toEntry);
}

export function endedEntries(db: ReadableDatabase, limit: number): OutboxRow[] {
  return all(
    db,
    `SELECT ${columns} FROM outbox WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, seq DESC LIMIT ?`,
    limit,
  ).map(toEntry);
}

/** The answer to an assignment that is still on its way; null: there is none. */
export function openAnswer(db: ReadableDatabase, assignmentId: string): OutboxRow | null {
  const row = first(
    db,
    `SELECT ${columns} FROM outbox
     WHERE assignment_id = ? AND action = 'completeTask' AND ended_at IS NULL ORDER BY seq DESC LIMIT 1`,
    assignmentId,
  );
  return row === undefined ? null : toEntry(row);
}

/** The claim, or the end of one, that is still on its way; null: there is none. */
export function openClaim(db: ReadableDatabase, assignmentId: string): OutboxRow | null {
  const row = first(
    db,
    `SELECT ${columns} FROM outbox
     WHERE assignment_id = ? AND action IN ('claimHumanTask', 'releaseHumanTask') AND ended_at IS NULL
     ORDER BY seq DESC LIMIT 1`,
    assignmentId,
  );
  return row === undefined ? null : toEntry(row);
}

/** Whether anything is on its way or waits for it. */
export function hasOpenEntries(db: ReadableDatabase): boolean {
  return first(db, `SELECT 1 FROM outbox WHERE ended_at IS NULL LIMIT 1`) !== undefined;
}

/** What is to be seen of the outbox at a task: the latest that was decided about it and neither taken back nor dismissed. */
export function latestDecision(
  db: ReadableDatabase,
  assignmentId: string,
): { entryId: string; state: OutboxState } | null {
  const row = first(
    db,
    `SELECT id, state FROM outbox
     WHERE assignment_id = ? AND action IN ('completeTask', 'claimHumanTask', 'releaseHumanTask')
       AND dismissed = 0 AND state <> 'withdrawn'
     ORDER BY seq DESC LIMIT 1`,
    assignmentId,
  );
  return row === undefined ? null : { entryId: text(row, 'id'), state: text(row, 'state') as OutboxState };
}

/** Messages of a task that have not reached the server, the newest first. */
export function openMessages(db: ReadableDatabase, taskId: string): OutboxRow[] {
  return all(
    db,
    `SELECT ${columns} FROM outbox
     WHERE task_id = ? AND ended_at IS NULL AND action = 'postMessage' ORDER BY seq DESC`,
    taskId,
  ).map(toEntry);
}

/** When an entry may be sent; as the index outbox_due has it. */
const dueAt = 'max(coalesce(held_until, 0), coalesce(next_try_at, 0))';

/** What can be sent now: of each task the one that was written first, and only that. */
export function sendableEntries(db: ReadableDatabase, now: Instant, limit: number): OutboxRow[] {
  return all(
    db,
    `SELECT ${columns} FROM outbox
     WHERE ended_at IS NULL AND state <> 'sending' AND ${dueAt} <= ?
       AND NOT EXISTS (
         SELECT 1 FROM outbox AS earlier
         WHERE earlier.task_id = outbox.task_id AND earlier.ended_at IS NULL AND earlier.seq < outbox.seq
       )
     ORDER BY ${dueAt}, seq LIMIT ?`,
    now,
    limit,
  ).map(toEntry);
}

/** When the next entry is to be looked at that is not due at `now`; null: none waits for a time. */
export function nextSendTime(db: ReadableDatabase, now: Instant): Instant | null {
  const row = first(
    db,
    `SELECT ${dueAt} AS at FROM outbox
     WHERE ended_at IS NULL AND state <> 'sending' AND ${dueAt} > ? ORDER BY ${dueAt} LIMIT 1`,
    now,
  );
  return row === undefined ? null : integerOrNull(row, 'at');
}

export function countOpenEntries(db: ReadableDatabase): number {
  return count(db, `SELECT count(*) AS count FROM outbox WHERE ended_at IS NULL`);
}

/** What came too late or was refused, and nobody has looked at yet. */
export function countAttention(db: ReadableDatabase): number {
  return count(
    db,
    `SELECT count(*) AS count FROM outbox
     WHERE ended_at IS NOT NULL AND state IN ('refused', 'conflict') AND dismissed = 0`,
  );
}
