import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Advance, TaskInstance } from '../../../src/engine/process-state.ts';
import { createSyncAssignments } from '../../../src/server/assignments/sync-assignments.ts';
import type { HostParts } from '../../../src/server/host/host-parts.ts';
import { writeWalk } from '../../../src/server/host/record-walk.ts';
import { loadRecordedTasks } from '../../../src/server/host/recorded-tasks.ts';
import { findProcess } from '../../../src/server/store/processes.ts';
import { processState } from '../../../src/service/processes/process-state.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import {
  completedAt,
  openCompletingWorld,
  type CompletingWorld,
  type PlantedAsk,
} from '../../support/server/completing-world.ts';
import type { PlantedHost } from '../../support/server/planted.ts';

let world: CompletingWorld;
let other: Client;
beforeAll(async () => {
  world = await openCompletingWorld();
  other = new Client({ connectionString: world.database.url });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await world[Symbol.asyncDispose]();
});

const parts = {
  clock: { now: () => completedAt },
  ids: systemIds,
  syncAssignments: createSyncAssignments(systemIds),
} as unknown as HostParts;

/** Bob is asked, then Ann, in one process. */
async function plantTwo(): Promise<{ host: PlantedHost; asks: PlantedAsk[] }> {
  const host = await world.host(['ann', 'bob']);
  const ofBob = await world.plant(host, { places: [{ userId: 'bob' }] });
  const ofAnn = await world.plant(host, { places: [{ userId: 'ann' }], processId: ofBob.processId });
  await world.admin.query(`UPDATE process SET task_count = 2 WHERE id = $1`, [ofBob.processId]);
  for (const userId of ['ann', 'bob']) {
    await world.admin.query(`INSERT INTO feed_head (host_id, user_id, seq) VALUES ($1, $2, 0)`, [
      host.hostId,
      userId,
    ]);
  }
  return { host, asks: [ofBob, ofAnn] };
}

/** A walk that cancels both asks, the one of this index first. */
async function cancelBoth({ hostId }: PlantedHost, asks: readonly PlantedAsk[], first: 0 | 1) {
  await world.database.db.write(hostId, async (tx) => {
    const process = await findProcess(tx, asks[0]?.processId ?? '');
    if (process === null) throw new Error('There is no process');
    const tasks = await loadRecordedTasks(tx, process);
    const ended = [...tasks.live()]
      .sort((one, two) => (one.path < two.path ? -1 : 1))
      .map((task): TaskInstance => ({
        ...task,
        status: 'cancelled',
        reason: 'cancelled',
        endedAt: completedAt,
      }));
    const before = processState(process, tasks);
    const advance: Advance = {
      ...before,
      status: 'cancelled',
      changed: first === 0 ? ended : ended.toReversed(),
      events: [],
      children: [],
    };
    await writeWalk(parts, tx, { process, before, advance });
  });
}

/** Runs `work` while these rows are locked, and looks once it waits for them whether those others are free. */
async function isFreeMeanwhile(locked: Row, wanted: Row, work: () => Promise<void>): Promise<boolean> {
  await world.admin.query('BEGIN');
  await world.admin.query(`SELECT 1 ${locked.rows} FOR UPDATE`, [...locked.of]);
  const working = work();
  try {
    await expect.poll(waiting, { timeout: 5_000, interval: 10 }).toBe(1);
    const { rows } = await other.query(`SELECT 1 ${wanted.rows} FOR UPDATE SKIP LOCKED`, [...wanted.of]);
    return rows.length === 1;
  } finally {
    await world.admin.query('COMMIT');
    await working;
  }
}

interface Row {
  readonly rows: string;
  readonly of: readonly string[];
}

async function waiting(): Promise<number> {
  const { rows } = await other.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows.length;
}

describe('a walk that ends several asks', () => {
  it('[H62] locks the feeds of all who are told in one order, as answers do', async () => {
    const { host, asks } = await plantTwo();
    const head = (userId: string): Row => ({
      rows: 'FROM feed_head WHERE host_id = $1 AND user_id = $2',
      of: [host.hostId, userId],
    });
    // Bob's ask comes first.
    expect(await isFreeMeanwhile(head('ann'), head('bob'), () => cancelBoth(host, asks, 0))).toBe(true);
    const { assignments, entries } = await world.written(host, asks);
    expect(assignments?.map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED']);
    expect(entries).toMatchObject([
      { user_id: 'ann', seq: '1', gone: false },
      { user_id: 'bob', seq: '1', gone: false },
    ]);
  });

  it('[H62] locks their tasks in one order, as answers do', async () => {
    const { host, asks } = await plantTwo();
    const [first = '', second = ''] = asks.map(({ taskId }) => taskId);
    const task = (id: string): Row => ({ rows: 'FROM task WHERE id = $1', of: [id] });
    // The second ask comes first.
    expect(await isFreeMeanwhile(task(first), task(second), () => cancelBoth(host, asks, 1))).toBe(true);
    const { tasks } = await world.written(host, asks);
    expect(tasks?.map(({ status }) => status)).toEqual(['X', 'X']);
  });
});
