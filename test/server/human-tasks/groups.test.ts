import { setImmediate } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import { describe, expect, it } from 'vitest';
import { createGroups, type GroupsOptions, type Outcome } from '../../../src/server/human-tasks/groups.ts';
import { CountersignError } from '../../../src/shared/errors.ts';

type Together = GroupsOptions<string, string>['together'];

/** Items are words; what is carried out together is kept, and ends when `end` is called, by default with each word done. */
function someGroups(together?: Together, options: Partial<GroupsOptions<string, string>> = {}) {
  const begun: string[][] = [];
  const patience: number[] = [];
  let ends: { readonly first: string | undefined; readonly end: () => void }[] = [];
  const groups = createGroups<string, string>({
    async together(hostId, items, patienceMs) {
      begun.push([...items]);
      patience.push(patienceMs);
      await new Promise<void>((end) => ends.push({ first: items[0], end }));
      return together === undefined ? items.map(done) : together(hostId, items, patienceMs);
    },
    committed: () => {},
    keyOf: () => null,
    weightOf: (item) => item.length,
    patienceMs: 1_600,
    ...options,
  });
  const add = async (...items: string[]) => {
    const calls = items.map(async (item) =>
      groups.carryOut('host', item).catch((error: unknown) => `failed: ${String(error)}`),
    );
    await setImmediate();
    return calls;
  };
  /** Two that are under way, and then those that wait for them. */
  const addBehind = async (...items: string[]) => [
    ...(await add('first')),
    ...(await add('second')),
    ...(await add(...items)),
  ];
  /** Ends what is under way, then what begins because of that, until nothing is left. */
  const endAll = async () => {
    for (; ends.length > 0; await setImmediate()) for (const { end } of ends.splice(0)) end();
  };
  /** Ends what begins with this item. */
  const endSome = async (first: string) => {
    for (const each of ends) if (each.first === first) each.end();
    ends = ends.filter((each) => each.first !== first);
    await setImmediate();
  };
  return { groups, begun, patience, add, addBehind, endAll, endSome };
}

const done = (result: string): Outcome<string> => ({ kind: 'done', result });

/** Of `addBehind`. */
const busy = ['first', 'second'];

describe('what is asked at the same time', () => {
  it('is carried out at once while hardly anything is under way, and together behind it', async () => {
    const { begun, addBehind, endAll } = someGroups();
    const all = await addBehind('a', 'b', 'c');
    expect(begun).toEqual([['first'], ['second']]);
    await endAll();
    expect(await Promise.all(all)).toEqual([...busy, 'a', 'b', 'c']);
    expect(begun).toEqual([['first'], ['second'], ['a', 'b', 'c']]);
  });

  it('of one turn of the event loop is carried out together', async () => {
    const { begun, add, endAll } = someGroups();
    const all = await add('a', 'b', 'c');
    await endAll();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
    expect(begun).toEqual([['a', 'b', 'c']]);
  });

  it('of another host does not wait for it', async () => {
    const { groups, begun, addBehind, endAll } = someGroups();
    const here = await addBehind('a');
    const there = groups.carryOut('another host', 'b');
    await setImmediate();
    expect(begun).toEqual([['first'], ['second'], ['b']]);
    await endAll();
    expect(await Promise.all([...here, there])).toEqual([...busy, 'a', 'b']);
  });

  it('is no more than a hundred, nor heavier than a few megabytes, but for one that is so alone', async () => {
    const { begun, addBehind, endAll } = someGroups();
    const heavy = 'x'.repeat(3_000_000);
    const all = await addBehind(
      ...Array.from({ length: 120 }, (_, index) => `${index}`),
      heavy,
      `${heavy}${heavy}`,
      heavy,
    );
    await endAll();
    await Promise.all(all);
    expect(begun.map(({ length }) => length)).toEqual([1, 1, 100, 21, 1, 1]);
  });

  it('under the same key is carried out one after the other', async () => {
    const { begun, addBehind, endAll } = someGroups(undefined, { keyOf: (item) => item[0] ?? null });
    const all = await addBehind('a1', 'b1', 'a2', 'a3', 'c1');
    await endAll();
    await Promise.all(all);
    expect(begun).toEqual([['first'], ['second'], ['a1', 'b1', 'c1'], ['a2'], ['a3']]);
  });

  it('under the key of what is under way holds up nobody who comes after it', async () => {
    const { begun, add, endAll } = someGroups(undefined, { keyOf: (item) => item[0] ?? null });
    const all = [...(await add('a1')), ...(await add('a2')), ...(await add('b1'))];
    expect(begun).toEqual([['a1'], ['b1']]);
    await endAll();
    expect(await Promise.all(all)).toEqual(['a1', 'a2', 'b1']);
    expect(begun).toEqual([['a1'], ['b1'], ['a2']]);
  });

  it('and has to wait for another of its group is carried out next, before what came after it', async () => {
    const { begun, addBehind, endAll } = someGroups(async (_, items) =>
      items.map((item, index) => (item.startsWith('late') && index > 0 ? { kind: 'later' } : done(item))),
    );
    const all = await addBehind('a', 'late 1', 'late 2');
    await endAll();
    expect(await Promise.all(all)).toEqual([...busy, 'a', 'late 1', 'late 2']);
    expect(begun.slice(2)).toEqual([['a', 'late 1', 'late 2'], ['late 1', 'late 2'], ['late 2']]);
  });
});

