import type { FeedEntry } from '../../../src/shared/contract/sync.ts';
import { CountersignError } from '../../../src/shared/errors.ts';
import type { Response as TaskResponse } from '../../../src/shared/human-task/answer.ts';
import type { Json } from '../../../src/shared/json.ts';
import { aDocument, beginning, idOf, type Document } from './documents.ts';

/** One command that the server has carried out. */
export interface Applied {
  readonly action: string;
  readonly user: string;
  readonly key: string;
  readonly assignmentId: string;
  readonly value: Json;
}

interface Place {
  cursor: number;
  gone: boolean;
  changedTs: string;
}

/** What a team server knows of the tasks of `alice` and of those who share them with her; no network and no clock of its own. */
export class ServerModel {
  readonly documents = new Map<string, Document>();
  readonly places = new Map<string, Place>();
  /** Every command, in the order in which it was carried out: what has to be there exactly once. */
  readonly applied: Applied[] = [];
  readonly messages = new Map<
    string,
    { messageId: string; author: string; text: string; postedTs: string }[]
  >();
  readonly drafts = new Map<string, { revision: number; data: Json; savedTs: string }>();
  readonly uploads = new Map<
    string,
    { name: string; requirement: string; assignmentId: string; bytes: Buffer }
  >();
  readonly files: { fileId: string; name: string; digest: string }[] = [];
  readonly #results = new Map<string, { payload: string; result: unknown }>();
  readonly #listeners = new Set<() => void>();
  head = 0;
  floor = 0;
  now = beginning;
  created = 0;

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  timestamp(): string {
    this.now += 1;
    return new Date(this.now).toISOString();
  }

  create(changes: Partial<Document> = {}): Document {
    this.created += 1;
    const document = aDocument(this.created, changes);
    this.documents.set(document.taskAsstId, document);
    this.tell(document.taskAsstId);
    return document;
  }

