import type { CloudEvent } from '../cloud-event.ts';
import { matchesFilter, type CorrelationKeys, type EvaluateOnEvent } from './event-filter.ts';
import type { PlannedStrategy } from './event-filter-plan.ts';

/** How far a strategy has come: plain JSON, recorded after each event that changed it. */
export interface Gathered {
  /** Of `all`: the filters that no event has met yet, by their index. */
  readonly open: readonly number[];
  readonly keys: CorrelationKeys;
  /** Of an `until` that waits for events itself. */
  readonly until: Gathered | null;
}

/**
 * What an event is to a strategy. `taken`: one of those that were waited for. `ends`: it only tells that it is enough, and is no
 * part of the result. `complete`: nothing more is waited for, as far as a condition does not have to say so.
 */
export interface Verdict {
  readonly gathered: Gathered;
  readonly event: 'ignored' | 'taken' | 'ends';
  readonly complete: boolean;
}

export function nothingGathered(strategy: PlannedStrategy): Gathered {
  return {
    open: strategy.kind === 'all' ? strategy.filters.map((_, index) => index) : [],
    keys: {},
    until: strategy.until?.kind === 'events' ? nothingGathered(strategy.until.strategy) : null,
  };
}

/** Shows the next event to a strategy. Correlation keys hold for all of its filters, those of its `until` too. */
export async function offer(
  strategy: PlannedStrategy,
  gathered: Gathered,
  event: CloudEvent,
  evaluate: EvaluateOnEvent,
): Promise<Verdict> {
  const ending = await offerToUntil(strategy, gathered, event, evaluate);
  if (ending !== null) return ending;
  if (strategy.kind === 'any' && strategy.filters.length === 0) {
    return { gathered, event: 'taken', complete: strategy.until === null };
  }
  const { open } = gathered;
  const candidates = strategy.kind === 'all' ? open : strategy.filters.keys();
  for (const index of candidates) {
    const filter = strategy.filters[index];
    const keys = filter && (await matchesFilter(filter, event, evaluate, gathered.keys));
    if (keys === undefined || keys === null) continue;
    // An event meets one filter, the first that it fits, so that "all" means that many events.
    const left = open.filter((candidate) => candidate !== index);
    const complete = strategy.kind === 'all' ? left.length === 0 : strategy.until === null;
    return { gathered: { ...gathered, open: left, keys }, event: 'taken', complete };
  }
  return { gathered, event: 'ignored', complete: false };
}

async function offerToUntil(
  strategy: PlannedStrategy,
  gathered: Gathered,
  event: CloudEvent,
  evaluate: EvaluateOnEvent,
): Promise<Verdict | null> {
  if (strategy.until?.kind !== 'events' || gathered.until === null) return null;
  const before = { ...gathered.until, keys: gathered.keys };
  const verdict = await offer(strategy.until.strategy, before, event, evaluate);
  if (verdict.event === 'ignored') return null;
  const { keys } = verdict.gathered;
  return {
    gathered: { ...gathered, keys, until: verdict.gathered },
    event: 'ends',
    complete: verdict.complete,
  };
}
