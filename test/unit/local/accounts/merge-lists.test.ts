import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mergeLists,
  ownCursor,
  type ListAnswer,
  type ListedAccount,
  type ListQuestion,
} from '../../../../src/local/accounts/combined/merge-lists.ts';
import type { HumanTaskRow } from '../../../../src/shared/contract/human-tasks.ts';

interface Row {
  readonly id: string;
  /** Ascending: where an account lists it. */
  readonly due: number | null;
  readonly at: number;
}

const time = (minutes: number) => new Date(Date.UTC(2026, 4, 22) + minutes * 60_000).toISOString();

function rowOf({ id, due, at }: Row): HumanTaskRow {
  return {
    taskAsstId: id,
    deadlineTs: due === null ? null : time(due),
    assignedTs: time(at),
    completedTs: time(at),
  } as HumanTaskRow;
}

/** An account as the real ones are: keyset pages by its own order, and no next page after one that is not full. */
class FakeAccount implements ListedAccount {
  readonly accountId: string;
  rows: Row[];
  asked = 0;
  beforeEach: () => void = () => {};

  constructor(accountId: string, rows: readonly Row[]) {
    this.accountId = accountId;
    this.rows = [...rows];
  }

  list = async ({ view, cursor, limit }: ListQuestion): Promise<ListAnswer> => {
    this.asked += 1;
    this.beforeEach();
    const sorted = inOrder(this.rows, view);
    const after = cursor === undefined ? null : (JSON.parse(cursor) as Row);
    const rest = after === null ? sorted : sorted.filter((row) => compare(view)(after, row) < 0);
    const page = rest.slice(0, limit);
    return {
      humanTasks: page.map(rowOf),
      total: sorted.length,
      nextCursor: page.length < limit ? null : JSON.stringify(page.at(-1)),
    };
  };
}

type View = ListQuestion['view'];

function compare(view: View) {
  return (a: Row, b: Row): number => {
    if (view === 'done') return b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
    const [dueA, dueB] = [a.due ?? Infinity, b.due ?? Infinity];
    if (dueA !== dueB) return dueA < dueB ? -1 : 1;
    return b.at - a.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  };
}

function inOrder(rows: readonly Row[], view: View): Row[] {
  return rows.toSorted(compare(view));
}

async function everyPage(accounts: readonly ListedAccount[], view: View, limit: number) {
  const pages: ListAnswer[] = [];
  let cursor: string | null = null;
  do {
    const page: ListAnswer = await mergeLists(accounts, {
      view,
      limit,
      ...(cursor === null ? {} : { cursor }),
    });
    pages.push(page);
    cursor = page.nextCursor;
  } while (cursor !== null && pages.length < 500);
  return pages;
}

const someRows = fc.array(fc.record({ due: fc.option(fc.nat(5)), at: fc.nat(8) }), { maxLength: 25 });
const views = fc.constantFrom<View>('inbox', 'due', 'done');

describe('the lists of several accounts as one', () => {
  it('have every row of every account once, in the order of each and of all, whatever the pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someRows, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 12 }),
        views,
        async (lists, limit, view) => {
          const accounts = lists.map(
            (rows, account) =>
              new FakeAccount(
                `a${account}`,
                rows.map((row, index) => ({ id: `${account}-${index}`, ...row })),
              ),
          );
          const pages = await everyPage(accounts, view, limit);
          const ids = pages.flatMap(({ humanTasks }) => humanTasks.map(({ taskAsstId }) => taskAsstId));
          const all = accounts.flatMap(({ rows }) => rows);
          expect(ids.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
          for (const { accountId, rows } of accounts) {
            const own = ids.filter((id) => id.startsWith(`${accountId.slice(1)}-`));
            expect(own).toEqual(inOrder(rows, view).map(({ id }) => id));
          }
          const byId = new Map(all.map((row) => [row.id, row]));
          const keys = ids.map((id) => keyOf(byId.get(id) as Row, view));
          expect(keys).toEqual(keys.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
          // Only the last page may have fewer rows, or none.
          expect(pages.length).toBeLessThanOrEqual(Math.floor(all.length / limit) + 1);
          expect(pages.at(-1)?.nextCursor).toBeNull();
          for (const { total, humanTasks } of pages) {
            expect(total).toBe(all.length);
            expect(humanTasks.length).toBeLessThanOrEqual(limit);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('leave out no row that was there all the time, while others come and go', async () => {
    await fc.assert(
      fc.asyncProperty(
        someRows,
        someRows,
        fc.array(fc.record({ due: fc.option(fc.nat(5)), at: fc.nat(8) }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 6 }),
        async (left, right, coming, limit) => {
          const accounts = [left, right].map(
            (rows, account) =>
              new FakeAccount(
                `a${account}`,
                rows.map((row, index) => ({ id: `${account}-${index}`, ...row })),
              ),
          );
          const news = [...coming];
          accounts.forEach((account, number) => {
            account.beforeEach = () => {
              const row = news.pop();
              if (row !== undefined) account.rows.push({ id: `${number}-new${news.length}`, ...row });
            };
          });
          const pages = await everyPage(accounts, 'inbox', limit);
          const ids = new Set(
            pages.flatMap(({ humanTasks }) => humanTasks.map(({ taskAsstId }) => taskAsstId)),
          );
          const stayed = [...left.map((_, index) => `0-${index}`), ...right.map((_, index) => `1-${index}`)];
          expect(stayed.filter((id) => !ids.has(id))).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('go on with the accounts that are left when one has signed out between two pages', async () => {
    const rows = (account: number) => [1, 2, 3].map((at) => ({ id: `${account}-${at}`, due: null, at }));
    const [first, second] = [new FakeAccount('local', rows(0)), new FakeAccount('team', rows(1))];
    const page = await mergeLists([first, second], { view: 'inbox', limit: 2 });
    const cursor = page.nextCursor ?? '';
    const rest = await mergeLists([first], { view: 'inbox', limit: 9, cursor });
    expect(rest.humanTasks.map(({ taskAsstId }) => taskAsstId)).toEqual(['0-2', '0-1']);
    const own = await first.list({ view: 'inbox', limit: 9, cursor: ownCursor(cursor, 'local') ?? '' });
    expect(own.humanTasks.map(({ taskAsstId }) => taskAsstId)).toEqual(['0-2', '0-1']);
  });

  it('refuse a cursor that is none', async () => {
    const account = new FakeAccount('local', []);
    await expect(
      mergeLists([account], { view: 'inbox', limit: 5, cursor: 'm.nonsense' }),
    ).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });
});

function keyOf({ due, at }: Row, view: View): readonly [number, number] {
  return view === 'done' ? [-at, 0] : [due ?? Number.MAX_SAFE_INTEGER, -at];
}
