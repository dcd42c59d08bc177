import { instant, type Instant } from '../../../shared/clock.ts';
import type { HumanTaskRow } from '../../../shared/contract/human-tasks.ts';
import { CountersignError } from '../../../shared/errors.ts';
import { readTogether, type ReadableDatabase } from '../../store/database.ts';
import {
  countDone,
  countInbox,
  pageOfDone,
  pageOfInbox,
  searchTasks,
  type ReplicaTask,
} from '../../store/replica/tasks.ts';
import { describeRow, type Truth } from './describe.ts';

/** What of the lists of an account is kept here; the others are the server's to answer. */
export type KeptView = 'inbox' | 'due' | 'done';

export interface ListQuestion {
  readonly view: KeptView;
  readonly dueBefore: string | undefined;
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** The same rows in the same order as of this computer. @throws CountersignError INVALID_REQUEST */
export function listTasks(
  db: ReadableDatabase,
  question: ListQuestion,
  truth: Truth,
): { humanTasks: HumanTaskRow[]; total: number; nextCursor: string | null } {
  const { view, cursor, limit } = question;
  return readTogether(db, () => {
    const due = view === 'due' ? dueBefore(question) : null;
    const tasks = view === 'done' ? done(db, cursor, limit) : inbox(db, due, cursor, limit);
    const last = tasks.at(-1);
    return {
      humanTasks: tasks.map((task) => describeRow(db, task, truth)),
      total: view === 'done' ? countDone(db) : countInbox(db, due),
      nextCursor: last === undefined || tasks.length < limit ? null : cursorOf(view, last),
    };
  });
}

/** Those of this account's tasks whose words begin as all of these do, the newest first. */
export function findTasks(db: ReadableDatabase, words: string, limit: number, truth: Truth): HumanTaskRow[] {
  const terms = words.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (terms.length === 0) return [];
  const match = terms.map((term) => `"${term}"*`).join(' ');
  return readTogether(db, () => searchTasks(db, match, limit).map((task) => describeRow(db, task, truth)));
}

function inbox(
  db: ReadableDatabase,
  due: Instant | null,
  cursor: string | undefined,
  limit: number,
): ReplicaTask[] {
  if (cursor === undefined) return pageOfInbox(db, due, null, limit);
  const [dueOrder = '', newestOrder = '', assignmentId = ''] = parts(cursor, 3);
  const after = { dueOrder: number(dueOrder), newestOrder: number(newestOrder), assignmentId };
  return pageOfInbox(db, due, after, limit);
}

function done(db: ReadableDatabase, cursor: string | undefined, limit: number): ReplicaTask[] {
  if (cursor === undefined) return pageOfDone(db, null, limit);
  const [endedOrder = '', assignmentId = ''] = parts(cursor, 2);
  return pageOfDone(db, { endedOrder: number(endedOrder), assignmentId }, limit);
}

function dueBefore(question: ListQuestion): Instant {
  if (question.dueBefore !== undefined) return instant(question.dueBefore);
  throw invalid('/dueBefore', 'Needed for the view "due": the end of your day.');
}

function cursorOf(view: KeptView, task: ReplicaTask): string {
  const { dueOrder, newestOrder, endedOrder, assignmentId } = task;
  return view === 'done' ? `${endedOrder}_${assignmentId}` : `${dueOrder}_${newestOrder}_${assignmentId}`;
}

function parts(cursor: string, length: number): string[] {
  const found = cursor.split('_');
  if (found.length !== length) throw invalid('/cursor', 'Not a cursor of this list.');
  return found;
}

function number(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw invalid('/cursor', 'Not a cursor of this list.');
  return value;
}

function invalid(pointer: string, message: string): CountersignError {
  return new CountersignError('INVALID_REQUEST', { details: { fields: [{ pointer, message }] } });
}
