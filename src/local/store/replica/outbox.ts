import type { Instant } from '../../../shared/clock.ts';
import type { OutboxState } from '../../../shared/contract/accounts.ts';
import type { Source } from '../../../shared/human-task/status.ts';
import { integer, integerOrNull, text, textOrNull } from '../../../service/columns.ts';
import {
  all,
  count,
  first,
  run,
  type ReadableDatabase,
  type Row,
  type WritableDatabase,
} from '../database.ts';

export type OutboxAction =
  'completeTask' | 'claimHumanTask' | 'releaseHumanTask' | 'postMessage' | 'uploadFile';

/** What was decided here and has to reach the server. `*Json` are JSON text. */
export interface OutboxRow {
  /** The order in which they were written. */
  readonly seq: number;
  readonly id: string;
  readonly action: OutboxAction;
  readonly assignmentId: string;
  readonly taskId: string;
  readonly title: string;
  readonly requestJson: string;
  readonly label: string | null;
  /** Made once, when it was written: however often it is sent, it is the same command. */
  readonly key: string;
  readonly source: Source;
  readonly state: OutboxState;
  readonly writtenAt: Instant;
  readonly heldUntil: Instant | null;
  readonly nextTryAt: Instant | null;
  readonly attempts: number;
  /** An attempt ended without anybody knowing what came of it: the server may have it. */
  readonly uncertain: boolean;
  readonly progressJson: string | null;
  readonly errorJson: string | null;
  readonly endedAt: Instant | null;
  readonly decidedJson: string | null;
  readonly resultJson: string | null;
  readonly dismissed: boolean;
}

const columns = `seq, id, action, assignment_id, task_id, title, request_json, label, key, source, state, written_at,
  held_until, next_try_at, attempts, uncertain, progress_json, error_json, ended_at, decided_json, result_json, dismissed`;

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

/** Forgets what ended well, or was dismissed, before then. @returns how many */
export function forgetEntries(db: WritableDatabase, before: Instant): number {
  return run(
    db,
    `DELETE FROM outbox WHERE ended_at < ? AND (state IN ('delivered', 'withdrawn') OR dismissed = 1)`,
    before,
  );
}

function toEntry(row: Row): OutboxRow {
  return {
    seq: integer(row, 'seq'),
    id: text(row, 'id'),
    action: text(row, 'action') as OutboxAction,
    assignmentId: text(row, 'assignment_id'),
    taskId: text(row, 'task_id'),
    title: text(row, 'title'),
    requestJson: text(row, 'request_json'),
    label: textOrNull(row, 'label'),
    key: text(row, 'key'),
    source: text(row, 'source') as Source,
    state: text(row, 'state') as OutboxState,
    writtenAt: integer(row, 'written_at'),
    heldUntil: integerOrNull(row, 'held_until'),
    nextTryAt: integerOrNull(row, 'next_try_at'),
    attempts: integer(row, 'attempts'),
    uncertain: row['uncertain'] === 1,
    progressJson: textOrNull(row, 'progress_json'),
    errorJson: textOrNull(row, 'error_json'),
    endedAt: integerOrNull(row, 'ended_at'),
    decidedJson: textOrNull(row, 'decided_json'),
    resultJson: textOrNull(row, 'result_json'),
    dismissed: row['dismissed'] === 1,
  };
}
