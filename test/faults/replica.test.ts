import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulateSync, type SyncMutant } from '../support/sync/simulate-sync.ts';

const runs = Number(process.env['COUNTERSIGN_FAULT_CASES'] ?? (process.env['CI'] === undefined ? 150 : 500));
const seed = Number(process.env['COUNTERSIGN_FAULT_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const timeout = 60_000 + runs * 1_000;

const steps = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 4, maxLength: 40, size: 'large' });

describe('a server account whose network lies and whose machine is killed', () => {
  it('ends every answer once, and has what the server has (invariants 1 to 5)', { timeout }, async () => {
    const all = { kills: 0, answers: 0, ends: {} as Record<string, number> };
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        const { kills, answers, ends } = await simulateSync(given);
        all.kills += kills;
        all.answers += answers;
        for (const [end, count] of Object.entries(ends)) all.ends[end] = (all.ends[end] ?? 0) + count;
      }),
      { numRuns: runs, seed },
    );
    console.log(`seed ${seed}: ${runs} cases, ${JSON.stringify(all)}`);
    // A run in which nothing was at stake shows nothing.
    expect(all.kills).toBeGreaterThan(runs / 8);
    expect(Object.keys(all.ends).sort()).toEqual(['conflict', 'delivered', 'refused', 'withdrawn']);
  });

  it.each<SyncMutant>([
    'sends each time with another key',
    'keeps the cursor of rows that it has lost',
    'loses what is queued in a crash',
    'does not send again what may have arrived',
  ])('and the checks find one that %s', { timeout }, async (mutant) => {
    const property = (planted: SyncMutant | null) =>
      fc.asyncProperty(steps, async (given) => {
        await simulateSync(given, planted);
      });
    const found = await fc.check(property(mutant), { numRuns: 400, seed: 1, endOnFailure: true });
    expect(found.failed).toBe(true);
    // It is the mutant that fails there, not the case.
    const path = found.counterexamplePath ?? '';
    const without = await fc.check(property(null), { numRuns: 1, seed: 1, path, endOnFailure: true });
    expect(without.failed).toBe(false);
  });
});
