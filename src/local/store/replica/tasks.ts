import type { Instant } from '../../../shared/clock.ts';
import { integer, integerOrNull, text } from '../../../service/columns.ts';
import {
  all,
  count,
  first,
  run,
  type ReadableDatabase,
  type Row,
  type WritableDatabase,
} from '../database.ts';

/** The list that a task is in for the person; null: in none. */
export type Place = 'inbox' | 'done' | null;

/** One assignment as the server last described it. `document` is JSON text. */
export interface ReplicaTask {
  /** Its row; null: it has none yet. */
  readonly seq: number | null;
  readonly assignmentId: string;
  readonly taskId: string;
  readonly processId: string;
  readonly place: Place;
  readonly dueOrder: number;
  readonly newestOrder: number;
  readonly endedOrder: number;
  /** When the server took an answer of this machine, by its own clock; null: it has taken none. */
  readonly answeredAt: Instant | null;
  readonly readPending: boolean;
  /** Where in the server's feed it was told last; 0: not by a feed. */
  readonly cursor: number;
  /** By the server's clock. */
  readonly changedAt: Instant;
  /** By this machine's. */
  readonly appliedAt: Instant;
  readonly document: string;
}

/** What can be searched for; each is plain text. */
export interface TaskText {
  readonly title: string;
  readonly prompt: string;
  readonly workflow: string;
  readonly people: string;
  readonly context: string;
}

const written = `assignment_id, task_id, process_id, place, due_order, newest_order, ended_order, answered_at, read_pending,
  changed_at, applied_at, document, cursor`;
const columns = `seq, ${written}`;

/** Puts a task and what it can be found by in the place of what there was of it. */
export function putTask(db: WritableDatabase, task: ReplicaTask, texts: TaskText): void {
  if (task.seq !== null) run(db, `DELETE FROM task_text WHERE rowid = ?`, task.seq);
  const seq = task.seq === null ? insert(db, task) : update(db, task.seq, task);
  run(
    db,
    `INSERT INTO task_text (rowid, title, prompt, workflow, people, context) VALUES (?, ?, ?, ?, ?, ?)`,
    seq,
    texts.title,
    texts.prompt,
    texts.workflow,
    texts.people,
    texts.context,
  );
}

