import { setTimeout as pause } from 'node:timers/promises';
import type { CrashPoint } from '../../../src/local/reach.ts';
import type { ServerCrashPoint } from '../../../src/server/reach.ts';
import { faultKinds, seededFaults, seededRandom, type FaultKind } from '../net/seeded-faults.ts';
import { until } from '../until.ts';
import type { FaultWorld, Inside } from './fault-world.ts';
import { Killed } from './told.ts';

// Alice answers in her app and bob at the server, while the network between app and node lies, and perhaps the one between the node
// and what it needs, and one of app, node, engine and database is killed.
// When all that is over and everything has come to rest:
//
// I1: every answer of alice that was acknowledged has ended as exactly one of delivered, refused and conflict.
// I2: no task has two completions; the call after it is made once where the other side honours its key.
// I3: what an answer says of its end is what the server has: a history that begins with being asked, and one that decided.
// I4: the inbox of the app is that of the server.
// I5: every process whose ask was answered has completed.

export interface FaultRunOutcome {
  readonly killed: string;
  /** Which way inside of the server lied. */
  readonly lied: Inside | 'nothing';
  readonly ends: readonly string[];
}

/** What happens in one run; the rest follows from the seed. */
export interface FaultPlan {
  readonly seed: number;
  readonly kill?: string;
  /** The how many-eth time that the point of the kill comes by. */
  readonly times?: number;
  readonly network?: Partial<Record<FaultKind, number>>;
  /** Which way inside of the server lies. */
  readonly inside?: Inside | 'nothing';
  readonly tasks?: number;
  /** How often bob answers too, from 0 to 1. */
  readonly bob?: number;
}

interface Entry {
  readonly taskAsstId: string;
  readonly state: string;
  readonly value: unknown;
  readonly decidedBy: string | null;
}

interface Asked {
  readonly processId: string;
  readonly alices: string;
  readonly bobs: string;
  acknowledged: boolean;
  bobWon: boolean;
}

const appPoints: readonly CrashPoint[] = [
  'outbox.written',
  'outbox.changed',
  'outbox.sending',
  'outbox.answered',
  'outbox.recorded',
  'feed.before-commit',
  'feed.applied',
];
const nodePoints: readonly ServerCrashPoint[] = [
  'command.before-commit',
  'command.committed',
  'wake.before-send',
  'wake.sent',
  'walk.before-commit',
  'walk.committed',
  'effect.before',
  'effect.returned',
  'effect.recorded',
  'feed.before-send',
];
const kills: readonly string[] = [
  ...Array.from({ length: 6 }, () => 'nothing'),
  ...appPoints.map((point) => `app ${point}`),
  ...nodePoints.map((point) => `node ${point}`),
  'app',
  'engine',
  'database',
];
const troubles = [0, 0, 0, 0, 0, 429, 500, 503];
const insides: readonly (Inside | 'nothing')[] = ['nothing', 'nothing', 'database', 'engine', 'worker'];
/** What may happen there; what is no HTTP cannot be delivered twice. */
const insideKinds: Readonly<Record<Inside, Partial<Record<FaultKind, number>>>> = (() => {
  const { twice, narrow: _, ...kinds } = faultKinds;
  return { database: kinds, engine: { ...kinds, twice }, worker: kinds };
})();
/** Connections to a database live long, and say much until they are open. */
const reachInside: Readonly<Record<Inside, number>> = { database: 20, engine: 1, worker: 5 };

