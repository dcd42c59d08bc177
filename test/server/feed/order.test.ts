import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  nat,
  record,
  subarray,
  type Arbitrary,
} from 'fast-check';
import { expect, test } from 'vitest';
import { recordFeed } from '../../../src/server/feed/record-feed.ts';
import { openFeed, readPage, type FeedClient } from '../../support/server/feed-client.ts';
import { feedHeaders, type FeedNode } from '../../support/server/feed-node.ts';
import { plantTask, type PlantedTask } from '../../support/server/planted.ts';
import { until } from '../../support/until.ts';
import { feedWorld, type FeedWorld } from './world.ts';

const users = ['alice', 'bob', 'carol'];
const tasksOfRun = 5;

/** One transaction that changes a task for some who hold it, as a claim, a completion or a reassignment does. */
interface Step {
  readonly task: number;
  readonly users: readonly string[];
  readonly gone: boolean;
  readonly fails: boolean;
}

/** A client that goes away after so many changes and comes back to one of the nodes. */
interface Reader {
  readonly user: string;
  readonly nodes: readonly number[];
  readonly leavesAfter: number;
}

const step: Arbitrary<Step> = record({
  task: nat(tasksOfRun - 1),
  users: subarray(users, { minLength: 1 }),
  gone: boolean(),
  fails: integer({ min: 0, max: 9 }).map((number) => number === 0),
});
const reader: Arbitrary<Reader> = record({
  user: constantFrom(...users),
  nodes: array(nat(1), { minLength: 1, maxLength: 4 }),
  leavesAfter: integer({ min: 1, max: 6 }),
});

interface Applied {
  /** What the client knows of each assignment, by the last entry that it got. */
  readonly state: Map<string, string>;
  readonly cursors: number[];
}

interface Entry {
  readonly cursor: number;
  readonly taskAsstId: string;
  readonly gone: boolean;
  readonly task: { readonly title: string } | null;
}

test('under writers at once on two nodes each client ends with what is so, in order, each place once', async () => {
  const world = await feedWorld(users);
  const nodes = [await world.node(), await world.node()];
  await assert(
    asyncProperty(
      array(array(step, { minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 4 }),
      array(reader, { minLength: 1, maxLength: 4 }),
      async (writers, readers) => {
        const tasks = await world.db.write(world.host.hostId, async (tx) => {
          const planted: PlantedTask[] = [];
          for (let number = 0; number < tasksOfRun; number += 1) {
            planted.push(await plantTask(tx, world.host, users, `Task ${number}: 0`));
          }
          return planted;
        });
        const from = new Map<string, number>();
        for (const user of users) from.set(user, (await pageOf(world, nodes[0], user, 0)).latest);
        const reading = readers.map((one) => read(world, nodes, one, from.get(one.user) ?? 0));
        await Promise.all(writers.map((steps, number) => write(world, tasks, steps, number)));
        for (const [index, { finish }] of reading.entries()) {
          const { user } = readers[index] ?? { user: '' };
          const truth = await pageOf(world, nodes[0], user, from.get(user) ?? 0);
          const applied = await finish(truth.latest);
          expect(applied.cursors).toEqual([...new Set(applied.cursors)].toSorted((a, b) => a - b));
          expect(applied.state).toEqual(new Map((truth.entries as unknown as Entry[]).map(stateOf)));
        }
      },
    ),
    { seed: 20_261_121, numRuns: 25, endOnFailure: true },
  );
}, 120_000);

function stateOf({ taskAsstId, gone, task }: Entry): [string, string] {
  return [taskAsstId, gone ? 'gone' : (task?.title ?? 'nothing')];
}

function pageOf({ host }: FeedWorld, node: FeedNode | undefined, userId: string, after: number) {
  return readPage(node?.origin ?? '', feedHeaders({ hostId: host.hostId, userId }), { after, limit: 1000 });
}

/** Every other writer works through another pool, as another node does. */
async function write(
  { db, otherDb, host }: FeedWorld,
  tasks: readonly PlantedTask[],
  steps: readonly Step[],
  writer: number,
): Promise<void> {
  for (const [number, { task, users: theirs, gone, fails }] of steps.entries()) {
    const planted = tasks[task];
    if (planted === undefined) continue;
    const places = theirs.map((userId) => ({
      userId,
      assignmentId: planted.assignmentIds.get(userId) ?? '',
      gone,
    }));
    const change = (writer % 2 === 0 ? db : otherDb).write(host.hostId, async (tx) => {
      await tx.query('SELECT 1 FROM task WHERE id = $1 FOR UPDATE', planted.taskId);
      await tx.run('UPDATE task SET title = $2 WHERE id = $1', planted.taskId, `${writer}.${number}`);
      // All of a task are told, as the commands do: whoever sees it sees the new title.
      const others = users.filter((userId) => !theirs.includes(userId));
      const rest = others.map((userId) => ({
        userId,
        assignmentId: planted.assignmentIds.get(userId) ?? '',
        gone: false,
      }));
      await recordFeed(tx, planted.taskId, [...places, ...rest], number);
      if (fails) throw new Error('Rolled back');
    });
    const [{ status }] = await Promise.allSettled([change]);
    if ((status === 'rejected') !== fails) await change;
  }
}

/** Applies what comes, over as many connections as the reader is told to make. */
function read(
  { host }: FeedWorld,
  nodes: readonly FeedNode[],
  { user, nodes: turns, leavesAfter }: Reader,
  from: number,
) {
  const applied: Applied = { state: new Map(), cursors: [] };
  let cursor = from;
  let turn = 0;
  let client: FeedClient | null = null;
  let seen = 0;
  const connect = async () => {
    const node = nodes[turns[turn % turns.length] ?? 0];
    turn += 1;
    seen = 0;
    client = await openFeed(node?.origin ?? '', feedHeaders({ hostId: host.hostId, userId: user }), {
      lastEventId: cursor,
    });
  };
  const take = () => {
    for (const { event, data } of client?.events.slice(seen) ?? []) {
      seen += 1;
      if (event === 'start-over') throw new Error('Nothing was forgotten');
      if (event !== 'change') continue;
      const entry = data as Entry;
      applied.cursors.push(entry.cursor);
      const [assignment, state] = stateOf(entry);
      applied.state.set(assignment, state);
      cursor = entry.cursor;
      if (applied.cursors.length % leavesAfter === 0 && turn < 6) return false;
    }
    return true;
  };
  const connected = connect();
  return {
    async finish(latest: number): Promise<Applied> {
      await connected;
      await until(`${user} has read up to ${latest}`, async () => {
        if (!take()) {
          client?.close();
          await connect();
        }
        return cursor === latest;
      });
      client?.close();
      return applied;
    },
  };
}
