import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomInput, sequentialDefinitions, type RandomDefinitions } from '../support/random-definition.ts';
import { simulateOnSqlite, type DiskMutant, type DiskOutcome } from '../support/simulation/on-sqlite.ts';
import type { Script } from '../support/simulation/simulate.ts';

// As property.test.ts, on the local account and its SQLite store: fewer cases, because each opens a database several times.

const runs = Math.min(1_000, Math.ceil(Number(process.env['COUNTERSIGN_FAULT_CASES'] ?? 1_200) / 20));
const seed = Number(process.env['COUNTERSIGN_FAULT_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));

const timeout = 60_000 + runs * 3_000;

const script: fc.Arbitrary<Script> = fc.record({
  input: randomInput,
  choices: fc.array(fc.nat({ max: 1_000 }), { minLength: 3, maxLength: 15, size: 'large' }),
});
const stops = fc.infiniteStream(fc.nat({ max: 9 }));

describe('a local account that is stopped at any crash point', () => {
  it('has the same in its database as without a stop', { timeout }, async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(sequentialDefinitions, script, stops, async (definitions, given, moments) => {
        count += (await compare(definitions, given, moments)).stops;
      }),
      { numRuns: runs, seed },
    );
    console.log(`seed ${seed}: ${runs} cases, ${count} stops`);
    expect(count).toBeGreaterThan(runs / 2);
  });

  it.each<DiskMutant>(['forgets how far tasks have come', 'forgets the answers'])(
    'and the comparison finds one that %s',
    async (mutant) => {
      const found = await fc.check(comparison(mutant), { numRuns: 200, seed: 1, endOnFailure: true });
      expect(found.failed).toBe(true);
      // It is the mutant that fails there, not the case.
      const path = found.counterexamplePath ?? '';
      const without = await fc.check(comparison(), { numRuns: 1, seed: 1, path, endOnFailure: true });
      expect(without.failed).toBe(false);
    },
  );
});

function comparison(mutant?: DiskMutant) {
  return fc.asyncProperty(sequentialDefinitions, script, stops, async (definitions, given, moments) => {
    await compare(definitions, given, moments, mutant);
  });
}

async function compare(
  definitions: RandomDefinitions,
  given: Script,
  moments: Iterator<number>,
  mutant?: DiskMutant,
): Promise<DiskOutcome> {
  const whole = await simulateOnSqlite(definitions, given);
  const cut = await simulateOnSqlite(definitions, given, {
    stops: moments,
    ...(mutant === undefined ? {} : { mutant }),
  });
  expect(cut.content).toEqual(whole.content);
  expect(cut.called).toEqual(whole.called);
  return cut;
}
