import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTestAccount, temporaryFolder } from '../support/account.ts';
import { openLedger, type Ledger } from '../support/ledger.ts';

// I2: each effect is applied exactly once where the other side honours its key. I5: every process completes or visibly waits.

const child = join(import.meta.dirname, '../support/effect-crash-child.ts');
const runs = Number(process.env['COUNTERSIGN_FAULT_RUNS'] ?? (process.env['CI'] === undefined ? 8 : 60));
const seed = Number(process.env['COUNTERSIGN_FAULT_SEED'] ?? 1);

/** Books twice, one after the other, and twice side by side; half of it in a process of its own. */
const bookingTwice = (url: string) => `
document: { dsl: '1.0.3', namespace: test, name: both, version: '1.0.0' }
do:
  - first: { call: http, with: { method: post, endpoint: { uri: '${url}/first' } } }
  - second: { call: http, with: { method: post, endpoint: { uri: '${url}/second' } } }
  - both:
      fork:
        branches:
          - left: { call: http, with: { method: post, endpoint: { uri: '${url}/left' } } }
          - right: { call: http, with: { method: post, endpoint: { uri: '${url}/right' } } }
  - done: { set: { done: true } }
`;
const bookings = 4;

async function run(
  folder: string,
  source: string,
  options: { point?: string; nth?: number; mutant?: string },
) {
  const { point = '', nth = 0, mutant = '' } = options;
  const started = spawn(process.execPath, [
    child,
    `--folder=${folder}`,
    `--source=${source}`,
    `--point=${point}`,
    `--nth=${nth}`,
    `--mutant=${mutant}`,
  ]);
  let errors = '';
  started.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const [code, signal] = (await once(started, 'close')) as [number | null, string | null];
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`The child failed (${code}): ${errors}`);
  return signal === 'SIGKILL';
}

/** Kills once at the given place, then runs to the end, and checks. @returns whether it was killed */
async function crashAndRecover(options: { point?: string; nth: number; mutant?: string }): Promise<boolean> {
  using folder = temporaryFolder();
  await using ledger = await openLedger();
  const source = bookingTwice(ledger.url);
  const killed = await run(folder.path, source, options);
  await run(folder.path, source, options.mutant === undefined ? {} : { mutant: options.mutant });
  await check(folder.path, ledger);
  return killed;
}

async function check(folder: string, ledger: Ledger): Promise<void> {
  await using test = openTestAccount(folder);
  await test.account.host.settled();
  const { processes } = await test.client.processes.list({});
  expect(processes.map(({ statusCode }) => statusCode)).toEqual(['C']);
  const { output } = await test.client.processes.get({ processId: processes[0]?.processId ?? '' });
  expect(output).toEqual({ done: true });
  expect(ledger.keys.length).toBeGreaterThanOrEqual(bookings);
  expect(ledger.booked()).toBe(bookings);
}

describe('killed around an effect, then started again', () => {
  it.each([
    ['process.recorded', 1],
    ['advance.before-commit', 1],
    ['advance.committed', 1],
    ['effect.before', 1],
    ['effect.returned', 1],
    ['effect.recorded', 1],
    ['effect.before', 4],
    ['effect.returned', 3],
    ['effect.returned', 4],
    ['effect.recorded', 3],
  ])('%s (time %i): each effect is asked for at least once, always with the same key', async (point, nth) => {
    expect(await crashAndRecover({ point, nth })).toBe(true);
  });

  it(`at ${runs} random places, seed ${seed}`, async () => {
    let state = seed;
    let killed = 0;
    for (let index = 0; index < runs; index += 1) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      killed += (await crashAndRecover({ nth: 1 + (state % placesInOneRun) })) ? 1 : 0;
    }
    expect(killed).toBeGreaterThan(0);
  });
});

/** How often any crash point comes by in one undisturbed run, about: effects side by side may end in one walk or in two. */
const placesInOneRun = 90;

it('the checks catch the planted bug: another key for the second try', async () => {
  await expect(crashAndRecover({ point: 'effect.returned', nth: 1, mutant: 'new-keys' })).rejects.toThrow(
    /expected/i,
  );
});