  /** Moves an assignment to the end of the feed. */
  tell(assignmentId: string, gone = false): void {
    this.head += 1;
    this.places.set(assignmentId, { cursor: this.head, gone, changedTs: this.timestamp() });
    for (const listener of this.#listeners) listener();
  }

  change(assignmentId: string, changes: Partial<Document>): void {
    const document = this.find(assignmentId);
    this.documents.set(assignmentId, { ...document, ...changes });
    this.tell(assignmentId);
  }

  takeAway(assignmentId: string): void {
    this.documents.delete(assignmentId);
    this.tell(assignmentId, true);
  }

  find(assignmentId: string): Document {
    const document = this.documents.get(assignmentId);
    if (document === undefined) throw new CountersignError('ASSIGNMENT_NOT_FOUND');
    return document;
  }

  get open(): Document[] {
    return [...this.documents.values()].filter(
      ({ taskStatusCode, assignmentStatusCode }) =>
        taskStatusCode === 'W' && (assignmentStatusCode === 'ASSIGNED' || assignmentStatusCode === 'CLAIMED'),
    );
  }

  /** Forgets what has gone, as a server does after a while: whoever had not read that far has to start over. */
  forget(): void {
    for (const [id, place] of this.places) if (place.gone) this.places.delete(id);
    this.floor = this.head;
  }

  /** @returns puts everything back as it is now, as an operator does with a backup; nobody is told */
  backup(): () => void {
    const [documents, places, results] = [this.documents, this.places, this.#results].map(
      (map) => new Map(structuredClone([...map]) as [string, never][]),
    ) as [typeof this.documents, typeof this.places, Map<string, never>];
    const { head, floor } = this;
    const applied = [...this.applied];
    return () => {
      const put = <T>(into: Map<string, T>, from: ReadonlyMap<string, T>) => {
        into.clear();
        for (const [key, value] of from) into.set(key, value);
      };
      put(this.documents, documents);
      put(this.places, places);
      put(this.#results, results);
      this.applied.splice(0, Infinity, ...applied);
      this.head = head;
      this.floor = floor;
    };
  }

  isLost(after: number, known = 0): boolean {
    return after > this.head || (after !== 0 && after < this.floor && known < this.floor);
  }

  page(
    after: number,
    limit: number,
    known = 0,
  ): { entries: FeedEntry[]; cursor: number; latest: number; remaining: number; startOver: boolean } {
    if (this.isLost(after, known)) {
      return { entries: [], cursor: 0, latest: this.head, remaining: 0, startOver: true };
    }
    const all = [...this.places]
      .filter(([, { cursor }]) => cursor > after)
      .sort(([, a], [, b]) => a.cursor - b.cursor);
    const entries = all.slice(0, limit).map(([id]) => this.entry(id));
    return {
      entries,
      cursor: entries.at(-1)?.cursor ?? after,
      latest: this.head,
      remaining: all.length - entries.length,
      startOver: false,
    };
  }

  entry(assignmentId: string): FeedEntry {
    const place = this.places.get(assignmentId);
    const document = this.documents.get(assignmentId) ?? null;
    if (place === undefined) throw new Error(`${assignmentId} is nowhere in the feed`);
    const taskId = document?.taskId ?? assignmentId.replace(/^00000002/, '00000003');
    return { ...place, taskAsstId: assignmentId, taskId, task: place.gone ? null : document };
  }

  /** Once for each key: a replay gets the first result. */
  once<T>(user: string, key: string | undefined, action: string, payload: unknown, work: () => T): T {
    const name = `${user} ${key ?? ''}`;
    const text = JSON.stringify([action, payload]);
    const known = key === undefined ? undefined : this.#results.get(name);
    if (known !== undefined) {
      if (known.payload !== text) throw new CountersignError('IDEMPOTENCY_MISMATCH');
      return known.result as T;
    }
    const result = work();
    if (key !== undefined) this.#results.set(name, { payload: text, result });
    return result;
  }

  complete(
    user: string,
    {
      taskAsstId,
      response,
      idempotencyKey,
    }: {
      taskAsstId: string;
      response: TaskResponse;
      idempotencyKey?: string | undefined;
    },
  ) {
    return this.once(user, idempotencyKey, 'completeTask', { taskAsstId, response }, () => {
      const document = this.find(taskAsstId);
      this.#mustBeOpen(document, user);
      const completedTs = this.timestamp();
      const answer = { submittedAt: completedTs, ...response, value: response.value ?? null };
      this.applied.push({
        action: 'completeTask',
        user,
        key: idempotencyKey ?? '',
        assignmentId: taskAsstId,
        value: answer.value,
      });
      this.change(taskAsstId, {
        taskStatusCode: 'C',
        assignmentStatusCode: user === document.assigneeId ? 'COMPLETED' : 'CANCELLED',
        completedTs,
        completedUser: user,
        answer: answer as Document['answer'],
        canComplete: false,
        canClaim: false,
        canAssignToMe: false,
        readOnly: true,
        claimedBy: null,
        claimedByName: null,
        claimedTs: null,
        claimExpiresTs: null,
        unread: false,
        unassignedReason: user === document.assigneeId ? 'completed' : 'completed_by_other_user',
      });
      const { taskId, processId } = document;
      const result = { taskId, taskAsstId, processId, taskStatusCode: 'C' as const };
      return {
        ...result,
        completedTs,
        completedUser: user,
        response: answer as NonNullable<Document['answer']>,
      };
    });
  }

  claim(
    user: string,
    {
      taskAsstId,
      minutes,
      idempotencyKey,
    }: {
      taskAsstId: string;
      minutes: number;
      idempotencyKey?: string | undefined;
    },
  ) {
    return this.once(user, idempotencyKey, 'claimHumanTask', { taskAsstId, minutes }, () => {
      const document = this.find(taskAsstId);
      this.#mustBeOpen(document, user);
      const claimedTs = this.timestamp();
      const claimExpiresTs = new Date(this.now + minutes * 60_000).toISOString();
      const isOwn = user === document.assigneeId;
      const assignmentStatusCode = isOwn ? ('CLAIMED' as const) : ('ASSIGNED' as const);
      this.change(taskAsstId, {
        claimedBy: user,
        claimedByName: user,
        claimedTs,
        claimExpiresTs,
        assignmentStatusCode,
        canComplete: isOwn,
        canClaim: isOwn,
        canRelease: isOwn,
        readOnly: !isOwn,
      });
      const { taskId, processId } = document;
      return {
        taskId,
        taskAsstId,
        processId,
        assignmentStatusCode,
        claimedBy: user,
        claimedTs,
        claimExpiresTs,
      };
    });
  }

  release(
    user: string,
    { taskAsstId, idempotencyKey }: { taskAsstId: string; idempotencyKey?: string | undefined },
  ) {
    return this.once(user, idempotencyKey, 'releaseHumanTask', { taskAsstId }, () => {
      const document = this.find(taskAsstId);
      this.#mustBeOpen(document, user);
      if (document.claimedBy === null) throw new CountersignError('NOT_CLAIMED');
      this.change(taskAsstId, {
        claimedBy: null,
        claimedByName: null,
        claimedTs: null,
        claimExpiresTs: null,
        assignmentStatusCode: 'ASSIGNED',
        canComplete: true,
        canClaim: true,
        canRelease: false,
        readOnly: false,
      });
      const { taskId, processId } = document;
      return { taskId, taskAsstId, processId, assignmentStatusCode: 'ASSIGNED' as const };
    });
  }

  post(
    user: string,
    {
      taskAsstId,
      text,
      idempotencyKey,
    }: {
      taskAsstId: string;
      text: string;
      idempotencyKey?: string | undefined;
    },
  ) {
    return this.once(user, idempotencyKey, 'postMessage', { taskAsstId, text }, () => {
      const { taskId } = this.find(taskAsstId);
      const list = this.messages.get(taskId) ?? [];
      const messageId = idOf('workflow', 1_000 + this.applied.length);
      const message = { messageId, author: user, text, postedTs: this.timestamp() };
      this.messages.set(taskId, [message, ...list]);
      this.applied.push({
        action: 'postMessage',
        user,
        key: idempotencyKey ?? '',
        assignmentId: taskAsstId,
        value: text,
      });
      return { ...message, taskId, editedTs: null, deleted: false, mentions: [], unread: false };
    });
  }

  #mustBeOpen(document: Document, user: string): void {
    const { taskStatusCode, completedUser, completedTs, answer, assignmentStatusCode, claimedBy } = document;
    if (taskStatusCode === 'C') {
      const decision = {
        completedUser: completedUser ?? '',
        completedTs: completedTs ?? '',
        value: answer?.value ?? null,
      };
      throw new CountersignError('STALE_TASK', { details: { decision } });
    }
    if (assignmentStatusCode !== 'ASSIGNED' && assignmentStatusCode !== 'CLAIMED') {
      throw new CountersignError('ASSIGNMENT_INACTIVE');
    }
    if (claimedBy !== null && claimedBy !== user) {
      const { claimExpiresTs } = document;
      throw new CountersignError('CLAIMED_BY_OTHER', { details: { claim: { claimedBy, claimExpiresTs } } });
    }
  }
}
