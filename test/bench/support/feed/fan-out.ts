import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { recordFeed } from '../../../../src/server/feed/record-feed.ts';
import { printTable } from '../../../support/print.ts';
import { against, percentile } from '../pairs.ts';
import type { Arrival } from './clients-child.ts';
import { benchWorld, now, plantTasks, type BenchWorld } from './world.ts';

const clients = 2_000;
/** A burst: an ask of each of the roles that everybody is in one of, at the same moment. */
const bursts = 5;
const membersOfRole = 50;
/** Changes, each of one task of three people, so many a second. */
const changes = 2_000;
const perSecond = 200;

/** How long it is waited for what has not come yet; then it is lost. */
const patienceMs = 15_000;

/** A commit, and whom it has reached when. */
interface Sent {
  readonly at: number;
  readonly users: readonly string[];
  readonly arrivals: Map<string, number>;
  twice: number;
}

export async function fanOut(): Promise<void> {
  const users = Array.from({ length: clients }, (_, index) => `user${index}`);
  await using world = await benchWorld(users);
  const roles = Array.from({ length: clients / membersOfRole }, (_, index) =>
    users.slice(index * membersOfRole, (index + 1) * membersOfRole),
  );
  const forRoles: { users: readonly string[]; taskIds: readonly string[] }[] = [];
  for (const members of roles) {
    forRoles.push({ users: members, taskIds: await plantTasks(world, bursts, members) });
  }
  const groups = Array.from({ length: 20 }, (_, index) => users.slice(index * 3, index * 3 + 3));
  const forSome: { taskId: string; users: readonly string[] }[] = [];
  for (const group of groups) {
    const tasks = await plantTasks(world, changes / groups.length, group);
    forSome.push(...tasks.map((taskId) => ({ taskId, users: group })));
  }
  const { child: node, origin } = await world.child('node-child.ts', world.url);
  const { child } = await world.child('clients-child.ts', origin, world.host.hostId, ...users);

  const before = await usageOf(node);
  const allSent = new Map<string, Sent>();
  for (let burst = 0; burst < bursts; burst += 1) {
    const committed = forRoles.map(async ({ users: members, taskIds }) => {
      const taskId = taskIds[burst] ?? '';
      allSent.set(taskId, await change(world, taskId, members));
    });
    await Promise.all(committed);
    await arrived(child, allSent);
  }
  const toAll = measure(allSent);
  const after = await usageOf(node);

  const someSent = new Map<string, Sent>();
  const from = now();
  for (const [index, { taskId, users: theirs }] of forSome.entries()) {
    const early = from + (index * 1000) / perSecond - now();
    if (early > 0) await pause(early);
    someSent.set(taskId, await change(world, taskId, theirs));
  }
  await arrived(child, someSent);
  const toSome = measure(someSent);
  const row = (title: string, { latencies, lost, twice }: Measured) => [
    title,
    String(latencies.length),
    `${percentile(latencies, 0.5).toFixed(0)} ms`,
    `${percentile(latencies, 0.99).toFixed(0)} ms`,
    `${Math.max(...latencies).toFixed(0)} ms`,
    String(lost),
    String(twice),
  ];
  printTable(
    [`${clients} clients on one node`, 'messages', 'p50', 'p99', 'longest', 'lost', 'twice'],
    [
      row(`asks of ${roles.length} roles with ${membersOfRole} each at once, ${bursts} times`, toAll),
      row(`${perSecond}/s, each to 3 of them`, toSome),
    ],
  );
  const perMessage = (after.cpuMs - before.cpuMs) / toAll.latencies.length;
  console.log(`the node took ${perMessage.toFixed(3)} ms of a processor for each message of a burst`);
  console.log(`the node had ${(after.rss / 1024 / 1024).toFixed(0)} MB after the bursts`);
  console.log(
    `p99 in seconds, when all hear of something at once: ${against(percentile(toAll.latencies, 0.99) / 1000, '≤', 1)}`,
  );
  console.log(`messages lost: ${against(toAll.lost + toSome.lost, '≤', 0)}`);
}

/** One commit that changes a task for these users; it is on its way from when it has been committed. */
async function change({ db, host }: BenchWorld, taskId: string, users: readonly string[]): Promise<Sent> {
  await db.write(host.hostId, async (tx) => {
    const rows = await tx.query(
      `SELECT id, assignee_id FROM assignment WHERE task_id = $1 AND assignee_id = ANY ($2)`,
      taskId,
      users,
    );
    const places = rows.map(({ id, assignee_id: user }) => ({
      userId: String(user),
      assignmentId: String(id),
      gone: false,
    }));
    await recordFeed(tx, taskId, places, Math.round(now()));
  });
  return { at: now(), users, arrivals: new Map(), twice: 0 };
}

async function usageOf(node: ChildProcess): Promise<{ readonly cpuMs: number; readonly rss: number }> {
  node.send('give');
  const [usage] = (await once(node, 'message')) as [{ cpuMs: number; rss: number }];
  return usage;
}

interface Measured {
  readonly latencies: readonly number[];
  readonly lost: number;
  readonly twice: number;
}

/** Resolves when everybody has heard of everything, or will not any more. */
async function arrived(child: ChildProcess, sent: ReadonlyMap<string, Sent>): Promise<void> {
  const late = now() + patienceMs;
  const isThere = ({ users, arrivals }: Sent) => arrivals.size === users.length;
  while (![...sent.values()].every(isThere) && now() < late) {
    await pause(200);
    child.send('give');
    const [arrivals] = (await once(child, 'message')) as [readonly Arrival[]];
    for (const { user, taskId, at } of arrivals) {
      const one = sent.get(taskId);
      if (one === undefined) continue;
      if (one.arrivals.has(user)) one.twice += 1;
      one.arrivals.set(user, at);
    }
  }
}

function measure(sent: ReadonlyMap<string, Sent>): Measured {
  const all = [...sent.values()];
  const sum = (of: (one: Sent) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    latencies: all.flatMap(({ at, arrivals }) => [...arrivals.values()].map((arrival) => arrival - at)),
    lost: sum(({ users, arrivals }) => users.length - arrivals.size),
    twice: sum(({ twice }) => twice),
  };
}
