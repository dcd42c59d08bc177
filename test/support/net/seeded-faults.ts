import type { Fault } from './scripted-proxy.ts';
import type { Way } from './relay.ts';

/** At least 0 and below 1; the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a bad network does, kind by kind; the numbers are how often each comes among the others. */
export const faultKinds = {
  none: 4,
  overtaken: 2,
  slow: 2,
  narrow: 1,
  refused: 1,
  requestCut: 2,
  responseCut: 2,
  responseLost: 2,
  halfOpen: 1,
  twice: 2,
} as const;
export type FaultKind = keyof typeof faultKinds;

/**
 * Another fault for each call, the same ones for the same seed.
 * @param reach how far into a connection it stops, where that is to be later than in the first requests: a factor
 */
export function seededFaults(
  seed: number,
  weights: Partial<Record<FaultKind, number>> = faultKinds,
  reach = 1,
): () => Fault & { readonly kind: FaultKind } {
  const random = seededRandom(seed);
  // Of its own, so that a seed has kept its other faults since this kind was added.
  const ofOvertaken = seededRandom(seed + 1_000_003);
  const kinds = Object.entries(weights) as [FaultKind, number][];
  const all = kinds.reduce((sum, [, weight]) => sum + weight, 0);
  const upTo = (most: number) => Math.floor(random() * most);
  const how = (): 'cut' | 'reset' => (random() < 0.5 ? 'cut' : 'reset');
  const make: Record<FaultKind, () => Fault> = {
    none: () => ({}),
    overtaken: () => {
      const way = ofOvertaken() < 0.5 ? 'request' : 'response';
      const connections = 1 + Math.floor(ofOvertaken() * 2);
      return { [way]: { behind: { connections, atMostMs: 50 + Math.floor(ofOvertaken() * 350) } } };
    },
    slow: () => {
      const way: Way = { latencyMs: 1 + upTo(50) };
      return { request: way, response: way };
    },
    narrow: () => ({ response: { bytesPerSecond: 20_000 + upTo(200_000) } }),
    refused: () => ({ refuse: true }),
    requestCut: () => ({ request: { stop: { at: reach * upTo(600), how: how() } } }),
    responseCut: () => ({ response: { stop: { at: 1 + reach * upTo(2000), how: how() } } }),
    responseLost: () => ({ response: { stop: { at: 0, how: 'reset' } } }),
    halfOpen: () => ({ response: { stop: { at: reach * upTo(2000), how: 'hang' } } }),
    twice: () => ({ replayAfterMs: upTo(100) }),
  };
  return () => {
    let place = random() * all;
    const [kind] = kinds.find(([, weight]) => (place -= weight) < 0) ?? (['none', 0] as const);
    return { kind, ...make[kind]() };
  };
}