function insert(db: WritableDatabase, task: ReplicaTask): number {
  run(db, `INSERT INTO task (${written}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, ...values(task));
  // RETURNING keeps a journal of its own inside a savepoint: twenty times as slow.
  const row = first(db, `SELECT last_insert_rowid() AS seq`);
  return row === undefined ? 0 : integer(row, 'seq');
}

function update(db: WritableDatabase, seq: number, task: ReplicaTask): number {
  run(
    db,
    `UPDATE task SET (${written}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE seq = ?`,
    ...values(task),
    seq,
  );
  return seq;
}

function values(task: ReplicaTask): (string | number | null)[] {
  return [
    task.assignmentId,
    task.taskId,
    task.processId,
    task.place,
    task.dueOrder,
    task.newestOrder,
    task.endedOrder,
    task.answeredAt,
    task.readPending ? 1 : 0,
    task.changedAt,
    task.appliedAt,
    task.document,
    task.cursor,
  ];
}

/** Changes where a task stands and what is known of it, not what it can be found by. */
export function replaceTask(db: WritableDatabase, task: ReplicaTask): void {
  if (task.seq !== null) update(db, task.seq, task);
}

/** Changes only in which list it stands: what that does not change is not written again. */
export function moveTask(db: WritableDatabase, { seq, place, endedOrder }: ReplicaTask): void {
  if (seq !== null)
    run(db, `UPDATE task SET place = ?, ended_order = ? WHERE seq = ?`, place, endedOrder, seq);
}

export function removeTask(db: WritableDatabase, assignmentId: string): void {
  const known = first(db, `SELECT seq FROM task WHERE assignment_id = ?`, assignmentId);
  if (known === undefined) return;
  run(db, `DELETE FROM task_text WHERE rowid = ?`, integer(known, 'seq'));
  run(db, `DELETE FROM task WHERE seq = ?`, integer(known, 'seq'));
}

export function findReplicaTask(db: ReadableDatabase, assignmentId: string): ReplicaTask | null {
  const row = first(db, `SELECT ${columns} FROM task WHERE assignment_id = ?`, assignmentId);
  return row === undefined ? null : toTask(row);
}

/** The assignments of a task that this person has or had, the one that can be acted on first. */
export function tasksOf(db: ReadableDatabase, taskId: string): ReplicaTask[] {
  return all(
    db,
    `SELECT ${columns} FROM task WHERE task_id = ?
     ORDER BY CASE place WHEN 'inbox' THEN 0 WHEN 'done' THEN 1 ELSE 2 END, assignment_id`,
    taskId,
  ).map(toTask);
}

const columnOf = { assignment: 'assignment_id', task: 'task_id', process: 'process_id' } as const;

export function holdsTask(db: ReadableDatabase, what: keyof typeof columnOf, id: string): boolean {
  return first(db, `SELECT 1 AS one FROM task WHERE ${columnOf[what]} = ? LIMIT 1`, id) !== undefined;
}

export function assignmentIds(db: ReadableDatabase): string[] {
  return all(db, `SELECT assignment_id FROM task`).map((row) => text(row, 'assignment_id'));
}

export interface InboxPosition {
  readonly dueOrder: number;
  readonly newestOrder: number;
  readonly assignmentId: string;
}

/** Due first, then the newest; the same order as on this computer. `dueBefore` leaves out what is due later or never. */
export function pageOfInbox(
  db: ReadableDatabase,
  dueBefore: Instant | null,
  after: InboxPosition | null,
  limit: number,
): ReplicaTask[] {
  return all(
    db,
    `SELECT ${columns} FROM task
     WHERE place = 'inbox' AND due_order < ? AND (due_order, newest_order, assignment_id) > (?, ?, ?)
     ORDER BY due_order, newest_order, assignment_id LIMIT ?`,
    dueBefore ?? Number.MAX_SAFE_INTEGER + 1,
    after?.dueOrder ?? Number.MIN_SAFE_INTEGER,
    after?.newestOrder ?? Number.MIN_SAFE_INTEGER,
    after?.assignmentId ?? '',
    limit,
  ).map(toTask);
}

/** What this person has answered, the latest first. */
export function pageOfDone(
  db: ReadableDatabase,
  before: { readonly endedOrder: number; readonly assignmentId: string } | null,
  limit: number,
): ReplicaTask[] {
  return all(
    db,
    `SELECT ${columns} FROM task WHERE place = 'done' AND (ended_order, assignment_id) < (?, ?)
     ORDER BY ended_order DESC, assignment_id DESC LIMIT ?`,
    before?.endedOrder ?? Number.MAX_SAFE_INTEGER,
    before?.assignmentId ?? '',
    limit,
  ).map(toTask);
}

export function countInbox(db: ReadableDatabase, dueBefore: Instant | null): number {
  return count(
    db,
    `SELECT count(*) AS count FROM task WHERE place = 'inbox' AND due_order < ?`,
    dueBefore ?? Number.MAX_SAFE_INTEGER + 1,
  );
}

export function countDone(db: ReadableDatabase): number {
  return count(db, `SELECT count(*) AS count FROM task WHERE place = 'done'`);
}

/** Those that were marked as read here and not yet on the server. */
export function unsentReads(db: ReadableDatabase, limit: number): string[] {
  return all(db, `SELECT assignment_id FROM task WHERE read_pending = 1 ORDER BY seq LIMIT ?`, limit).map(
    (row) => text(row, 'assignment_id'),
  );
}

export function settleRead(db: WritableDatabase, assignmentId: string): void {
  run(db, `UPDATE task SET read_pending = 0 WHERE assignment_id = ?`, assignmentId);
}

/** The tasks whose words begin as all of these do, the newest first. `match` is a query of FTS5. */
export function searchTasks(db: ReadableDatabase, match: string, limit: number): ReplicaTask[] {
  return all(
    db,
    `SELECT ${columns} FROM task WHERE seq IN (SELECT rowid FROM task_text WHERE task_text MATCH ?)
     ORDER BY newest_order, assignment_id LIMIT ?`,
    match,
    limit,
  ).map(toTask);
}

function toTask(row: Row): ReplicaTask {
  return {
    seq: integer(row, 'seq'),
    assignmentId: text(row, 'assignment_id'),
    taskId: text(row, 'task_id'),
    processId: text(row, 'process_id'),
    place: row['place'] === null ? null : (text(row, 'place') as Place),
    dueOrder: integer(row, 'due_order'),
    newestOrder: integer(row, 'newest_order'),
    endedOrder: integer(row, 'ended_order'),
    answeredAt: integerOrNull(row, 'answered_at'),
    readPending: row['read_pending'] === 1,
    changedAt: integer(row, 'changed_at'),
    appliedAt: integer(row, 'applied_at'),
    document: text(row, 'document'),
    cursor: integer(row, 'cursor'),
  };
}
