import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/server/postgres.ts';
import { serverMutants, type ServerMutant } from '../support/server/server-mutants.ts';
import { openServerWorld, simulateServer } from '../support/server/simulate-server.ts';

// `npm run faults -- server --runs 10000 --seed 1`. The server's rules, store, feed and walks on a real PostgreSQL; what makes them go
// wrong is in simulate-server.ts, and so are the invariants.

const runs = Number(process.env['COUNTERSIGN_FAULT_CASES'] ?? 15);
const seed = Number(process.env['COUNTERSIGN_FAULT_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
/** A planted fault shows in one of so many runs. */
const mostForMutant = 40;

let database: TestDatabase;
beforeAll(async () => (database = await openTestDatabase()));
afterAll(() => database.close());

describe('a server whose calls come twice, whose answers are lost, and that dies', () => {
  it(
    '[K41] decides each task once, and everybody learns of it (invariants 1 to 5)',
    { timeout: 60_000 + runs * 3_000 },
    async () => {
      await using world = await openServerWorld(database);
      const died: Record<string, number> = {};
      for (let run = 0; run < runs; run += 1) {
        const where = await simulateServer(world, seed + run).catch((error: unknown) => {
          throw new Error(`Repeat it with --runs 1 --seed ${seed + run}`, { cause: error });
        });
        died[where] = (died[where] ?? 0) + 1;
      }
      console.log(`seed ${seed}: ${runs} runs, died ${JSON.stringify(died)}`);
      expect(Object.values(died).reduce((sum, count) => sum + count, 0)).toBe(runs);
    },
  );
});

const found: Record<ServerMutant, RegExp> = {
  'writes the wake after the commit': /I5: the process is/,
  'does not know the key of a command': /I[23]: /,
  'gives places in a feed without its lock': /I4: /,
  'tells how far a feed goes before its rows are there': /I4: /,
  'does not lock the task that is answered': /I2: the task was decided by/,
  'sends an effect with another key each time': /I2: booked under/,
};

describe('the checks find a server that', () => {
  it.each(serverMutants)('%s', { timeout: 120_000 }, async (mutant) => {
    await using world = await openServerWorld(database, mutant);
    const failing = async () => {
      for (let run = 0; run < mostForMutant; run += 1) await simulateServer(world, run);
      throw new Error(`It was not found; it has changed ${world.changed} statements`);
    };
    await expect(failing()).rejects.toThrow(found[mutant]);
    // By the text of a statement: it must still be there.
    expect(world.changed > 0 || mutant === 'sends an effect with another key each time').toBe(true);
  });
});