/** @throws Error when an invariant does not hold; its message says which */
export async function runFaults(world: FaultWorld, plan: FaultPlan): Promise<FaultRunOutcome> {
  const random = seededRandom(plan.seed);
  const one = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  const asked: Asked[] = [];
  const count = plan.tasks ?? 1 + Math.floor(random() * 3);
  for (let number = 0; number < count; number += 1) asked.push(await ask(world, plan.seed));
  await until('the app has them', async () => {
    const here = await world.app.ask<string[]>('inbox');
    return asked.every(({ alices }) => here.includes(alices));
  });

  const killed = plan.kill ?? one(kills);
  // Of its own, so that a seed has kept its other faults since these were added.
  const inside = plan.inside ?? insides[Math.floor(seededRandom(plan.seed + 2_000_003)() * insides.length)];
  world.proxy.always(seededFaults(plan.seed, plan.network));
  if (plan.network === undefined) await world.app.ask('trouble', troubles, plan.seed);
  world.proxy.breakAll();
  if (inside !== undefined && inside !== 'nothing') {
    const proxy = world.inside[inside];
    proxy.always(seededFaults(plan.seed + 1, insideKinds[inside], reachInside[inside]));
    proxy.breakAll();
  }
  await kill(world, killed, plan.times ?? 1 + Math.floor(random() * 2));
  const byBob = asked.filter(() => random() < (plan.bob ?? 0.3));
  const [hasDied] = await Promise.all([
    hurry(world, 200 + random() * 600),
    ...asked.map((each) => answer(world, each)),
    ...byBob.map(async (each) => {
      await pause(random() * 150);
      each.bobWon = await bobAnswers(world, each);
    }),
  ]);

  if (killed === 'app') await world.app.kill();
  calm(world);
  await rest(world, asked);
  return {
    lied: inside ?? 'nothing',
    killed: hasDied || ['app', 'engine', 'database'].includes(killed) ? killed : 'nothing',
    ends: await verify(world, asked),
  };
}

async function ask(world: FaultWorld, seed: number): Promise<Asked> {
  const source = `
document: { dsl: '1.0.3', namespace: faults, name: payment, version: '1.0.0' }
do:
  - decide: { ask: { mode: approval, prompt: Pay?, assignment: { roleId: approvers } } }
  - book: { call: http, with: { method: post, endpoint: { uri: '${world.ledger.url}/' } } }
`;
  await world.call('alice', 'POST', '/workflows', { source });
  const started = await world.call('alice', 'POST', '/processes', {
    workflow: 'faults/payment@1.0.0',
    input: { seed },
  });
  const { processId } = started.json as { processId: string };
  const find = () =>
    world.query<{ id: string; assignee_id: string }>(
      'SELECT id, assignee_id FROM assignment WHERE process_id = $1',
      [processId],
    );
  await until('both are asked', async () => (await find()).length === 2);
  const found = await find();
  const idOf = (user: string) => found.find((row) => row.assignee_id === user)?.id ?? '';
  return { processId, alices: idOf('alice'), bobs: idOf('bob'), acknowledged: false, bobWon: false };
}

async function kill(world: FaultWorld, what: string, times: number): Promise<void> {
  const [who = '', point = ''] = what.split(' ');
  if (who === 'app' && point !== '') await world.app.ask('arm', point, times);
  if (who === 'node') await world.node.ask('arm', point, times);
  if (who === 'engine') world.killEngine();
  if (who === 'database') await world.killDatabase();
}

async function answer(world: FaultWorld, each: Asked): Promise<void> {
  try {
    await world.app.ask('answer', each.alices, 'APPROVED');
    each.acknowledged = true;
  } catch (error) {
    // Killed, or the task has gone meanwhile: nothing was promised.
    if (!(error instanceof Killed) && !/ASSIGNMENT|TASK|ALREADY/.test(String(error))) throw error;
  }
}

/**
 * As somebody does who looks at the app: what would be tried later is tried at once, so that much happens in little time.
 * @returns whether a program was killed, which then runs again
 */
async function hurry(world: FaultWorld, forMs: number): Promise<boolean> {
  const late = performance.now() + forMs;
  while (performance.now() < late && world.app.isAlive) {
    await world.app.ask('hurry').catch(unlessKilled);
    await pause(25);
  }
  const hasDied = !world.app.isAlive || !world.node.isAlive;
  // A node that cannot get to its database does not start, and says so.
  if (!world.node.isAlive) for (const proxy of Object.values(world.inside)) proxy.always({});
  await world.mend();
  return hasDied;
}

/** All ways are well again. Connections to the database that are dead are left to the node: it has to find out by itself. */
function calm({ proxy, inside }: FaultWorld): void {
  for (const each of [proxy, ...Object.values(inside)]) {
    each.always({});
    if (each !== inside.database) each.breakAll();
  }
}

