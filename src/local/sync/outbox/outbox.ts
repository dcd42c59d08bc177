import type { Topic } from '../../../service/changes.ts';
import type { Instant } from '../../../shared/clock.ts';
import type { OutboxEntry } from '../../../shared/contract/accounts.ts';
import { CountersignError } from '../../../shared/errors.ts';
import type { Response } from '../../../shared/human-task/answer.ts';
import { longestMessage } from '../../../shared/contract/discussion.ts';
import { shortened } from '../../../shared/human-task/title.ts';
import {
  endedEntries,
  findEntry,
  findEntryByKey,
  openAnswer,
  openEntries,
} from '../../store/replica/outbox.ts';
import type { OutboxRow } from '../../store/replica/outbox-row.ts';
import { changeEntry, insertEntry, type NewOutboxRow } from '../../store/replica/outbox-writes.ts';
import { findReplicaTask } from '../../store/replica/tasks.ts';
import { placeAgain } from '../replica/apply-feed.ts';
import { atThisTime, readDocument } from '../replica/document.ts';
import type { ReplicaParts } from '../replica-parts.ts';
import { checkedAnswer } from './answer.ts';
import { describeEntry, requestOf, type Requests } from './entries.ts';
import { undoWindowMs } from './hold.ts';

// O1: an entry is on disk before anybody is told that it is queued.
// O2: its key is made once, when it is written: it is the same command however often it is sent.
// O3: it changes or is taken back only while it is known not to have arrived.
// O4: it ends as delivered, refused, conflict or withdrawn, and stays to be looked at.

const mostEnded = 200;

export interface Outbox {
  /** Those that have not ended, oldest first; then those that have, newest first. */
  list(): OutboxEntry[];
  /** Sends it now; one that was refused or came too late is sent once more. */
  retry(entryId: string): Promise<OutboxEntry>;
  /** @throws CountersignError ENTRY_NOT_FOUND, ENTRY_SENT, ANSWER_INVALID, INVALID_REQUEST for what is no answer */
  edit(entryId: string, response: Response): Promise<OutboxEntry>;
  /** @throws CountersignError ENTRY_NOT_FOUND, ENTRY_SENT */
  withdraw(entryId: string): Promise<OutboxEntry>;
  /** @throws CountersignError ENTRY_NOT_FOUND, INVALID_REQUEST while it has not ended */
  dismiss(entryId: string): Promise<OutboxEntry>;
  /** The answer that came too late as a message. @throws CountersignError ENTRY_NOT_FOUND, INVALID_REQUEST */
  postAsComment(entryId: string): Promise<OutboxEntry>;
}

/** `nudge` is called when there is something to send. */
export function createOutbox(parts: ReplicaParts, nudge: () => void): Outbox {
  const { db, writer, clock, identity } = parts;
  const describe = (row: OutboxRow) => describeEntry(row, identity.accountId, clock.now());
  const change = async (entryId: string, work: (row: OutboxRow, now: Instant) => OutboxRow) => {
    const row = await writer.write(() => {
      const found = findEntry(db, entryId);
      if (found === null) throw new CountersignError('ENTRY_NOT_FOUND');
      const changed = work(found, clock.now());
      placeAgain(db, changed.assignmentId, identity.userId);
      return changed;
    });
    parts.reach('outbox.changed');
    tellOf(parts, row);
    nudge();
    return describe(row);
  };
  return {
    list: () => [...openEntries(db), ...endedEntries(db, mostEnded)].map(describe),
    retry: (entryId) => change(entryId, (row, now) => retry(parts, row, now)),
    edit: (entryId, response) => change(entryId, (row, now) => edit(parts, row, response, now)),
    withdraw: (entryId) =>
      change(entryId, (row, now) => {
        mustBeUnsent(row);
        return changeEntry(db, row, { state: 'withdrawn', endedAt: now, heldUntil: null, nextTryAt: null });
      }),
    dismiss: (entryId) =>
      change(entryId, (row) => {
        if (row.endedAt === null) throw refused('It has not ended; take it back instead.');
        return changeEntry(db, row, { dismissed: true });
      }),
    postAsComment: (entryId) =>
      change(entryId, (row, now) => {
        if (row.action !== 'completeTask' || row.endedAt === null)
          throw refused('It is no answer that ended.');
        insertEntry(db, commentOf(parts, row, now));
        return changeEntry(db, row, { dismissed: true });
      }),
  };
}

export interface NewEntry<A extends keyof Requests> {
  readonly action: A;
  readonly request: Requests[A];
  readonly assignmentId: string;
  readonly taskId: string;
  readonly title: string;
  readonly label: string | null;
  readonly source: OutboxRow['source'];
  readonly heldUntil: Instant | null;
  /** Chosen by whoever asks for it; null: by this machine. */
  readonly key: string | null;
}

