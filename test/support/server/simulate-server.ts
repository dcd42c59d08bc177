import { setTimeout as pause } from 'node:timers/promises';
import { ORPCError } from '@orpc/server';
import { createFeedReader } from '../../../src/server/feed/feed-reader.ts';
import type { EngineDriver } from '../../../src/server/engine-driver.ts';
import type { DriverParts } from '../../../src/server/host/host-parts.ts';
import type { ServerCrashPoint } from '../../../src/server/reach.ts';
import type { Database } from '../../../src/server/store/database.ts';
import { text } from '../../../src/service/columns.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import { openLedger, type Ledger } from '../ledger.ts';
import { seededRandom } from '../net/seeded-faults.ts';
import { newHost, openEngineNode, type EngineNode, type ServerClient } from './engine-node.ts';
import type { TestDatabase } from './postgres.ts';
import { fates, plantedDispatcher, plantInDatabase, type ServerMutant } from './server-mutants.ts';

// maya and omar answer the same asks at the same time, each call is sent up to three times side by side and again for as long as its
// answer is lost; both read their feeds meanwhile, and the node dies once. When everything has come to rest:
//
// I1: an answer that was acknowledged decided the task.
// I2: no task has two winners, no message is there twice, and the call after the ask carries one key.
// I3: a task that is answered has one decision in its history; what one key was answered is always the same.
// I4: who read the feed bit by bit has what who reads it now has.
// I5: a process whose ask was answered has completed.

export interface ServerWorld extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly db: Database;
  readonly ledger: Ledger;
  readonly node: EngineNode;
  /** Another one, which only answers calls. */
  readonly front: EngineNode;
  /** How many statements the mutant has changed. */
  readonly changed: number;
  /** The node dies when the point comes by for the given time. */
  arm(point: ServerCrashPoint | null, times: number): void;
  readonly hasDied: boolean;
  /** Another node in the place of the one that died. */
  restart(): Promise<void>;
}

const users = ['maya', 'omar'] as const;
type User = (typeof users)[number];
const points: readonly (ServerCrashPoint | null)[] = [
  null,
  'command.before-commit',
  'command.committed',
  'command.committed',
  'walk.before-commit',
  'walk.committed',
  'effect.before',
  'effect.returned',
  'effect.returned',
];

class Died extends Error {}

/** @param database stays open when the world is closed */
export async function openServerWorld(
  database: TestDatabase,
  mutant: ServerMutant | null = null,
): Promise<ServerWorld> {
  const ledger = await openLedger();
  let changed = 0;
  const db = plantInDatabase(database.db, mutant, () => (changed += 1));
  const frontDb = plantInDatabase(database.anotherNode(), mutant, () => (changed += 1));
  let armed: { point: ServerCrashPoint; left: number } | null = null;
  let hasDied = false;
  const reach = (point: ServerCrashPoint) => {
    if (armed?.point !== point) return;
    armed.left -= 1;
    if (armed.left > 0) return;
    armed = null;
    const fate = fates.getStore();
    // Walks that a call has set off are none of its own.
    if (point.startsWith('command.') && fate !== undefined) fate.died = true;
    else hasDied = true;
    throw new Died(point);
  };
  const open = () => {
    const dispatcher = plantedDispatcher(mutant);
    return openEngineNode({
      database: { ...database, db },
      hostId: 'none',
      reach,
      ...(dispatcher === undefined ? {} : { effects: { dispatcher } }),
    });
  };
  let node = await open();
  const front = await openEngineNode({
    database: { ...database, db: frontDb },
    hostId: 'none',
    reach,
    createDriver: onlyAnswers,
  });
  return {
    database,
    db,
    ledger,
    get node() {
      return node;
    },
    front,
    get changed() {
      return changed;
    },
    get hasDied() {
      return hasDied;
    },
    arm(point, times) {
      hasDied = false;
      armed = point === null ? null : { point, left: times };
    },
    async restart() {
      await node[Symbol.asyncDispose]();
      hasDied = false;
      armed = null;
      node = await open();
    },
    async [Symbol.asyncDispose]() {
      await node[Symbol.asyncDispose]();
      await front[Symbol.asyncDispose]();
      await ledger[Symbol.asyncDispose]();
    },
  };
}

/** What is to be walked is found by the node beside it. */
function onlyAnswers(parts: DriverParts): EngineDriver {
  const nothing = () => {};
  const done = async () => {};
  const health = async () => ({ ok: true, detail: '' });
  return {
    interpreter: parts,
    start: done,
    nudge: nothing,
    eventArrived: nothing,
    health,
    idle: done,
    close: done,
  };
}

interface Asked {
  readonly processId: string;
  readonly taskId: string;
  readonly places: Readonly<Record<User, string>>;
}

