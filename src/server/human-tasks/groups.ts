import { CountersignError } from '../../shared/errors.ts';
import { isInTheWay } from '../store/database.ts';

// G1: of each host, what comes while others are being carried out waits and is carried out together, in the order in which it
//     came; nobody waits for company beyond the turn of the event loop.
// G2: what becomes of one item is the same as if it had come alone: what fails for a group is tried again each by itself, and the
//     next group does not wait for that.
// G3: what was carried out is never carried out again, whatever fails after its commit.

/** What became of one item of a group. */
export type Outcome<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'refused'; readonly error: unknown }
  /** Another one of the group decides about the same thing: it is carried out with those that come next. */
  | { readonly kind: 'later' };

export interface Groups<Item, Result> {
  /** @throws whatever refused the item; CountersignError STORE_UNAVAILABLE */
  carryOut(hostId: string, item: Item): Promise<Result>;
}

export interface GroupsOptions<Item, Result> {
  /** All in one transaction, or nothing. @returns one outcome for each, in their order; the first is never `later` */
  readonly together: (hostId: string, items: readonly Item[]) => Promise<readonly Outcome<Result>[]>;
  /** After the commit of a group. */
  readonly committed: () => void;
  /** Two of the same key are carried out one after the other; null: it may come with every other. */
  readonly keyOf: (item: Item) => string | null;
  /** How large it is, in characters. */
  readonly weightOf: (item: Item) => number;
}

/** In one transaction. */
const mostItems = 100;
const mostWeight = 4_000_000;
/** Groups of one host at a time: while one is made durable, the next is decided on. */
const sideBySide = 2;
/** Of those whose group has failed. */
const aloneSideBySide = 4;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Line<Item, Result> {
  waiting: Waiting<Item, Result>[];
  /** To be tried again each by itself. */
  readonly alone: Waiting<Item, Result>[];
  readonly underWay: { together: number; alone: number };
  /** Of what is under way, or to be tried again. */
  readonly keys: Set<string>;
}

export function createGroups<Item, Result>(options: GroupsOptions<Item, Result>): Groups<Item, Result> {
  const lines = new Map<string, Line<Item, Result>>();

  const lineOf = (hostId: string): Line<Item, Result> => {
    let line = lines.get(hostId);
    if (line === undefined) {
      line = { waiting: [], alone: [], underWay: { together: 0, alone: 0 }, keys: new Set() };
      lines.set(hostId, line);
    }
    return line;
  };

  const fill = (hostId: string, line: Line<Item, Result>): void => {
    while (line.underWay.together < sideBySide) {
      const group = takeGroup(line, options);
      if (group.length === 0) break;
      void work(hostId, line, group, 'together');
    }
    while (line.underWay.alone < aloneSideBySide) {
      const one = line.alone.splice(0, 1);
      if (one.length === 0) break;
      void work(hostId, line, one, 'alone');
    }
    if (line.underWay.together + line.underWay.alone === 0) lines.delete(hostId);
  };

  const work = async (
    hostId: string,
    line: Line<Item, Result>,
    group: readonly Waiting<Item, Result>[],
    how: 'together' | 'alone',
  ): Promise<void> => {
    line.underWay[how] += 1;
    const { later, alone } = await carryOutGroup(options, hostId, group);
    line.underWay[how] -= 1;
    for (const waiting of group) {
      if (!alone.includes(waiting)) line.keys.delete(options.keyOf(waiting.item) ?? '');
    }
    line.waiting.unshift(...later);
    line.alone.push(...alone);
    fill(hostId, line);
  };

  return {
    carryOut: (hostId, item) =>
      new Promise((resolve, reject) => {
        const line = lineOf(hostId);
        line.waiting.push({ item, resolve, reject });
        // What one request brings comes in one turn of the event loop.
        if (line.waiting.length === 1) setImmediate(() => fill(hostId, line));
      }),
  };
}

/** As many of those that wait as may be carried out together now. */
function takeGroup<Item, Result>(
  line: Line<Item, Result>,
  { keyOf, weightOf }: GroupsOptions<Item, Result>,
): Waiting<Item, Result>[] {
  const group: Waiting<Item, Result>[] = [];
  const left: Waiting<Item, Result>[] = [];
  let weight = 0;
  for (const waiting of line.waiting) {
    const key = keyOf(waiting.item);
    const more = weightOf(waiting.item);
    const isFull = group.length === mostItems || (group.length > 0 && weight + more > mostWeight);
    if (isFull || (key !== null && line.keys.has(key))) {
      left.push(waiting);
      continue;
    }
    if (key !== null) line.keys.add(key);
    weight += more;
    group.push(waiting);
  }
  line.waiting = left;
  return group;
}

interface Left<Item, Result> {
  readonly later: readonly Waiting<Item, Result>[];
  /** All of them, or none. */
  readonly alone: readonly Waiting<Item, Result>[];
}

/** Never throws. @returns those that are still to be carried out */
async function carryOutGroup<Item, Result>(
  options: GroupsOptions<Item, Result>,
  hostId: string,
  group: readonly Waiting<Item, Result>[],
): Promise<Left<Item, Result>> {
  let outcomes: readonly Outcome<Result>[];
  try {
    outcomes = await options.together(
      hostId,
      group.map(({ item }) => item),
    );
  } catch (error) {
    if (group.length > 1 && mayBeOfOne(error)) return { later: [], alone: group };
    for (const { reject } of group) reject(error);
    return { later: [], alone: [] };
  }
  return { later: tell(options, group, outcomes), alone: [] };
}

/** @returns those that are to be carried out later */
function tell<Item, Result>(
  { committed }: GroupsOptions<Item, Result>,
  group: readonly Waiting<Item, Result>[],
  outcomes: readonly Outcome<Result>[],
): Waiting<Item, Result>[] {
  try {
    committed();
  } catch (error) {
    for (const { reject } of group) reject(error);
    return [];
  }
  return group.filter(({ resolve, reject }, index) => {
    const outcome = outcomes[index];
    if (outcome?.kind === 'later') return true;
    if (outcome?.kind === 'done') resolve(outcome.result);
    else reject(outcome?.error);
    return false;
  });
}

/** A database that is away is so for all; whatever else fails may fail because of one of them. */
function mayBeOfOne(error: unknown): boolean {
  const isAway = error instanceof CountersignError && error.code === 'STORE_UNAVAILABLE';
  return !isAway || isInTheWay(error.cause);
}
