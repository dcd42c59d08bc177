import { z } from 'zod';
import { instant } from '../../../shared/clock.ts';
import type { HumanTaskRow } from '../../../shared/contract/human-tasks.ts';
import { CountersignError } from '../../../shared/errors.ts';
import type { AccountClient } from './source.ts';

// M1: every row of every account comes once, in the order in which each account lists its own.
// M2: where the next page begins is said by the accounts themselves: what is kept is one cursor for each.

type ListInput = Parameters<AccountClient['humanTasks']['list']>[0];
export type ListQuestion = NonNullable<ListInput> & {
  readonly view: 'inbox' | 'due' | 'done';
  readonly limit: number;
};
export type ListAnswer = Awaited<ReturnType<AccountClient['humanTasks']['list']>>;

export interface ListedAccount {
  readonly accountId: string;
  readonly list: (question: ListQuestion) => Promise<ListAnswer>;
}

/** By account: where its next row is; '' at its beginning, null after its end. */
type Positions = Readonly<Record<string, string | null>>;

const prefix = 'm.';
const Positions = z.record(z.string(), z.string().nullable());
const changed = Symbol('changed');
/** How often a page is made again because an account changed in between. */
const attempts = 4;

/** @throws CountersignError INVALID_REQUEST for a cursor of something else, and what the accounts throw */
export async function mergeLists(
  accounts: readonly ListedAccount[],
  question: ListQuestion,
): Promise<ListAnswer> {
  const positions = positionsOf(question.cursor, accounts);
  for (let attempt = 1; ; attempt += 1) {
    const pages = await Promise.all(accounts.map((account) => pageOf(account, question, positions)));
    const taken = takeFirst(pages, question);
    const next = await Promise.all(
      pages.map((page, index) => positionAfter(page, taken.counts[index] ?? 0, question)),
    );
    // Between two reads of one account a row may have come or gone: then the page is made of what is there now.
    if (next.includes(changed) && attempt < attempts) continue;
    const after = Object.fromEntries(
      pages.map(({ account, position }, index) => {
        const found = next[index] ?? null;
        // One that never rests is read again from where it was: a row may come twice, and none is left out.
        return [account.accountId, found === changed ? position : found];
      }),
    );
    const isOver = Object.values(after).every((position) => position === null);
    return {
      humanTasks: taken.rows,
      total: pages.reduce((sum, { total }) => sum + total, 0),
      nextCursor: isOver ? null : prefix + Buffer.from(JSON.stringify(after)).toString('base64url'),
    };
  }
}

/** The cursor that one account alone understands, of one that was made for several. */
export function ownCursor(cursor: string | undefined, accountId: string): string | undefined {
  if (cursor?.startsWith(prefix) !== true) return cursor;
  return decode(cursor)[accountId] ?? undefined;
}

interface Page {
  readonly account: ListedAccount;
  readonly position: string | null;
  readonly rows: readonly HumanTaskRow[];
  readonly total: number;
  readonly nextCursor: string | null;
}

async function pageOf(account: ListedAccount, question: ListQuestion, positions: Positions): Promise<Page> {
  const position = positions[account.accountId] ?? null;
  const asked = position === null ? { ...question, limit: 1 } : question;
  const { humanTasks, total, nextCursor } = await account.list(at(asked, position ?? ''));
  return position === null
    ? { account, position, rows: [], total, nextCursor: null }
    : { account, position, rows: humanTasks, total, nextCursor };
}

/** The first rows of all pages together, and how many of them each page gave. */
function takeFirst(pages: readonly Page[], { view, limit }: ListQuestion) {
  const counts = pages.map(() => 0);
  const rows: HumanTaskRow[] = [];
  while (rows.length < limit) {
    let first = -1;
    pages.forEach(({ rows: own }, index) => {
      const row = own[counts[index] ?? 0];
      const best = first === -1 ? undefined : pages[first]?.rows[counts[first] ?? 0];
      if (row !== undefined && (best === undefined || comesBefore(row, best, view))) first = index;
    });
    const row = pages[first]?.rows[counts[first] ?? 0];
    if (row === undefined) break;
    rows.push(row);
    counts[first] = (counts[first] ?? 0) + 1;
  }
  return { rows, counts };
}

/** M2: asked again for as many as were taken, an account says where the row after them is. */
async function positionAfter(
  { account, position, rows, nextCursor }: Page,
  count: number,
  question: ListQuestion,
): Promise<string | typeof changed | null> {
  if (position === null) return null;
  if (count === rows.length) return nextCursor;
  if (count === 0) return position;
  const again = await account.list(at({ ...question, limit: count }, position));
  const isSame = again.humanTasks.every(({ taskAsstId }, index) => rows[index]?.taskAsstId === taskAsstId);
  return isSame && again.humanTasks.length === count ? (again.nextCursor ?? changed) : changed;
}

/** As every account sorts: due first, then the newest; what was answered, the latest first. */
function comesBefore(a: HumanTaskRow, b: HumanTaskRow, view: ListQuestion['view']): boolean {
  if (view === 'done') return ended(a) > ended(b);
  if (due(a) !== due(b)) return due(a) < due(b);
  return instant(a.assignedTs) > instant(b.assignedTs);
}

function due({ deadlineTs }: HumanTaskRow): number {
  return deadlineTs === null ? Number.MAX_SAFE_INTEGER : instant(deadlineTs);
}

function ended({ completedTs }: HumanTaskRow): number {
  return completedTs === null ? 0 : instant(completedTs);
}

function at({ cursor: _merged, ...question }: ListQuestion, position: string): ListQuestion {
  return position === '' ? question : { ...question, cursor: position };
}

/** An account that has come since the page before is read from its beginning the next time that the list is. */
function positionsOf(cursor: string | undefined, accounts: readonly ListedAccount[]): Positions {
  if (cursor === undefined) return Object.fromEntries(accounts.map(({ accountId }) => [accountId, '']));
  // One of this computer's own, from before there was another account.
  return cursor.startsWith(prefix) ? decode(cursor) : { [accounts[0]?.accountId ?? '']: cursor };
}

function decode(cursor: string): Positions {
  try {
    return Positions.parse(JSON.parse(Buffer.from(cursor.slice(prefix.length), 'base64url').toString()));
  } catch {
    throw new CountersignError('INVALID_REQUEST', {
      details: { fields: [{ pointer: '/cursor', message: 'Not a cursor of this list.' }] },
    });
  }
}