/** What came of one call, however often it was sent: the same for each sending, or the code of a refusal. */
type End = { readonly answers: readonly string[]; readonly refused: string | null };

/** @returns where the node died. @throws Error when an invariant does not hold; its message says which */
export async function simulateServer(world: ServerWorld, seed: number): Promise<string> {
  const random = seededRandom(seed);
  const upTo = (most: number) => Math.floor(random() * most);
  const hostId = await newHost(world.database);
  const as = (user: User) => world.node.as(user, { hostId });
  const asked = await begin(world, as('maya'), hostId, 2 + upTo(3));
  const point = points[upTo(points.length)] ?? null;
  world.arm(point, 1 + upTo(2));
  const followed = users.map((user) => follow(world, hostId, user));
  try {
    const ends = await answerAll(world, hostId, asked, random);
    await rest(world);
    for (const each of asked) {
      const own = ends.filter((end) => end.asked === each);
      await verifyAsked(world, hostId, each, own);
    }
  } finally {
    await Promise.all(followed.map((each) => each.stop()));
  }
  for (const each of followed) await verifyFeed(world, hostId, await each.stop());
  return point ?? 'nowhere';
}

interface Answered {
  readonly asked: Asked;
  readonly user: User;
  readonly posted: End;
  readonly answered: End;
  /** Of the message. */
  readonly text: string;
}

/** Each of the two writes to each task and answers it. */
function answerAll(
  world: ServerWorld,
  hostId: string,
  asked: readonly Asked[],
  random: () => number,
): Promise<Answered[]> {
  // At both nodes in turn, whoever it is.
  let calls = 0;
  const as = (user: User) => ((calls += 1) % 2 === 0 ? world.node : world.front).as(user, { hostId });
  const upTo = (most: number) => Math.floor(random() * most);
  return Promise.all(
    asked.flatMap((each) =>
      users.map(async (user) => {
        const taskAsstId = each.places[user];
        const keys = { message: `message-${taskAsstId}`, answer: `answer-${taskAsstId}` };
        const sends = {
          copies: [1 + upTo(3), 1 + upTo(3)],
          pauses: Array.from({ length: 8 }, () => random() * 6),
        };
        const value = random() < 0.5 ? 'APPROVED' : 'REJECTED';
        const posted = await deliver(sends.copies[0] ?? 1, sends.pauses, () =>
          as(user).discussion.post({ taskAsstId, text: keys.message, idempotencyKey: keys.message }),
        );
        const answered = await deliver(sends.copies[1] ?? 1, sends.pauses.toReversed(), () =>
          as(user).humanTasks.complete({ taskAsstId, response: { value }, idempotencyKey: keys.answer }),
        );
        return { asked: each, user, posted, answered, text: keys.message };
      }),
    ),
  );
}

async function begin(
  world: ServerWorld,
  maya: ServerClient,
  hostId: string,
  count: number,
): Promise<Asked[]> {
  await maya.workflows.add({
    source: `
document: { dsl: '1.0.3', namespace: faults, name: payment, version: '1.0.0' }
do:
  - decide: { ask: { mode: approval, prompt: Pay?, assignment: { assigneeIds: [maya, omar] } } }
  - book: { call: http, with: { method: post, endpoint: { uri: '${world.ledger.url}/' } } }
`,
  });
  const processIds: string[] = [];
  for (let number = 0; number < count; number += 1) {
    processIds.push((await maya.processes.start({ workflow: 'faults/payment@1.0.0' })).processId);
  }
  await world.node.engine.idle();
  const rows = await world.db.read(hostId, (reader) =>
    reader.query('SELECT id, task_id, process_id, assignee_id FROM assignment'),
  );
  return processIds.map((processId) => {
    const own = rows.filter((row) => row['process_id'] === processId);
    const of = (user: User) => text(own.find((row) => row['assignee_id'] === user) ?? {}, 'id');
    return {
      processId,
      taskId: text(own[0] ?? {}, 'task_id'),
      places: { maya: of('maya'), omar: of('omar') },
    };
  });
}

/** Sends it so often side by side, each until its answer is not lost. */
async function deliver(
  copies: number,
  pauses: readonly number[],
  call: () => Promise<unknown>,
): Promise<End> {
  const outcomes = await Promise.all(
    Array.from({ length: copies }, async (_, copy) => {
      await pause(pauses[copy]);
      return sendUntilAnswered(call);
    }),
  );
  const answers = outcomes.flatMap((outcome) => ('answer' in outcome ? [outcome.answer] : []));
  const [refused = null] = outcomes.flatMap((outcome) => ('refused' in outcome ? [outcome.refused] : []));
  return { answers, refused };
}