describe('a failure', () => {
  const poisoned: Together = async (_, items) => {
    if (items.includes('poison')) throw new Error('This one');
    return items.map(done);
  };

  it('of one takes none of its group along', async () => {
    const { begun, addBehind, endAll } = someGroups(poisoned);
    const all = await addBehind('a', 'poison', 'b');
    await endAll();
    expect(await Promise.all(all)).toEqual([...busy, 'a', 'failed: Error: This one', 'b']);
    expect(begun.slice(2)).toEqual([['a', 'poison', 'b'], ['a'], ['poison'], ['b']]);
  });

  it('is looked into beside the next group', async () => {
    const { begun, add, addBehind, endAll, endSome } = someGroups(poisoned);
    const all = await addBehind('a', 'poison');
    await endSome('first');
    await endSome('a');
    expect(begun.slice(2)).toEqual([['a', 'poison'], ['a'], ['poison']]);
    all.push(...(await add('next')));
    expect(begun.at(-1)).toEqual(['next']);
    await endAll();
    expect(await Promise.all(all)).toEqual([...busy, 'a', 'failed: Error: This one', 'next']);
  });

  it.each([
    ['when the database is away is told to all at once', new Error('away'), 1],
    ['when transactions were in each other’s way is tried again one by one', failure('40P01'), 3],
    ['when PostgreSQL gave a statement up is tried again one by one', failure('57014'), 3],
    ['when PostgreSQL gave the transaction up is tried again one by one', failure('25P03'), 3],
  ])('%s', async (_what, cause, times) => {
    const carryOut: Together = async (_, items) => {
      if (items.includes('first') || items.includes('second')) return items.map(done);
      throw new CountersignError('STORE_UNAVAILABLE', { cause });
    };
    const { begun, addBehind, endAll } = someGroups(carryOut, { patienceMs: 0 });
    const all = await addBehind('a', 'b');
    await endAll();
    const replies = await Promise.all(all);
    expect(replies.slice(2).every((reply) => reply.startsWith('failed: CountersignError'))).toBe(true);
    expect(begun.slice(2)).toHaveLength(times);
  });

  it('after the commit is told to all, and nothing is carried out twice', async () => {
    let commits = 0;
    const { begun, addBehind, endAll } = someGroups(undefined, {
      committed() {
        commits += 1;
        if (commits === 3) throw new Error('after');
      },
    });
    const all = await addBehind('a', 'b');
    await endAll();
    expect(await Promise.all(all)).toEqual([...busy, 'failed: Error: after', 'failed: Error: after']);
    expect(begun).toHaveLength(3);
  });
});

describe('one that waits in vain for what others have locked', () => {
  /** What is locked takes so many turns until it is not. */
  const locked = (turns: Record<string, number>): Together => {
    const left = new Map(Object.entries(turns));
    return async (_, items) => {
      for (const item of items) {
        const turn = left.get(item) ?? 0;
        left.set(item, turn - 1);
        if (turn > 0) throw new CountersignError('STORE_UNAVAILABLE', { cause: failure('55P03') });
      }
      return items.map(done);
    };
  };

  it('leaves its place to the others also where it came alone', async () => {
    const { begun, add, endAll, endSome } = someGroups(locked({ a: 1, b: 1 }));
    const all = [...(await add('a')), ...(await add('b')), ...(await add('c'))];
    await endSome('a');
    expect(begun).toEqual([['a'], ['b'], ['c'], ['a']]);
    await endAll();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
  });

  it('is tried again for longer each time, but no longer than a group', async () => {
    const { begun, patience, add, endAll } = someGroups(locked({ a: 7 }));
    const all = await add('a');
    await endAll();
    expect(await Promise.all(all)).toEqual(['a']);
    expect(begun).toHaveLength(8);
    expect(patience).toEqual([1_600, 100, 200, 400, 800, 1_600, 1_600, 1_600]);
  });

  it('lets those who have waited less go first, and leaves them half of the places', async () => {
    const stuck = ['a', 'b', 'c', 'd'];
    const { begun, add, endAll, endSome } = someGroups(locked({ a: 3, b: 3, c: 3, d: 3 }));
    const all = await add(...stuck, 'e', 'f', 'g');
    await endSome('a');
    expect(begun.slice(1)).toEqual([['a'], ['b'], ['c'], ['d']]);
    for (const each of stuck) await endSome(each);
    expect(begun.slice(5, 8)).toEqual([['e'], ['f'], ['g']]);
    for (const each of ['e', 'f', 'g']) await endSome(each);
    expect(begun.slice(8)).toEqual([['a'], ['b']]);
    await endAll();
    expect(await Promise.all(all)).toEqual([...stuck, 'e', 'f', 'g']);
  });

  it('is told so once its time is up', async () => {
    const { begun, add, endAll } = someGroups(locked({ a: 9 }), { patienceMs: 0 });
    const all = await add('a', 'b');
    await endAll();
    expect(await Promise.all(all)).toEqual([expect.stringMatching(/^failed: CountersignError/), 'b']);
    expect(begun).toEqual([['a', 'b'], ['a'], ['b']]);
  });
});

function failure(code: string): DatabaseError {
  const error = new DatabaseError('failed', 1, 'error');
  error.code = code;
  return error;
}
