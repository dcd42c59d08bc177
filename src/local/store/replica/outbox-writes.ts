import type { Instant } from '../../../shared/clock.ts';
import { run, type WritableDatabase } from '../database.ts';
import type { OutboxRow } from './outbox-row.ts';

export type NewOutboxRow = Pick<
  OutboxRow,
  | 'id'
  | 'action'
  | 'assignmentId'
  | 'taskId'
  | 'title'
  | 'requestJson'
  | 'label'
  | 'key'
  | 'source'
  | 'writtenAt'
  | 'heldUntil'
>;

export function insertEntry(db: WritableDatabase, row: NewOutboxRow): void {
  run(
    db,
    `INSERT INTO outbox (id, action, assignment_id, task_id, title, request_json, label, key, source, state, written_at,
       held_until)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.action,
    row.assignmentId,
    row.taskId,
    row.title,
    row.requestJson,
    row.label,
    row.key,
    row.source,
    row.heldUntil === null ? 'queued' : 'held',
    row.writtenAt,
    row.heldUntil,
  );
}

/** What of an entry can change. */
export type EntryChange = Partial<
  Pick<
    OutboxRow,
    | 'state'
    | 'requestJson'
    | 'label'
    | 'heldUntil'
    | 'nextTryAt'
    | 'uncertain'
    | 'progressJson'
    | 'errorJson'
    | 'endedAt'
    | 'decidedJson'
    | 'resultJson'
    | 'dismissed'
  >
>;

export function changeEntry(db: WritableDatabase, row: OutboxRow, change: EntryChange): OutboxRow {
  const next = { ...row, ...change };
  run(
    db,
    `UPDATE outbox SET state = ?, request_json = ?, label = ?, held_until = ?, next_try_at = ?, uncertain = ?,
       progress_json = ?, error_json = ?, ended_at = ?, decided_json = ?, result_json = ?, dismissed = ?
     WHERE seq = ?`,
    next.state,
    next.requestJson,
    next.label,
    next.heldUntil,
    next.nextTryAt,
    next.uncertain ? 1 : 0,
    next.progressJson,
    next.errorJson,
    next.endedAt,
    next.decidedJson,
    next.resultJson,
    next.dismissed ? 1 : 0,
    row.seq,
  );
  return next;
}

/** Before it leaves: whoever finds it like this after a crash knows that it may have arrived. */
export function beginAttempt(db: WritableDatabase, row: OutboxRow, now: Instant): OutboxRow {
  const attempts = row.attempts + 1;
  run(
    db,
    `UPDATE outbox SET state = 'sending', attempts = ?, next_try_at = NULL WHERE seq = ?`,
    attempts,
    row.seq,
  );
  run(
    db,
    `INSERT INTO outbox_attempt (entry_seq, number, began_at) VALUES (?, ?, ?)`,
    row.seq,
    attempts,
    now,
  );
  return { ...row, state: 'sending', attempts, nextTryAt: null };
}

export function endAttempt(db: WritableDatabase, row: OutboxRow, outcome: string, now: Instant): void {
  run(
    db,
    `UPDATE outbox_attempt SET ended_at = ?, outcome = ? WHERE entry_seq = ? AND number = ?`,
    now,
    outcome,
    row.seq,
    row.attempts,
  );
}

/** An entry that was being sent when this machine stopped may have arrived. @returns how many there were */
export function recoverSending(db: WritableDatabase): number {
  return run(db, `UPDATE outbox SET state = 'queued', uncertain = 1 WHERE state = 'sending'`);
}

/** What waited for another try is tried at once. */
export function tryAllNow(db: WritableDatabase): number {
  return run(db, `UPDATE outbox SET next_try_at = NULL WHERE ended_at IS NULL AND next_try_at IS NOT NULL`);
}

/** Nothing is held for longer than until then, and what waited for another try is tried at once. */
export function shortenWaits(db: WritableDatabase, heldUntil: Instant): void {
  const sql = `UPDATE outbox SET held_until = ? WHERE ended_at IS NULL AND held_until > ?`;
  run(db, sql, heldUntil, heldUntil);
  tryAllNow(db);
}

/** Forgets what ended well, or was dismissed, before then. @returns how many */
export function forgetEntries(db: WritableDatabase, before: Instant): number {
  return run(
    db,
    `DELETE FROM outbox WHERE ended_at < ? AND (state IN ('delivered', 'withdrawn') OR dismissed = 1)`,
    before,
  );
}
