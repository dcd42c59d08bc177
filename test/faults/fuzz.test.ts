import { expect, it } from 'vitest';
import { fuzz } from '../support/fuzz/fuzz.ts';

const cases = Number(process.env['COUNTERSIGN_FAULT_CASES'] ?? 2_000);
const seed = Number(process.env['COUNTERSIGN_FAULT_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const timeout = 60_000 + cases * 200;

it(
  'definitions that were changed at random are refused with a place, or run within their limits',
  { timeout },
  async () => {
    const { refused, ended, slowestMs, largestHeap } = await fuzz(cases, seed);
    const ran = Object.values(ended).reduce((sum, count) => sum + count, 0);
    console.log(
      `seed ${seed}: ${refused} refused, ${JSON.stringify(ended)}, at most ${slowestMs.toFixed(0)} ms`,
    );
    // Both sides are worth something only if both are seen.
    expect(refused).toBeGreaterThan(cases / 10);
    expect(ran).toBeGreaterThan(cases / 10);
    expect(largestHeap).toBeLessThan(1024 ** 3);
  },
);
