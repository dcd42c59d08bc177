import { CountersignError } from '../../shared/errors.ts';
import { isConflict } from '../store/database.ts';

// G1: of each host, what comes while others are being carried out waits and is carried out together, in the order in which it
//     came; nobody waits for company beyond the turn of the event loop.
// G2: what becomes of one item is the same as if it had come alone: what fails for a group is tried again one by one.
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

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Line<Item, Result> {
  waiting: Waiting<Item, Result>[];
  underWay: number;
  /** Of what is under way. */
  readonly keys: Set<string>;
}

export function createGroups<Item, Result>(options: GroupsOptions<Item, Result>): Groups<Item, Result> {
  const lines = new Map<string, Line<Item, Result>>();

  const lineOf = (hostId: string): Line<Item, Result> => {
    let line = lines.get(hostId);
    if (line === undefined) lines.set(hostId, (line = { waiting: [], underWay: 0, keys: new Set() }));
    return line;
  };

  const fill = (hostId: string, line: Line<Item, Result>): void => {
    while (line.underWay < sideBySide) {
      const group = takeGroup(line, options);
      if (group.length === 0) return;
      line.underWay += 1;
      void work(hostId, line, group);
    }
  };

  const work = async (hostId: string, line: Line<Item, Result>, group: readonly Waiting<Item, Result>[]) => {
    const later = await carryOutGroup(options, hostId, group);
    line.underWay -= 1;
    for (const { item } of group) line.keys.delete(options.keyOf(item) ?? '');
    line.waiting.unshift(...later);
    fill(hostId, line);
    if (line.underWay === 0) lines.delete(hostId);
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

/** Never throws. @returns those that are to be carried out later */
async function carryOutGroup<Item, Result>(
  options: GroupsOptions<Item, Result>,
  hostId: string,
  group: readonly Waiting<Item, Result>[],
): Promise<Waiting<Item, Result>[]> {
  let outcomes: readonly Outcome<Result>[];
  try {
    outcomes = await options.together(
      hostId,
      group.map(({ item }) => item),
    );
  } catch (error) {
    if (group.length > 1 && mayBeOfOne(error)) return oneByOne(options, hostId, group);
    for (const { reject } of group) reject(error);
    return [];
  }
  return tell(options, group, outcomes);
}

async function oneByOne<Item, Result>(
  options: GroupsOptions<Item, Result>,
  hostId: string,
  group: readonly Waiting<Item, Result>[],
): Promise<Waiting<Item, Result>[]> {
  const later: Waiting<Item, Result>[] = [];
  for (const waiting of group) later.push(...(await carryOutGroup(options, hostId, [waiting])));
  return later;
}

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
  return !isAway || isConflict(error.cause);
}
