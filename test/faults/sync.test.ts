import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFaults, type FaultPlan } from '../support/team/fault-run.ts';
import { openFaultWorld, type FaultWorld } from '../support/team/fault-world.ts';
import type { SyncFaultMutant } from '../support/team/app-child.ts';

// `npm run faults -- sync --runs 500 --seed 1`. Everything is real: the app's account, a node, Restate, PostgreSQL, and a network
// between that delays, cuts, doubles and stops. The invariants are in fault-run.ts.

const runs = Number(process.env['COUNTERSIGN_FAULT_RUNS'] ?? 25);
const seed = Number(process.env['COUNTERSIGN_FAULT_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const timeout = 120_000 + runs * 10_000;

let world: FaultWorld;
beforeAll(async () => (world = await openFaultWorld()), 60_000);
afterAll(() => world[Symbol.asyncDispose]());

describe('an app and its server, while the network lies and one of them, the engine or the database is killed', () => {
  it('[K41] each answer ends once, and both have the same (invariants 1 to 5)', { timeout }, async () => {
    const ends: Record<string, number> = {};
    const killed: Record<string, number> = {};
    const lied: Record<string, number> = {};
    for (let run = 0; run < runs; run += 1) {
      const outcome = await runFaults(world, { seed: seed + run }).catch((error: unknown) => {
        throw new Error(`Repeat it with --runs 1 --seed ${seed + run}`, { cause: error });
      });
      const [who = ''] = outcome.killed.split(' ');
      killed[who] = (killed[who] ?? 0) + 1;
      lied[outcome.lied] = (lied[outcome.lied] ?? 0) + 1;
      for (const end of outcome.ends) ends[end] = (ends[end] ?? 0) + 1;
    }
    console.log(
      `seed ${seed}: ${runs} runs, killed ${JSON.stringify(killed)}, lied inside ${JSON.stringify(lied)}, ` +
        `ended ${JSON.stringify(ends)}`,
    );
    expect(ends['delivered']).toBeGreaterThan(0);
  });
});

describe('the checks find an app that', () => {
  it.each<[SyncFaultMutant, Omit<FaultPlan, 'seed'>, RegExp]>([
    [
      'does not send again what may have arrived',
      { kill: 'app outbox.sending', times: 1, network: { none: 1 }, inside: 'nothing' },
      /I3: delivered, and decided by undefined/,
    ],
    [
      'loses what is queued in a crash',
      { kill: 'app', network: { refused: 1 }, inside: 'nothing' },
      /I1: an acknowledged answer is there 0 times/,
    ],
  ])('%s', { timeout }, async (mutant, plan, words) => {
    await world.plant(mutant);
    await expect(runFaults(world, { ...plan, seed: 1, tasks: 1, bob: 0 })).rejects.toThrow(words);
  });
});
