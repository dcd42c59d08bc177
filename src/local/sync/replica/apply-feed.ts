import { instant, type Instant } from '../../../shared/clock.ts';
import type { WritableDatabase } from '../../store/database.ts';
import { readMeta, writeMeta } from '../../store/meta.ts';
import { removeDiscussion } from '../../store/replica/discussions.ts';
import { removeReplicaDraft } from '../../store/replica/drafts.ts';
import { hasOpenEntries, openAnswer } from '../../store/replica/outbox.ts';
import {
  assignmentIds,
  findReplicaTask,
  moveTask,
  putTask,
  removeTask,
  replaceTask,
  type ReplicaTask,
} from '../../store/replica/tasks.ts';
import { holdsStale, markAllStale, removeStale, staleIds } from '../../store/replica/stale.ts';
import {
  firstUnreadable,
  putUnreadable,
  removeAllUnreadable,
  removeUnreadable,
  unreadableCursor,
} from '../../store/replica/unreadable.ts';
import type { FeedBatch, FeedOrigin, ToldEntry } from '../transports/transport.ts';
import { columnsOf, isWaiting, textsOf, type Document } from './document.ts';

// R1: the cursor is written in the transaction that applies what it stands for, so that no crash leaves out or forgets a change.
// R2: an answer that is on its way counts as given: what the server says meanwhile changes the document, not the list.
// R3: what the server said before it took an answer of ours does not bring the task back.
//     Where the server's database began a life of its own it may not know of our answer any more: then what it says counts.
// R4: a task that this version cannot read is not shown, and counted; what was entered for it stays. A later version reads it again.
// R5: what is told anew from the beginning takes the place of what is there entry by entry; only then what was not told goes.
// R6: of two things that are told of one task the one that stands later in the feed counts, also when it came first: whatever stands
//     between may tell again what it was told long ago. Numbers of before everything had to be told anew mean nothing.

export interface Applied {
  readonly taskIds: readonly string[];
  readonly processIds: readonly string[];
}

const nothing: Applied = { taskIds: [], processIds: [] };

/** Up to where the server's feed was applied; 0: nothing was. */
export function readCursor(db: WritableDatabase): number {
  return Number(readMeta(db, 'cursor') ?? 0);
}

/** Of where that number is. */
export function readOrigin(db: WritableDatabase): FeedOrigin {
  return { epoch: readMeta(db, 'feed_epoch'), floor: Number(readMeta(db, 'feed_floor') ?? 0) };
}

/** The cursor for the first time in a run of the app, which may be of a newer version than the last one: R4. */
export function readFirstCursor(db: WritableDatabase): number {
  const unreadable = firstUnreadable(db);
  const cursor = readCursor(db);
  return unreadable === null ? cursor : Math.max(0, Math.min(cursor, unreadable - 1));
}

/** What the server told, and the cursor; to be called inside one transaction. */
export function applyBatch(
  db: WritableDatabase,
  batch: FeedBatch,
  { userId, now }: { userId: string; now: Instant },
): Applied {
  switch (batch.kind) {
    case 'entries':
      applyEntries(db, batch.entries, {
        userId,
        now,
        mayBeAnswered: hasOpenEntries(db),
        mayBeStale: holdsStale(db),
      });
      keepCursor(db, batch.cursor);
      return touched(batch.entries);
    case 'origin':
      if (batch.epoch !== null) writeMeta(db, 'feed_epoch', batch.epoch);
      writeMeta(db, 'feed_floor', String(batch.floor));
      return nothing;
    case 'start-over':
      markAllStale(db);
      removeAllUnreadable(db);
      writeMeta(db, 'cursor', '0');
      return nothing;
    case 'snapshot':
      removeAllUnreadable(db);
      for (const assignmentId of batch.unreadable) putUnreadable(db, assignmentId, 0);
      return applySnapshot(db, batch, userId, now);
    case 'caught-up':
      keepCursor(db, batch.cursor);
      return nothing;
  }
}

