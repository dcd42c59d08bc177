import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { dataPaths } from '../../src/local/data-folder.ts';
import { openTestAccount, temporaryFolder } from '../support/account.ts';
import { seededRandom } from '../support/net/seeded-faults.ts';
import { recordDisk, recordedDisk, writeFiles, type DiskStep } from '../support/power-cut/recorded-disk.ts';

// I1: every acknowledged answer survives. I3: no half transaction: task = history = command. The database is whole.
// `npm run faults -- power-cut --runs 20000`: what the app wrote and synced is recorded once, and the power is cut at that many places.

const cuts = Number(process.env['COUNTERSIGN_FAULT_CASES'] ?? 100);
const seed = Number(process.env['COUNTERSIGN_FAULT_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const answers = 12;
/** Of so many, one is opened by the app itself, which goes on with it. */
const wholeAppEach = 50;

const child = join(import.meta.dirname, '../support/power-cut/child.ts');

function record(synchronous: 'FULL' | 'NORMAL' | 'OFF'): DiskStep[] {
  using folder = temporaryFolder();
  return recordDisk(folder.path, child, [`--answers=${answers}`, `--synchronous=${synchronous}`]);
}

/** The keys of what was acknowledged by then. */
function acknowledgedBy(steps: readonly DiskStep[], after: number): string[] {
  return steps
    .slice(0, after)
    .flatMap((step) => (step.kind === 'said' ? [step.text.replace('acknowledged ', '')] : []));
}

interface Found {
  readonly integrity: unknown;
  readonly orphans: readonly unknown[];
  /** Keys of answers that are there, of `acknowledged` those that are not, and what is half there. */
  readonly missing: readonly string[];
  readonly half: readonly unknown[];
}

function look(database: string, acknowledged: readonly string[]): Found {
  const store = new Sqlite(database);
  try {
    const integrity = store.pragma('integrity_check', { simple: true });
    const orphans = store.pragma('foreign_key_check') as unknown[];
    const isNew = store.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'command'`).get() === undefined;
    if (isNew) return { integrity, orphans, missing: acknowledged, half: [] };
    const keys = store
      .prepare(`SELECT key FROM command WHERE action = 'completeTask'`)
      .pluck()
      .all() as string[];
    const half = store
      .prepare(
        `SELECT task.id FROM task
         WHERE kind = 'ask' AND (answer_json IS NOT NULL) <>
           ((SELECT count(*) FROM assignment_history WHERE task_id = task.id AND status = 'COMPLETED') = 1)`,
      )
      .all();
    const answered = store.prepare(`SELECT count(*) FROM task WHERE answer_json IS NOT NULL`).pluck().get();
    const uneven = answered === keys.length ? [] : [`${String(answered)} answers of ${keys.length} commands`];
    const missing = acknowledged.filter((key) => !keys.includes(key));
    return { integrity, orphans, missing, half: [...half, ...uneven] };
  } finally {
    store.close();
  }
}

/** Cuts the power at so many places, and looks each time. @throws Error with the cut at which something is wrong */
async function cutOften(steps: readonly DiskStep[], count: number): Promise<void> {
  using folder = temporaryFolder();
  const disk = recordedDisk(steps);
  const places = Array.from({ length: count }, (_, cut) => {
    const random = seededRandom(seed + cut);
    return { cut, random, after: Math.floor(random() * (steps.length + 1)) };
  });
  for (const { cut, random, after } of places.toSorted((one, other) => one.after - other.after)) {
    const acknowledged = acknowledgedBy(steps, after);
    const data = join(folder.path, String(cut));
    writeFiles(data, disk.cutPower(after, random));
    const found = openable(() => look(dataPaths(data).database, acknowledged));
    expect(found, `after step ${after}, seed ${seed + cut}`).toEqual({
      integrity: 'ok',
      orphans: [],
      missing: [],
      half: [],
    });
    if (cut % wholeAppEach === 0) await goOn(data);
    rmSync(data, { recursive: true });
  }
}

/** What cannot be opened is an answer too. Before its first sync there is no database. */
function openable(work: () => Found): Found | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_CANTOPEN')
      return { integrity: 'ok', orphans: [], missing: [], half: [] };
    return String(error);
  }
}

/** The app opens it, finishes what waits, and is at rest. */
async function goOn(data: string): Promise<void> {
  await using test = openTestAccount(data);
  await test.account.host.settled();
  for (const { taskAsstId } of (await test.client.humanTasks.list({})).humanTasks) {
    await test.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
  }
  await test.account.host.settled();
  const { processes } = await test.client.processes.list({ limit: 50 });
  expect(processes.map(({ statusCode }) => statusCode)).toEqual(processes.map(() => 'C'));
}

describe('the power is cut', () => {
  it(`at ${cuts} places: what was acknowledged is there, whole (invariants 1 and 3), seed ${seed}`, async () => {
    const steps = record('FULL');
    expect(acknowledgedBy(steps, steps.length)).toHaveLength(answers);
    await cutOften(steps, cuts);
  });

  it.each(['NORMAL', 'OFF'] as const)(
    'and a database that does not wait for the disk is found by these checks: synchronous %s',
    async (synchronous) => {
      const steps = record(synchronous);
      await expect(cutOften(steps, 300)).rejects.toThrow(/after step/);
    },
  );
});