async function sendUntilAnswered(
  call: () => Promise<unknown>,
): Promise<{ answer: string } | { refused: string }> {
  for (let tries = 0; tries < 20; tries += 1) {
    try {
      return { answer: JSON.stringify(await fates.run({ died: false }, call)) };
    } catch (error) {
      if (!(error instanceof ORPCError)) throw error;
      if (error.code !== 'INTERNAL' && error.code !== 'STORE_UNAVAILABLE') return { refused: error.code };
    }
  }
  throw new Error('I5: a call is never answered');
}

/** Nothing is left to do; a node that died is another one by then. */
async function rest(world: ServerWorld): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    const failure = await world.node.engine.idle().then(
      () => null,
      (error: unknown) => error,
    );
    if (failure !== null && !(failure instanceof Died)) throw failure;
    if (failure === null && !world.hasDied) return;
    await world.restart();
  }
}

interface Followed {
  readonly user: User;
  readonly places: ReadonlyMap<string, string>;
}

/** Reads the feed of a user again and again, from where it stopped. */
function follow(world: ServerWorld, hostId: string, user: User): { stop(): Promise<Followed> } {
  const places = new Map<string, string>();
  let cursor = 0;
  let stopped = false;
  const step = async () => {
    const part = await readFeed(world.db, hostId, user, cursor);
    for (const [id, status] of part.places) places.set(id, status);
    cursor = part.cursor;
  };
  const working = (async () => {
    while (!stopped) {
      await step();
      await pause(1);
    }
    await step();
  })();
  return {
    async stop() {
      stopped = true;
      await working;
      return { user, places };
    },
  };
}

async function readFeed(db: Database, hostId: string, user: User, after: number) {
  const reader = createFeedReader({
    db,
    batches: 1,
    render: async (tx, viewed) => {
      const rows = await tx.query(
        'SELECT id, status FROM assignment WHERE id = ANY ($1::uuid[])',
        viewed.flatMap(({ assignmentIds }) => assignmentIds),
      );
      return new Map(rows.map((row) => [text(row, 'id'), JSON.stringify({ status: text(row, 'status') })]));
    },
  });
  const actor = { userId: user as UserId, permissions: new Set<string>() };
  const part = await reader.read(hostId, actor, after);
  const places = [...part.text.matchAll(/^data: (.*)$/gm)].flatMap(([, data = '{}']): [string, string][] => {
    const entry = JSON.parse(data) as { taskAsstId?: string; task?: { status: string } | null };
    return entry.taskAsstId === undefined ? [] : [[entry.taskAsstId, entry.task?.status ?? 'gone']];
  });
  return { places, cursor: part.cursor };
}

async function verifyFeed(world: ServerWorld, hostId: string, { user, places }: Followed): Promise<void> {
  const now = await readFeed(world.db, hostId, user, 0);
  const sorted = (entries: Iterable<[string, string]>) =>
    [...entries]
      .map((entry) => entry.join(' '))
      .toSorted()
      .join();
  must(
    sorted(places) === sorted(now.places),
    `I4: ${user} read ${sorted(places)}, and it is ${sorted(now.places)}`,
  );
}

async function verifyAsked(
  world: ServerWorld,
  hostId: string,
  { processId, taskId }: Asked,
  ends: readonly Answered[],
): Promise<void> {
  const query = (sql: string, ...values: string[]) =>
    world.db.read(hostId, (reader) => reader.query(sql, ...values));
  for (const { user, posted, answered, text: words } of ends) {
    for (const { answers } of [posted, answered]) {
      must(new Set(answers).size <= 1, `I3: ${user} was answered differently for one key`);
    }
    const messages = await query('SELECT id FROM message WHERE task_id = $1 AND text = $2', taskId, words);
    must(
      messages.length === Math.min(1, posted.answers.length),
      `I2: ${messages.length} messages for one key`,
    );
    if (posted.answers.length > 0)
      must(posted.refused === null, `I3: one key was taken and ${posted.refused}`);
    if (answered.answers.length > 0)
      must(answered.refused === null, `I3: one key was taken and ${answered.refused}`);
  }
  const winners = ends.filter(({ answered }) => answered.answers.length > 0).map(({ user }) => user);
  must(winners.length === 1, `I2: the task was decided by ${winners.join(' and ') || 'nobody'}`);
  const decided = await query(
    `SELECT coalesce(acting_as, actor) AS by FROM assignment_history WHERE task_id = $1 AND status = 'COMPLETED'`,
    taskId,
  );
  must(
    decided.length === 1 && decided[0]?.['by'] === winners[0],
    `I1, I3: ${decided.length} decisions in the history`,
  );
  const [process] = await query('SELECT status FROM process WHERE id = $1', processId);
  must(process?.['status'] === 'C', `I5: the process is ${String(process?.['status'])}`);
  const keys = world.ledger.keys.filter((key) => key.includes(processId));
  must(new Set(keys).size === 1, `I2: booked under ${new Set(keys).size} keys`);
}

function must(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what);
}