function applyEntries(db: WritableDatabase, entries: readonly ToldEntry[], applying: Applying): void {
  let someUnreadable = firstUnreadable(db) !== null;
  // Of a server that does not say in which life its feed is, nobody knows what its numbers are of.
  const { epoch } = readOrigin(db);
  for (const entry of entries) {
    const wasStale = applying.mayBeStale && removeStale(db, entry.taskAsstId);
    const known = findReplicaTask(db, entry.task?.taskAsstId ?? entry.taskAsstId);
    const unreadableAt = someUnreadable ? unreadableCursor(db, entry.taskAsstId) : null;
    const toldAt = Math.max(wasStale ? 0 : (known?.cursor ?? 0), unreadableAt ?? 0);
    if (epoch !== null && entry.cursor < toldAt) continue;
    if (entry.unreadable) {
      removeTask(db, entry.taskAsstId);
      putUnreadable(db, entry.taskAsstId, entry.cursor);
      someUnreadable = true;
      continue;
    }
    if (unreadableAt !== null) removeUnreadable(db, entry.taskAsstId);
    applyEntry(db, known, entry, { ...applying, mayBeStale: wasStale });
  }
}

/** Of what was not told anew although everything was, so many at a time: R5. @returns null: that was all */
export function forgetStale(db: WritableDatabase, limit: number): Applied | null {
  const forgotten = staleIds(db, limit).map((assignmentId) => {
    const known = findReplicaTask(db, assignmentId);
    if (known !== null) forget(db, assignmentId, known.taskId);
    removeStale(db, assignmentId);
    return known;
  });
  if (forgotten.length === 0) return null;
  const known = forgotten.filter((task) => task !== null);
  return { taskIds: known.map(({ taskId }) => taskId), processIds: known.map(({ processId }) => processId) };
}

/** One task as the server has just described it, ahead of its feed. */
export function applyTask(
  db: WritableDatabase,
  task: Document,
  { userId, now }: { userId: string; now: Instant },
): void {
  const known = findReplicaTask(db, task.taskAsstId);
  applyDocument(db, known, { task }, now, { userId, now, mayBeAnswered: true, mayBeStale: false });
}

/** It never goes back: what is told twice is applied twice, and that is harmless. */
function keepCursor(db: WritableDatabase, cursor: number): void {
  if (cursor > readCursor(db)) writeMeta(db, 'cursor', String(cursor));
}

interface Applying {
  readonly userId: string;
  readonly now: Instant;
  /** Whether any answer is on its way at all: of a hundred thousand tasks that is asked once. */
  readonly mayBeAnswered: boolean;
  /** Whether what is there of it may be of before everything had to be told anew: R3. */
  readonly mayBeStale: boolean;
}

/** A task as it was told: as which text, and where in the feed. */
interface Told {
  readonly task: Document;
  readonly text?: string | undefined;
  readonly cursor?: number;
}

function applyEntry(
  db: WritableDatabase,
  known: ReplicaTask | null,
  entry: ToldEntry,
  applying: Applying,
): void {
  if (entry.gone || entry.task === null) {
    forget(db, entry.taskAsstId, entry.taskId);
    return;
  }
  applyDocument(db, known, { ...entry, task: entry.task }, instant(entry.changedTs), applying);
}

