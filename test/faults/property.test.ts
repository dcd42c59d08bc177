import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomDefinitions, randomInput, type RandomDefinitions } from '../support/random-definition.ts';
import { parseDefinition, type Definition } from '../../src/engine/definition/parse-definition.ts';
import { TaskKind } from '../../src/shared/contract/task-kind.ts';
import type { Mutant } from '../support/simulation/mutant.ts';
import { simulate, type Outcome, type Script } from '../support/simulation/simulate.ts';

// Random definitions of every kind of task, random answers, replies, events and cancellations, and a host that is stopped at
// random moments. See test/support/simulation/simulate.ts for the invariants.

const runs = Number(process.env['COUNTERSIGN_FAULT_CASES'] ?? 1_000);
const seed = Number(process.env['COUNTERSIGN_FAULT_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));

const timeout = 60_000 + runs * 200;

const script: fc.Arbitrary<Script> = fc.record({
  input: randomInput,
  choices: fc.array(fc.nat({ max: 1_000 }), { minLength: 10, maxLength: 40, size: 'large' }),
});
/** A stop about every tenth time that one is possible. */
const stops = fc.infiniteStream(fc.nat({ max: 9 }));

describe('a process whose host is stopped at any moment', () => {
  it(
    'comes to the same as without a stop: tasks, contexts, outputs, children and events',
    { timeout },
    async () => {
      const seen = { walks: 0, stops: 0, kinds: new Set<string>() };
      await fc.assert(
        fc.asyncProperty(randomDefinitions, script, stops, async (definitions, given, moments) => {
          const cut = await compare(definitions, given, moments);
          seen.walks += cut.walks;
          seen.stops += cut.stops;
          for (const kind of kindsIn(cut)) seen.kinds.add(kind);
        }),
        { numRuns: runs, seed, endOnFailure: false },
      );
      console.log(`seed ${seed}: ${runs} cases, ${seen.walks} walks, ${seen.stops} stops`);
      expect([...seen.kinds].sort()).toEqual(TaskKind.options.toSorted());
      expect(seen.stops).toBeGreaterThan(runs);
    },
  );
});

describe('the comparison finds a host that', () => {
  it.each<Mutant>([
    'forgets that a task has ended',
    'forgets how far a task has come',
    'has a new key for each call',
    'lets effects out before the commit',
    'does not run effects again',
    'acknowledges an answer before it is written',
    'writes the tasks before the process',
    'publishes events before the commit',
  ])('%s', async (mutant) => {
    const sound = { numRuns: 1_000, seed: 1, endOnFailure: true };
    const found = await fc.check(comparison(mutant), sound);
    expect(found.failed).toBe(true);
    // It is the mutant that fails there, not the case.
    const without = await fc.check(comparison(), {
      ...sound,
      numRuns: 1,
      path: found.counterexamplePath ?? '',
    });
    expect(without.failed).toBe(false);
  });
});

function comparison(mutant?: Mutant) {
  return fc.asyncProperty(randomDefinitions, script, stops, async (definitions, given, moments) => {
    await compare(definitions, given, moments, mutant);
  });
}

async function compare(
  sources: RandomDefinitions,
  given: Script,
  moments: Iterator<number>,
  mutant?: Mutant,
): Promise<Outcome> {
  const definitions = { main: parsed(sources.main), child: parsed(sources.child) };
  const whole = await simulate(definitions, given, mutant === undefined ? {} : { mutant });
  const cut = await simulate(definitions, given, {
    stops: moments,
    ...(mutant === undefined ? {} : { mutant }),
  });
  expect(cut.processes).toEqual(whole.processes);
  expect(cut.events).toEqual(whole.events);
  expect(cut.called).toEqual(whole.called);
  return cut;
}

function kindsIn({ processes }: Outcome): string[] {
  return Object.values(processes).flatMap(({ tasks }) =>
    tasks.map((task) => (task as { kind: string }).kind),
  );
}

function parsed(source: string): Definition {
  const result = parseDefinition(source);
  if (result.ok) return result.definition;
  throw new Error(result.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}
