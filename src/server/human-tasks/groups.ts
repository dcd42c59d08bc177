import { CountersignError } from '../../shared/errors.ts';
import { isInTheWay, isTooLong } from '../store/database.ts';

// G1: of each host, what comes while others are being carried out waits and is carried out together, in the order in which it
//     came; nobody waits for company beyond the turn of the event loop.
// G2: what becomes of one item is the same as if it had come alone: what fails for a group is tried again each by itself, and the
//     next group does not wait for that.
// G3: what was carried out is never carried out again, whatever fails after its commit.
// G4: what others have locked holds up only who needs it: no turn takes longer than the patience, and who has had most of them in
//     vain comes last.

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
  /**
   * All in one transaction, or nothing; what others have locked is waited for at most so long.
   * @returns one outcome for each, in their order; the first is never `later`
   */
  readonly together: (
    hostId: string,
    items: readonly Item[],
    patienceMs: number,
  ) => Promise<readonly Outcome<Result>[]>;
  /** After the commit of a group. */
  readonly committed: () => void;
  /** Two of the same key are carried out one after the other; null: it may come with every other. */
  readonly keyOf: (item: Item) => string | null;
  /** How large it is, in characters. */
  readonly weightOf: (item: Item) => number;
  /** How long a group waits for what others have locked; then only those wait who need it. */
  readonly patienceMs: number;
}

/** In one transaction. */
const mostItems = 100;
const mostWeight = 4_000_000;
/** Groups of one host at a time: while one is made durable, the next is decided on. */
const sideBySide = 2;
/** Of those whose group has failed; of these, of those that have been tried by themselves before. */
const aloneSideBySide = 4;
const againSideBySide = 2;
/** By itself one waits but a moment at first, and each time twice as long, up to the patience. */
const firstPatience = 1 / 16;
/** So many times as long as the patience it is tried again. */
const mostPatience = 10;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
  /** How often it was tried by itself, in vain. */
  tries: number;
  /** Since when, and with what it failed last; null: it has not. */
  failed: { readonly since: number; readonly error: unknown } | null;
}

type How = 'together' | 'alone' | 'again';

interface Line<Item, Result> {
  waiting: Waiting<Item, Result>[];
  /** To be tried again each by itself: the less often it has been, the sooner. */
  alone: Waiting<Item, Result>[];
  readonly underWay: Record<How, number>;
  /** What has come is looked at before the next turn of the event loop. */
  isScheduled: boolean;
  /** Of what is under way, or to be tried again. */
  readonly keys: Set<string>;
}

export function createGroups<Item, Result>(options: GroupsOptions<Item, Result>): Groups<Item, Result> {
  const lines = new Map<string, Line<Item, Result>>();

  const lineOf = (hostId: string): Line<Item, Result> => {
    let line = lines.get(hostId);
    if (line === undefined) {
      const underWay = { together: 0, alone: 0, again: 0 };
      line = { waiting: [], alone: [], underWay, isScheduled: false, keys: new Set() };
      lines.set(hostId, line);
    }
    return line;
  };

  const fill = (hostId: string, line: Line<Item, Result>): void => {
    const { underWay } = line;
    while (underWay.together < sideBySide) {
      const group = takeGroup(line, options);
      if (group.length === 0) break;
      void work(hostId, line, group, 'together');
    }
    for (let one = takeOne(line, options); one !== undefined; one = takeOne(line, options)) {
      void work(hostId, line, [one], one.tries === 0 ? 'alone' : 'again');
    }
    const isBusy = underWay.together + underWay.alone + underWay.again > 0;
    if (!isBusy && !line.isScheduled) lines.delete(hostId);
  };

  const work = async (
    hostId: string,
    line: Line<Item, Result>,
    group: readonly Waiting<Item, Result>[],
    how: How,
  ): Promise<void> => {
    line.underWay[how] += 1;
    const { later, alone } = await carryOutGroup(options, hostId, group, how);
    line.underWay[how] -= 1;
    for (const waiting of group) {
      if (!alone.includes(waiting)) line.keys.delete(options.keyOf(waiting.item) ?? '');
    }
    line.waiting.unshift(...later);
    line.alone = [...line.alone, ...alone].sort((one, other) => one.tries - other.tries);
    fill(hostId, line);
  };

  return {
    carryOut: (hostId, item) =>
      new Promise((resolve, reject) => {
        const line = lineOf(hostId);
        line.waiting.push({ item, resolve, reject, tries: 0, failed: null });
        if (line.isScheduled) return;
        line.isScheduled = true;
        // What one request brings comes in one turn of the event loop.
        setImmediate(() => {
          line.isScheduled = false;
          fill(hostId, line);
        });
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

/** The next one that may be tried by itself now. Whose time is up is told, and not tried any more. */
function takeOne<Item, Result>(
  { alone, underWay, keys }: Line<Item, Result>,
  { keyOf, patienceMs }: GroupsOptions<Item, Result>,
): Waiting<Item, Result> | undefined {
  for (;;) {
    const [next] = alone;
    if (next === undefined || underWay.alone + underWay.again >= aloneSideBySide) return undefined;
    if (next.tries > 0 && underWay.again >= againSideBySide) return undefined;
    alone.shift();
    if (next.tries === 0 || !isOver(next, patienceMs)) return next;
    keys.delete(keyOf(next.item) ?? '');
    next.reject(next.failed?.error);
  }
}

function isOver({ failed }: Waiting<unknown, never>, patienceMs: number): boolean {
  return failed !== null && performance.now() - failed.since >= mostPatience * patienceMs;
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
  how: How,
): Promise<Left<Item, Result>> {
  const { patienceMs } = options;
  const [first] = group;
  const part = how === 'together' || first === undefined ? 1 : Math.min(1, firstPatience * 2 ** first.tries);
  let outcomes: readonly Outcome<Result>[];
  try {
    outcomes = await options.together(
      hostId,
      group.map(({ item }) => item),
      Math.ceil(part * patienceMs),
    );
  } catch (error) {
    for (const waiting of group) {
      if (how !== 'together') waiting.tries += 1;
      waiting.failed = { since: waiting.failed?.since ?? performance.now(), error };
    }
    const alone = mayGoAlone(group, error)
      ? group.filter((waiting) => how === 'together' || !isOver(waiting, patienceMs))
      : [];
    for (const waiting of group) if (!alone.includes(waiting)) waiting.reject(error);
    return { later: [], alone };
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
function mayGoAlone(group: readonly unknown[], error: unknown): boolean {
  const isAway = error instanceof CountersignError && error.code === 'STORE_UNAVAILABLE';
  if (!isAway) return group.length > 1;
  return isInTheWay(error.cause) || (group.length > 1 && isTooLong(error.cause));
}