/** Inside a transaction. @throws CountersignError IDEMPOTENCY_MISMATCH */
export function writeEntry<A extends keyof Requests>(
  parts: Pick<ReplicaParts, 'db' | 'ids' | 'clock'>,
  entry: NewEntry<A>,
): OutboxRow {
  const { db, ids, clock } = parts;
  const { request, key, ...rest } = entry;
  const row: NewOutboxRow = {
    ...rest,
    id: ids.next(),
    key: key ?? ids.next(),
    requestJson: JSON.stringify(request),
    writtenAt: clock.now(),
  };
  insertEntry(db, row);
  const written = findEntry(db, row.id);
  if (written === null) throw new Error('An entry that was just written is not there');
  return written;
}

/** The entry that was written under this key before: asking again changes nothing. @throws CountersignError IDEMPOTENCY_MISMATCH */
export function writtenBefore(
  { db }: Pick<ReplicaParts, 'db'>,
  key: string | undefined,
  action: OutboxRow['action'],
  assignmentId: string,
): OutboxRow | null {
  const row = key === undefined ? null : findEntryByKey(db, key);
  if (row === null) return null;
  if (row.action !== action || row.assignmentId !== assignmentId) {
    throw new CountersignError('IDEMPOTENCY_MISMATCH');
  }
  return row;
}

export function tellOf({ changes }: Pick<ReplicaParts, 'changes'>, ...rows: readonly OutboxRow[]): void {
  changes.publish({
    topics: [...new Set(rows.flatMap(({ action }) => topicsOf(action)))],
    taskIds: [...new Set(rows.map(({ taskId }) => taskId))],
  });
}

function topicsOf(action: OutboxRow['action']): Topic[] {
  if (action === 'postMessage') return ['discussions'];
  return action === 'uploadFile' ? ['files'] : ['human-tasks', 'processes'];
}

function mustBeUnsent(row: OutboxRow): void {
  if (row.endedAt !== null || row.state === 'sending' || row.uncertain)
    throw new CountersignError('ENTRY_SENT');
}

function retry({ db }: ReplicaParts, row: OutboxRow, _now: Instant): OutboxRow {
  if (row.state === 'sending') return row;
  if (row.endedAt === null)
    return changeEntry(db, row, { nextTryAt: null, heldUntil: null, state: 'queued' });
  if (row.state !== 'refused' && row.state !== 'conflict') throw new CountersignError('ENTRY_SENT');
  if (row.action === 'completeTask' && openAnswer(db, row.assignmentId) !== null) {
    throw new CountersignError('ALREADY_QUEUED');
  }
  return changeEntry(db, row, {
    state: 'queued',
    endedAt: null,
    nextTryAt: null,
    heldUntil: null,
    decidedJson: null,
    dismissed: false,
  });
}

function edit(parts: ReplicaParts, row: OutboxRow, response: Response, now: Instant): OutboxRow {
  const { db, schemas } = parts;
  if (row.action !== 'completeTask') throw refused('Only an answer can be changed.');
  mustBeUnsent(row);
  const task = findReplicaTask(db, row.assignmentId);
  if (task === null) throw new CountersignError('ASSIGNMENT_NOT_FOUND');
  const document = atThisTime(readDocument(task), now);
  const checked = checkedAnswer(db, document, response, { schemas, source: row.source, now });
  return changeEntry(db, row, {
    requestJson: JSON.stringify({ response: checked.response } satisfies Requests['completeTask']),
    label: checked.label,
    state: 'held',
    heldUntil: now + undoWindowMs(document.ask.risk),
    nextTryAt: null,
    errorJson: null,
  });
}

function commentOf({ ids }: ReplicaParts, row: OutboxRow, now: Instant): NewOutboxRow {
  const { comment } = requestOf(row, 'completeTask').response;
  const text = [
    `My answer came too late: **${row.label ?? ''}**`,
    ...(comment === undefined ? [] : [comment]),
  ];
  return {
    id: ids.next(),
    key: ids.next(),
    action: 'postMessage',
    assignmentId: row.assignmentId,
    taskId: row.taskId,
    title: row.title,
    requestJson: JSON.stringify({
      text: shortened(text.join('\n\n'), longestMessage),
    } satisfies Requests['postMessage']),
    label: row.label,
    source: row.source,
    writtenAt: now,
    heldUntil: null,
  };
}

function refused(message: string): CountersignError {
  return new CountersignError('INVALID_REQUEST', { message });
}
