import type { Actor } from '../../shared/human-task/actor.ts';
import type { Database, Reader } from '../store/database.ts';
import { readFeedRows, type FeedRow, type FeedRows } from '../store/feed.ts';
import { entryText, eventText, wholeEntry } from './feed-text.ts';
import { mustStartOver, shownOf, type RenderHumanTasks } from './read-page.ts';

// R1: a question is answered by a read that began after it was asked, so whoever was told "more" and asks finds what is new.
// R2: questions that wait at the same time are answered together: streams of one user by one read, users of one host in one
//     transaction.

/** What comes after a cursor, as text of events that is ready to be sent. */
export interface FeedPart {
  readonly text: string;
  /** Where the next one begins. */
  readonly cursor: number;
  /** Whether there may be more right now. */
  readonly more: boolean;
  /** The cursor of the newest change when this was read. */
  readonly head: number;
  readonly startOver: boolean;
  /** In which life of the database all of these numbers are. */
  readonly epoch: string;
}

export interface FeedReader {
  /** @throws CountersignError STORE_UNAVAILABLE */
  read(hostId: string, actor: Actor, after: number): Promise<FeedPart>;
}

export interface FeedReaderOptions {
  readonly db: Pick<Database, 'read'>;
  readonly render: RenderHumanTasks;
  /** Transactions that read at the same time. */
  readonly batches: number;
}

/** Entries of one part: few, since a part is held in memory until the one who reads has taken it. */
const mostEntries = 20;
const mostQuestions = 64;
/** So many questions are rendered together. */
const renderedAtOnce = 16;
/** A part ends before it becomes longer than this, a batch after it has. */
const mostCharactersOfPart = 256 * 1024;
const mostCharactersOfBatch = 8 * 1024 * 1024;

interface Question {
  readonly actor: Actor;
  readonly userId: string;
  /** As whom it is asked: streams of one user whose tokens say different things get different parts. */
  readonly as: string;
  readonly after: number;
  /** Who has asked it; they get the same part. */
  readonly askers: Asker[];
}

interface Asker {
  readonly resolve: (part: FeedPart) => void;
  readonly reject: (error: unknown) => void;
}

export function createFeedReader({ db, render, batches }: FeedReaderOptions): FeedReader {
  const waiting = new Map<string, Map<string, Question>>();
  let running = 0;
  let isSet = false;

  const begin = () => {
    isSet = false;
    while (running < batches) {
      const [entry] = waiting;
      if (entry === undefined) return;
      const [hostId, questions] = entry;
      const batch = [...questions].slice(0, mostQuestions);
      for (const [key] of batch) questions.delete(key);
      // A host that has more questions waits behind the others.
      waiting.delete(hostId);
      if (questions.size > 0) waiting.set(hostId, questions);
      running += 1;
      void answer(
        hostId,
        batch.map(([, question]) => question),
      ).finally(() => {
        running -= 1;
        set();
      });
    }
  };
  const set = () => {
    if (isSet || waiting.size === 0) return;
    isSet = true;
    // After all that are told of one change have asked.
    setImmediate(begin);
  };
  const ask = (hostId: string, { askers, ...question }: Question) => {
    const questions = waiting.get(hostId) ?? new Map<string, Question>();
    waiting.set(hostId, questions);
    const key = `${question.after} ${question.as}`;
    const same = questions.get(key);
    if (same === undefined) questions.set(key, { ...question, askers: [...askers] });
    else same.askers.push(...askers);
    set();
  };
  const answer = async (hostId: string, batch: readonly Question[]): Promise<void> => {
    try {
      const parts = await db.read(hostId, (reader) => readParts(reader, batch, render));
      for (const question of batch) {
        const part = parts.get(question);
        if (part === undefined) ask(hostId, question);
        else for (const { resolve } of question.askers) resolve(part);
      }
    } catch (error) {
      for (const { askers } of batch) for (const { reject } of askers) reject(error);
    }
  };

  return {
    read: (hostId, actor, after) =>
      new Promise((resolve, reject) => {
        const { userId } = actor;
        ask(hostId, { actor, userId, as: nameOf(actor), after, askers: [{ resolve, reject }] });
      }),
  };
}

function nameOf({ userId, permissions, overrideInScope }: Actor): string {
  return JSON.stringify([userId, [...permissions].sort(), overrideInScope]);
}

/** Without those of a user who asks as somebody with other permissions too: these are asked again. */
function asOnce(batch: readonly Question[]): Question[] {
  const names = new Map<string, string>();
  for (const { userId, as } of batch) if (!names.has(userId)) names.set(userId, as);
  return batch.filter(({ userId, as }) => names.get(userId) === as);
}

/** @returns the parts of the first questions, at least of one */
async function readParts(
  reader: Reader,
  questions: readonly Question[],
  render: RenderHumanTasks,
): Promise<Map<Question, FeedPart>> {
  const batch = asOnce(questions);
  const found = await readFeedRows(reader, batch, mostEntries);
  const asked = batch.map((question, index) => ({ question, ...(found[index] ?? nothing) }));
  const parts = new Map<Question, FeedPart>();
  let characters = 0;
  for (let from = 0; from < asked.length && characters < mostCharactersOfBatch; from += renderedAtOnce) {
    const portion = asked.slice(from, from + renderedAtOnce);
    const tasks = await render(
      reader,
      portion.map(({ question, rows }) => ({ actor: question.actor, assignmentIds: shownOf(rows) })),
    );
    for (const { question, head, floor, epoch, rows } of portion) {
      const { after } = question;
      if (mustStartOver(after, { head, floor })) {
        parts.set(question, { text: '', cursor: after, more: false, head, startOver: true, epoch });
        continue;
      }
      const { text, taken } = textOf(rows, tasks);
      characters += text.length;
      const more = taken < rows.length || rows.length === mostEntries;
      const cursor = more ? (rows[taken - 1]?.seq ?? after) : head;
      parts.set(question, { text, cursor, more, head, startOver: false, epoch });
    }
  }
  return parts;
}

const nothing: FeedRows = { head: 0, floor: 0, epoch: '', rows: [] };

/** @returns as many events as fit, at least one, and how many they are */
function textOf(
  rows: readonly FeedRow[],
  tasks: ReadonlyMap<string, string>,
): { text: string; taken: number } {
  let text = '';
  for (const [taken, row] of rows.entries()) {
    const event = eventText('change', row.seq, wholeEntry(entryText(row, tasks.get(row.assignmentId))));
    if (taken > 0 && text.length + event.length > mostCharactersOfPart) return { text, taken };
    text += event;
  }
  return { text, taken: rows.length };
}
