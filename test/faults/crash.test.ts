import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { dataPaths } from '../../src/local/data-folder.ts';
import { migrations } from '../../src/local/store/migrations/all.ts';
import { openTestAccount, temporaryFolder } from '../support/account.ts';

// I1: every acknowledged answer survives. I2: nothing is applied twice. I3: no half transaction.
// I5: every process completes or visibly waits.

const child = join(import.meta.dirname, '../support/crash-child.ts');
const runs = Number(process.env['COUNTERSIGN_FAULT_RUNS'] ?? (process.env['CI'] === undefined ? 60 : 200));
const seed = Number(process.env['COUNTERSIGN_FAULT_SEED'] ?? 1);

interface Run {
  readonly killed: boolean;
  readonly acknowledged: string[];
}

function run(
  folder: string,
  options: { point?: string; nth?: number; known?: readonly string[]; mutant?: string },
): Run {
  const result = spawnSync(
    process.execPath,
    [
      child,
      `--folder=${folder}`,
      `--point=${options.point ?? ''}`,
      `--nth=${options.nth ?? 0}`,
      `--acknowledged=${(options.known ?? []).join(',')}`,
      `--mutant=${options.mutant ?? ''}`,
    ],
    { encoding: 'utf8' },
  );
  if (result.signal !== 'SIGKILL' && result.status !== 0) {
    throw new Error(`The child failed (${result.status}): ${result.stderr}`);
  }
  const acknowledged = result.stdout.split('\n').filter((line) => line !== '');
  return { killed: result.signal === 'SIGKILL', acknowledged };
}

/** Kills once at the given place, then runs to the end as the same client would after a restart, and checks. */
async function crashAndRecover(options: { point?: string; nth: number; mutant?: string }): Promise<boolean> {
  using folder = temporaryFolder();
  const first = run(folder.path, options);
  run(folder.path, {
    known: first.acknowledged,
    ...(options.mutant === undefined ? {} : { mutant: options.mutant }),
  });
  await checkInvariants(folder.path);
  return first.killed;
}

async function checkInvariants(folder: string): Promise<void> {
  const { database } = dataPaths(folder);
  const store = new Sqlite(database, { readonly: true });
  expect(store.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(store.pragma('foreign_key_check')).toEqual([]);
  store.close();
  await using test = openTestAccount(folder);
  await test.account.host.settled();
  const { processes, total } = await test.client.processes.list({});
  expect(total).toBe(1);
  const process = await test.client.processes.get({ processId: processes[0]?.processId ?? '' });
  expect(process).toMatchObject({
    statusCode: 'C',
    output: { outcome: 'stopped', reason: 'Not this quarter' },
  });
  expect(process.tasks.map((task) => [task.path, task.statusCode])).toEqual([
    ['/do/0/requestApproval', 'C'],
    ['/do/1/route', 'C'],
    ['/do/3/stopped', 'C'],
  ]);
  const taskAsstId = process.tasks[0]?.taskAsstId ?? '';
  const { transitions } = await test.client.humanTasks.history({ taskAsstId });
  expect(transitions.map((transition) => transition.status)).toEqual(['ASSIGNED', 'COMPLETED']);
  expect((await test.client.humanTasks.list({})).total).toBe(0);
  expect((await test.client.humanTasks.list({ view: 'done' })).total).toBe(1);
}

describe('killed at a named crash point, then started again', () => {
  it.each([
    ['migration.statement', 1],
    ['migration.statement', 7],
    ['migration.statement', 30],
    ['process.recorded', 1],
    ['resume.before', 1],
    ['advance.before-commit', 1],
    ['ask.created', 1],
    ['answer.before-commit', 1],
    ['answer.recorded', 1],
    ['resume.before', 2],
    ['advance.before-commit', 2],
    ['advance.committed', 1],
  ])(
    '%s (time %i): the process ends exactly once and the answer is kept (invariants 1, 2, 3 and 5)',
    async (point, nth) => {
      expect(await crashAndRecover({ point, nth })).toBe(true);
    },
  );
});

describe('killed anywhere', () => {
  it(`holds the same invariants at ${runs} random places, seed ${seed}`, async () => {
    let state = seed;
    let killed = 0;
    for (let index = 0; index < runs; index += 1) {
      // A linear congruential generator: enough to choose places, and the seed repeats them.
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      const nth = 1 + (state % placesInOneRun);
      killed += (await crashAndRecover({ nth })) ? 1 : 0;
    }
    expect(killed).toBe(runs);
  });
});

/** How often any crash point comes by in one undisturbed run; a place beyond it would kill nothing. */
const placesInOneRun = migrations.flat().length + 9;

describe('the checks themselves', () => {
  it.each([
    ['acknowledge-early', 'answer.before-commit'],
    ['new-keys', 'process.recorded'],
  ])('catch the planted bug: %s', async (mutant, point) => {
    await expect(crashAndRecover({ point, nth: 1, mutant })).rejects.toThrow(/expected|Expected/);
  });
});
