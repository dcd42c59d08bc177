import { Pool } from 'pg';
import { feedChannel } from '../../../../src/server/feed/record-feed.ts';
import { printTable } from '../../../support/print.ts';
import { benchWorld, plantTasks, type BenchWorld } from '../feed/world.ts';
import { fill } from '../feed/snapshot.ts';
import { against, interleaved, percentile, shown } from '../pairs.ts';
import { benchTeam, quiet, waitingOf, type BenchTeam } from './team.ts';

const people = 20;
/** Of each of them in each round. */
const tasksEach = 50;
/** As many calls at a time as the node has connections to its database. */
const sideBySide = 20;

/**
 * completeTask over HTTP on one node, whose processes go on on Restate meanwhile, against the same writes as bare transactions on a
 * PostgreSQL of their own.
 */
export async function completing({ rounds }: { readonly rounds: number }): Promise<void> {
  const users = Array.from({ length: people }, (_, index) => `user${index}`);
  const tasksOf = Object.fromEntries(users.map((user) => [user, (rounds + 1) * tasksEach]));
  await using team = await benchTeam({ ...tasksOf, alone: (rounds + 1) * tasksEach * 4 });
  await using floor = await benchWorld(users);
  for (const user of users) await plantTasks(floor, (rounds + 1) * tasksEach, [user]);
  await fill(floor);
  const pool = new Pool({ connectionString: floor.url, max: sideBySide });
  pool.on('error', () => {});
  const latencies: number[] = [];
  const pairs = await interleaved(rounds, {
    node: () => complete(team, users, tasksEach, latencies),
    alone: () => complete(team, ['alone'], tasksEach * 4, []),
    bare: () => bare(floor, pool, users),
  });
  await pool.end();
  printTable(
    [`completeTask, ${sideBySide} calls at a time`, 'median /s', 'each round'],
    [
      [`one node, of ${people} people`, ...shown(pairs.values.node)],
      ['one node, of one person', ...shown(pairs.values.alone)],
      ['the same writes as bare transactions', ...shown(pairs.values.bare)],
    ],
  );
  console.log(
    `a call takes ${percentile(latencies, 0.5).toFixed(0)} ms (p50), ${percentile(latencies, 0.99).toFixed(0)} ms (p99)`,
  );
  console.log(`to the bare transactions ${against(pairs.ratio('node', 'bare'), '≥', 0.3)}`);
}

/** @returns completions a second; how long each took is added to `latencies`, in milliseconds */
async function complete(
  team: BenchTeam,
  users: readonly string[],
  each: number,
  latencies: number[],
): Promise<number> {
  const lists: { authorization: string; ids: string[] }[] = [];
  for (const user of users) {
    lists.push({
      authorization: `Bearer ${await team.token(user)}`,
      ids: await waitingOf(team, user, each),
    });
  }
  const calls = alternating(lists.map(({ authorization, ids }) => ids.map((id) => ({ authorization, id }))));
  const seconds = await sideways(calls, async ({ authorization, id }) => {
    const from = performance.now();
    const response = await fetch(`${team.origin}/api/human-tasks/${id}/complete`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ response: { value: 'APPROVED' }, idempotencyKey: `complete-${id}` }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    latencies.push(performance.now() - from);
  });
  await quiet(team);
  return calls.length / seconds;
}

/** What completeTask writes, and nothing else: no checks, no reading, no tenant. */
async function bare({ admin, host }: BenchWorld, pool: Pool, users: readonly string[]): Promise<number> {
  interface Place {
    readonly id: string;
    readonly task_id: string;
    readonly process_id: string;
    readonly assignee_id: string;
  }
  const lists: Place[][] = [];
  for (const user of users) {
    const { rows } = await admin.query<Place>(
      `SELECT id, task_id, process_id, assignee_id FROM assignment WHERE assignee_id = $1 AND active ORDER BY seq LIMIT $2`,
      [user, tasksEach],
    );
    lists.push(rows);
  }
  const places = alternating(lists);
  const answer = JSON.stringify({ value: 'APPROVED', submittedAt: new Date().toISOString() });
  const seconds = await sideways(places, async (place) => {
    const { id, task_id: task, process_id: process, assignee_id: user } = place;
    const now = Date.now();
    const result = JSON.stringify({ ...place, completedUser: user, response: answer });
    const client = await pool.connect();
    const run = (name: string, text: string, values: unknown[]) => client.query({ name, text, values });
    await client.query('BEGIN');
    await run('lock', 'SELECT id FROM task WHERE id = $1 FOR UPDATE', [task]);
    await run(
      'command',
      `INSERT INTO command (host_id, actor, key, action, payload_digest, result_json, at)
       VALUES ($1, $2, $3, 'completeTask', $4, $5, $6)`,
      [host.hostId, user, `complete-${id}`, 'x'.repeat(64), result, now],
    );
    await run(
      'task',
      `UPDATE task SET status = 'C', answer_json = $2, completed_at = $3, completed_user = $4, completed_by = $4 WHERE id = $1`,
      [task, answer, now, user],
    );
    await run(
      'assignment',
      `UPDATE assignment SET status = 'COMPLETED', active = false, ended_at = $2 WHERE id = $1`,
      [id, now],
    );
    await run(
      'history',
      `INSERT INTO assignment_history (host_id, assignment_id, task_id, at, status, actor, effective_user, source)
       VALUES ($1, $2, $3, $4, 'COMPLETED', $5, $5, 'api')`,
      [host.hostId, id, task, now, user],
    );
    const { rows } = await run(
      'head',
      `UPDATE feed_head SET seq = seq + 1 WHERE host_id = $1 AND user_id = $2 RETURNING seq`,
      [host.hostId, user],
    );
    await run(
      'entry',
      `UPDATE feed_entry SET seq = $4, changed_at = $5 WHERE host_id = $1 AND user_id = $2 AND assignment_id = $3`,
      [host.hostId, user, id, (rows[0] as { seq: string }).seq, now],
    );
    await run('tell', 'SELECT pg_notify($1, $2)', [
      feedChannel,
      JSON.stringify({ h: host.hostId, u: [user] }),
    ]);
    await run('process', 'UPDATE process SET wake_count = wake_count + 1 WHERE id = $1', [process]);
    await run(
      'wake',
      `INSERT INTO wake_outbox (host_id, process_id, reason, written_at, next_try_at) VALUES ($1, $2, 'answer', $3, $3)`,
      [host.hostId, process, now],
    );
    await client.query('COMMIT');
    client.release();
  });
  return places.length / seconds;
}

/** The first of each, then the second of each, and so on. */
function alternating<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap((list) => list.slice(index, index + 1)),
  ).flat();
}

/** @returns how long all of them took, in seconds */
async function sideways<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<number> {
  const from = performance.now();
  let next = 0;
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  return (performance.now() - from) / 1_000;
}