function applyDocument(
  db: WritableDatabase,
  known: ReplicaTask | null,
  { task: document, text, cursor = known?.cursor ?? 0 }: Told,
  changedAt: Instant,
  { userId, now, mayBeAnswered, mayBeStale }: Applying,
): void {
  const answeredAt = mayBeStale ? null : (known?.answeredAt ?? null);
  if (isWaiting(document) && answeredAt !== null && changedAt <= answeredAt) return;
  const readPending = known?.readPending === true && document.unread;
  const task = {
    ...columnsOf(document, userId),
    seq: known?.seq ?? null,
    answeredAt: isWaiting(document) ? null : answeredAt,
    readPending,
    cursor,
    changedAt,
    appliedAt: now,
    // As it was told: whoever reads it holds it against the schema again.
    document: readPending
      ? JSON.stringify({ ...document, unread: false })
      : (text ?? JSON.stringify(document)),
  };
  putTask(db, mayBeAnswered ? overlaid(db, task) : task, textsOf(document));
  // It goes when the task ends, as on the server.
  if (task.place !== 'inbox') removeReplicaDraft(db, task.taskId);
}

/** R2. */
function overlaid(db: WritableDatabase, task: ReplicaTask): ReplicaTask {
  const answer = openAnswer(db, task.assignmentId);
  return answer === null ? task : { ...task, place: 'done', endedOrder: answer.writtenAt };
}

/** After something of the outbox has changed: the list in which the task stands now. */
export function placeAgain(db: WritableDatabase, assignmentId: string, userId: string): void {
  const task = findReplicaTask(db, assignmentId);
  if (task === null) return;
  const document = JSON.parse(task.document) as Document;
  moveTask(db, overlaid(db, { ...task, ...columnsOf(document, userId) }));
}

/** What is known of a task that waits, as far as the feed has told; it will tell the rest. @returns whether it waited */
export function patchWaiting(
  db: WritableDatabase,
  assignmentId: string,
  userId: string,
  patch: Partial<Document>,
  known: Partial<Pick<ReplicaTask, 'answeredAt' | 'readPending'>> = {},
): boolean {
  const task = findReplicaTask(db, assignmentId);
  if (task === null) return false;
  const before = JSON.parse(task.document) as Document;
  if (!isWaiting(before)) return false;
  const document: Document = { ...before, ...patch };
  const next = { ...task, ...known, ...columnsOf(document, userId), document: JSON.stringify(document) };
  replaceTask(db, overlaid(db, next));
  return true;
}

function forget(db: WritableDatabase, assignmentId: string, taskId: string): void {
  removeTask(db, assignmentId);
  removeDiscussion(db, taskId);
  removeReplicaDraft(db, taskId);
}

/** Only what is different is written, and told. */
function applySnapshot(
  db: WritableDatabase,
  { tasks, unreadable }: Extract<FeedBatch, { kind: 'snapshot' }>,
  userId: string,
  now: Instant,
): Applied {
  const there = new Set(tasks.map(({ taskAsstId }) => taskAsstId));
  const unknown = new Set(unreadable);
  const changed: Pick<ReplicaTask, 'taskId' | 'processId'>[] = [];
  for (const assignmentId of assignmentIds(db)) {
    const known = there.has(assignmentId) ? null : findReplicaTask(db, assignmentId);
    // What was answered here stays to be looked at; the other side lists only what waits.
    if (known === null || known.answeredAt !== null || known.place === 'done') continue;
    if (unknown.has(assignmentId)) removeTask(db, assignmentId);
    else forget(db, assignmentId, known.taskId);
    changed.push(known);
  }
  for (const document of tasks) {
    const known = findReplicaTask(db, document.taskAsstId);
    // A list that was made before the answer was taken does not bring the task back.
    if (known !== null && known.answeredAt !== null) continue;
    if (known?.document === JSON.stringify(document)) continue;
    applyDocument(db, known, { task: document }, now, {
      userId,
      now,
      mayBeAnswered: true,
      mayBeStale: false,
    });
    changed.push(document);
  }
  return {
    taskIds: changed.map(({ taskId }) => taskId),
    processIds: changed.map(({ processId }) => processId),
  };
}

function touched(entries: readonly ToldEntry[]): Applied {
  return {
    taskIds: [...new Set(entries.map(({ taskId }) => taskId))],
    processIds: [...new Set(entries.flatMap(({ task }) => (task === null ? [] : [task.processId])))],
  };
}