/** Alice looks again: what she sees as not answered she answers. */
async function answerAgain(world: FaultWorld, each: Asked): Promise<void> {
  const entries = await world.app.ask<Entry[]>('entries');
  if (entries.some(({ taskAsstId }) => taskAsstId === each.alices)) each.acknowledged = true;
  else await answer(world, each);
}

/** Everything outside is well again, and whoever is still to be killed is started again. */
async function rest(world: FaultWorld, asked: readonly Asked[]): Promise<void> {
  for (const each of [world.app, world.node]) {
    if (each.isAlive) await each.ask('disarm').catch(unlessKilled);
  }
  await world.mend();
  for (const each of asked) if (!each.acknowledged) await answerAgain(world, each);
  await world.app.ask('rest');
}

function unlessKilled(error: unknown): void {
  if (!(error instanceof Killed)) throw error;
}

async function bobAnswers(world: FaultWorld, { bobs }: Asked): Promise<boolean> {
  const { status } = await world.call('bob', 'POST', `/human-tasks/${bobs}/complete`, {
    response: { value: 'REJECTED' },
    idempotencyKey: `bob-${bobs}`,
  });
  return status === 200;
}

async function verify(world: FaultWorld, asked: readonly Asked[]): Promise<string[]> {
  const entries = await world.app.ask<Entry[]>('entries');
  const ends: string[] = [];
  for (const each of asked) {
    const mine = entries.filter(({ taskAsstId }) => taskAsstId === each.alices);
    const states = mine.map(({ state }) => state);
    if (each.acknowledged)
      must(mine.length === 1, `I1: an acknowledged answer is there ${mine.length} times`);
    must(states.every(isEnd), `I1: an answer is ${states.join()}`);
    ends.push(...states);
    await verifyServer(world, each, mine);
  }
  await until('I4: the inbox here is that of the server', async () => {
    const there = await world.call('alice', 'GET', '/human-tasks?limit=200');
    const tasks = (there.json as { humanTasks: { taskAsstId: string }[] }).humanTasks;
    const here = await world.app.ask<string[]>('inbox');
    return (
      here.toSorted().join() ===
      tasks
        .map(({ taskAsstId }) => taskAsstId)
        .toSorted()
        .join()
    );
  });
  return ends;
}

async function verifyServer(world: FaultWorld, each: Asked, mine: readonly Entry[]): Promise<void> {
  const rows = await world.query<{ id: string; assignee_id: string; status: string }>(
    'SELECT id, assignee_id, status FROM assignment WHERE process_id = $1',
    [each.processId],
  );
  const completed = rows.filter(({ status }) => status === 'COMPLETED').map((row) => row.assignee_id);
  must(completed.length <= 1, `I2: completed by ${completed.join()}`);
  const [by] = completed;
  if (each.bobWon) must(by === 'bob', `I3: bob was told that he decided, and it was ${by}`);
  for (const { state, value, decidedBy } of mine) {
    if (state === 'delivered') must(by === 'alice', `I3: delivered, and decided by ${by}`);
    else must(by !== 'alice', `I3: ${state}, and decided by alice`);
    if (state === 'conflict' && decidedBy !== null)
      must(decidedBy === by, `I3: ${decidedBy} is said to be ${by}`);
    must(value === 'APPROVED', `I3: another answer: ${String(value)}`);
  }
  if (by === undefined) return;
  const history = await world.query<{ assignment_id: string; status: string }>(
    `SELECT assignment_id, status FROM assignment_history
     WHERE assignment_id = ANY ($1::uuid[]) ORDER BY seq`,
    [rows.map(({ id }) => id)],
  );
  for (const { id, status } of rows) {
    const steps = history.filter((row) => row.assignment_id === id).map((row) => row.status);
    must(steps.join() === `ASSIGNED,${status}`, `I3: the history is ${steps.join()}`);
  }
  const status = () =>
    world.query<{ status: string }>('SELECT status FROM process WHERE id = $1', [each.processId]);
  await until('I5: the process has completed', async () => (await status())[0]?.status === 'C', 60_000);
  const keys = world.ledger.keys.filter((key) => key.includes(each.processId));
  must(new Set(keys).size === 1, `I2: booked under ${new Set(keys).size} keys`);
}

function isEnd(state: string): boolean {
  return ['delivered', 'refused', 'conflict'].includes(state);
}

function must(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what);
}
