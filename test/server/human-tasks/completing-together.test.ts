import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Completion, CompleteRequest } from '../../../src/service/human-tasks/completion.ts';
import { fileHandle } from '../../../src/shared/human-task/file.ts';
import { overridePermission } from '../../../src/shared/human-task/actor.ts';
import type { Ask } from '../../../src/shared/human-task/ask.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import {
  came,
  callerOf,
  completedAt,
  gated,
  openCompletingWorld,
  renamed,
  type AskToPlant,
  type Came,
  type CompletingWorld,
  type PlantedAsk,
} from '../../support/server/completing-world.ts';
import type { PlantedHost } from '../../support/server/planted.ts';

let world: CompletingWorld;
beforeAll(async () => {
  world = await openCompletingWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

interface Call {
  readonly userId: string;
  readonly request: CompleteRequest;
  readonly administers?: boolean;
}

const approve = (taskAsstId: string | undefined, idempotencyKey?: string): CompleteRequest => ({
  taskAsstId: taskAsstId ?? '',
  response: { value: 'APPROVED', submittedAt: '2026-05-22T14:31:00.000Z' },
  idempotencyKey,
});

function asCaller(host: PlantedHost, { userId, administers = false }: Call) {
  const permissions = new Set(administers ? [overridePermission] : []);
  return callerOf(host, userId, { actor: { ...callerOf(host, userId).actor, permissions } });
}

/** Behind two that are refused, so that they wait for each other; all of them in one transaction. */
async function together(host: PlantedHost, calls: readonly Call[]): Promise<Came[]> {
  const db = gated(world.database.db);
  const complete = world.node({ db });
  const caller = callerOf(host, 'nobody');
  const before = [1, 2].map(() => came(complete(caller, approve(systemIds.next()))));
  const replies = calls.map((call) => came(complete(asCaller(host, call), call.request)));
  db.open();
  await Promise.all(before);
  return Promise.all(replies);
}

async function oneByOne(host: PlantedHost, calls: readonly Call[]): Promise<Came[]> {
  const complete = world.node();
  const replies: Came[] = [];
  for (const call of calls) replies.push(await came(complete(asCaller(host, call), call.request)));
  return replies;
}

/** In how many transactions these answers were given. */
async function transactions(asks: readonly PlantedAsk[]): Promise<number> {
  const { rows } = await world.admin.query<{ xmin: string }>(
    `SELECT DISTINCT xmin FROM assignment_history WHERE status = 'COMPLETED' AND task_id = ANY ($1)`,
    [asks.map(({ taskId }) => taskId)],
  );
  return rows.length;
}

const users = ['ann', 'bob', 'carol', 'dora'];
const ofAnn: AskToPlant = { places: [{ userId: 'ann' }] };

describe('answers that come at the same time', () => {
  it('[H61 H62 H67] are one transaction, and each is judged by itself', async () => {
    const host = await world.host(users);
    const other = await world.host(users);
    const [first, shared, twice, roles, replayed] = await plantAll(host, [
      ofAnn,
      { places: [{ userId: 'ann' }, { userId: 'bob' }] },
      ofAnn,
      {
        places: [
          { userId: 'carol', roleId: 'a' },
          { userId: 'carol', roleId: 'b' },
        ],
      },
      ofAnn,
    ]);
    const foreign = await world.plant(other, ofAnn);
    await oneByOne(host, [{ userId: 'ann', request: approve(replayed?.assignmentIds[0], 'known') }]);

    const replies = await together(host, [
      { userId: 'ann', request: approve(first?.assignmentIds[0]) },
      { userId: 'bob', request: approve(shared?.assignmentIds[1], 'b') },
      { userId: 'ann', request: approve(shared?.assignmentIds[0], 'a') },
      { userId: 'bob', request: approve(twice?.assignmentIds[0]) },
      {
        userId: 'ann',
        request: { ...approve(twice?.assignmentIds[0], 'x'), response: { value: 'PERHAPS' } },
      },
      { userId: 'carol', request: approve(roles?.assignmentIds[1]) },
      { userId: 'ann', request: approve(replayed?.assignmentIds[0], 'known') },
      { userId: 'ann', request: approve(first?.assignmentIds[0], 'known') },
      { userId: 'ann', request: approve(foreign.assignmentIds[0]) },
      { userId: 'ann', request: approve(twice?.assignmentIds[0], 'x') },
    ]);

    expect(replies.map((reply) => (typeof reply === 'string' ? reply : reply.completedUser))).toEqual([
      'ann',
      'bob',
      'STALE_TASK',
      'FORBIDDEN',
      'ANSWER_INVALID',
      'carol',
      'ann',
      'IDEMPOTENCY_MISMATCH',
      'ASSIGNMENT_NOT_FOUND',
      'ann',
    ]);
    expect(await transactions([first, shared, roles].flatMap((ask) => ask ?? []))).toBe(1);
    const { rows } = await world.admin.query(
      `SELECT key FROM command WHERE host_id = $1 AND key IS NOT NULL ORDER BY key`,
      [host.hostId],
    );
    expect(rows.map((row: { key: string }) => row.key)).toEqual(['b', 'known', 'x']);
  });

  it('[H40] keep the files of each answer, and none of another task', async () => {
    const host = await world.host(users);
    const asks = await plantAll(host, [takingFiles, takingFiles, takingFiles]);
    const kept: string[] = [];
    for (const ask of asks) kept.push(await plantFile(host, ask));
    for (const ask of asks) await plantFile(host, ask);
    const calls = asks.map(({ assignmentIds }, index) => {
      const file = kept[index === 2 ? 0 : index] ?? '';
      const response = { value: { scan: [fileHandle(file)] } };
      return { userId: 'ann', request: { ...approve(assignmentIds[0]), response } };
    });
    const replies = await together(host, calls);
    expect(replies.map((reply) => (typeof reply === 'string' ? reply : 'done'))).toEqual([
      'done',
      'done',
      'ANSWER_INVALID',
    ]);
    const { rows } = await world.admin.query<{ id: string; answered: boolean }>(
      'SELECT id, answered FROM file WHERE host_id = $1 ORDER BY seq',
      [host.hostId],
    );
    expect(rows.filter(({ answered }) => answered).map(({ id }) => id)).toEqual(kept.slice(0, 2));
    expect(rows).toHaveLength(4);
  });

  it.each(Array.from({ length: 15 }, (_, index) => index + 1))(
    '[H62 H67 H69] write what the same answers write one by one (seed %i)',
    async (seed) => {
      const { asks, calls } = randomCalls(seed);
      const run = async (carryOut: typeof together) => {
        const host = await world.host(users);
        const planted = await plantAll(host, asks);
        const replies = await carryOut(host, calls(planted));
        const names = new Map(planted.map(({ taskId }, index) => [taskId, `task ${index}`]));
        return {
          replies: replies.map((reply) => (typeof reply === 'string' ? reply : nameOf(reply, names))),
          written: await world.written(host, planted),
        };
      };
      const [alone, grouped] = [await run(oneByOne), await run(together)];
      expect(grouped).toEqual(alone);
      expect(alone.replies.some((reply) => reply.startsWith('task'))).toBe(true);
    },
  );

  it('[H62 O11] of many people at two nodes leave feeds without a gap, one history each, and one wake each', async () => {
    const host = await world.host(users);
    const asks = await plantAll(
      host,
      Array.from({ length: 150 }, (_, index) => ({
        places: [{ userId: 'ann' }, ...(index % 3 === 0 ? [{ userId: users[1 + (index % 2)] ?? '' }] : [])],
      })),
    );
    const nodes = [world.node(), world.node({ db: world.database.anotherNode() })];
    const replies = await Promise.all(
      asks.flatMap(({ assignmentIds }, index) =>
        nodes.map(async (complete, node) => {
          const ann = callerOf(host, 'ann');
          return came(
            complete(ann, approve(assignmentIds[0], index % 2 === 0 ? `${index}` : `${index} ${node}`)),
          );
        }),
      ),
    );

    const isStale = (reply: Came) => reply === 'STALE_TASK';
    expect(replies.filter(isStale)).toHaveLength(75);
    expect(replies.filter((reply) => typeof reply === 'string' && !isStale(reply))).toEqual([]);
    const { history, entries, heads, wakes } = await world.written(host, asks);
    expect(history?.filter(({ status }) => status === 'COMPLETED')).toHaveLength(150);
    expect(wakes).toHaveLength(150);
    for (const { user_id: userId, seq } of heads ?? []) {
      const seqs = entries
        ?.filter((entry) => entry['user_id'] === userId)
        .map((entry) => Number(entry['seq']));
      expect(seqs).toEqual(Array.from({ length: Number(seq) }, (_, index) => index + 1));
    }
  });
});

describe('of answers that come at the same time, one', () => {
  it('that has a row which cannot be read fails alone', async () => {
    const host = await world.host(users);
    const asks = await plantAll(host, [ofAnn, ofAnn, ofAnn]);
    await world.admin.query(`UPDATE task SET ask_json = '{' WHERE id = $1`, [asks[1]?.taskId]);
    const calls = asks.map(({ assignmentIds }) => ({ userId: 'ann', request: approve(assignmentIds[0]) }));
    const replies = await together(host, calls);
    expect(replies.map((reply) => (typeof reply === 'string' ? reply : 'done'))).toEqual([
      'done',
      'SyntaxError',
      'done',
    ]);
  });

  it('that the database does not take fails alone', async () => {
    const host = await world.host(users);
    const asks = await plantAll(host, [ofAnn, ofAnn, ofAnn]);
    const calls = asks.map(({ assignmentIds }, index) => ({
      userId: 'ann',
      request: approve(assignmentIds[0], index === 0 ? 'no \0 text' : undefined),
    }));
    const replies = await together(host, calls);
    expect(replies.map((reply) => (typeof reply === 'string' ? 'failed' : 'done'))).toEqual([
      'failed',
      'done',
      'done',
    ]);
  });

  it('[H62] whose task somebody else has locked waits alone', async () => {
    const host = await world.host(users);
    const asks = await plantAll(host, [ofAnn, ofAnn, ofAnn]);
    const ann = callerOf(host, 'ann');
    const complete = world.node({}, 300);
    await world.admin.query('BEGIN');
    await world.admin.query('SELECT 1 FROM task WHERE id = $1 FOR UPDATE', [asks[1]?.taskId]);
    let isLocked = true;
    const [first, locked, last] = asks.map(async ({ assignmentIds }) => {
      const reply = await came(complete(ann, approve(assignmentIds[0])));
      return { isLocked, isDone: typeof reply !== 'string' };
    });
    await Promise.all([first, last]);
    isLocked = false;
    await world.admin.query('COMMIT');
    expect(await Promise.all([first, locked, last])).toEqual([
      { isLocked: true, isDone: true },
      { isLocked: false, isDone: true },
      { isLocked: true, isDone: true },
    ]);
  });

  it('whose transaction is lost before its commit is carried out again, and all of them once', async () => {
    const host = await world.host(users);
    const asks = await plantAll(host, [ofAnn, ofAnn, ofAnn]);
    let times = 0;
    const complete = world.node({
      reach(point) {
        if (point === 'command.before-commit' && (times += 1) === 1) throw new Error('lost');
      },
    });
    const ann = callerOf(host, 'ann');
    const calls = asks.map(({ assignmentIds }) => came(complete(ann, approve(assignmentIds[0]))));
    expect((await Promise.all(calls)).every((reply) => typeof reply !== 'string')).toBe(true);
    expect(times).toBe(4);
    expect((await world.written(host, asks))['wakes']).toHaveLength(3);
  });
});

async function plantAll(host: PlantedHost, asks: readonly AskToPlant[]): Promise<PlantedAsk[]> {
  const planted: PlantedAsk[] = [];
  for (const ask of asks) {
    // Some asks are of one process.
    const last = ask.processId === undefined ? undefined : planted.at(-1)?.processId;
    planted.push(await world.plant(host, { ...ask, processId: last ?? systemIds.next() }));
  }
  return planted;
}

function nameOf(completion: Completion, names: ReadonlyMap<string, string>): string {
  return `${renamed(completion.taskId, names)} for ${completion.completedUser}`;
}

const takingFiles: AskToPlant = {
  ...ofAnn,
  ask: {
    mode: 'file',
    options: [],
    files: [
      { name: 'scan', title: 'Scan', required: true, accept: [], maxSize: 1_000, minCount: 1, maxCount: 1 },
    ],
  },
};

async function plantFile({ hostId }: PlantedHost, { taskId, processId }: PlantedAsk): Promise<string> {
  const id = systemIds.next();
  await world.admin.query(
    `INSERT INTO file (host_id, id, task_id, process_id, requirement, name, size, type, digest, uploaded_by, uploaded_at)
     VALUES ($1, $2, $3, $4, 'scan', 'a.txt', 3, 'text/plain', $5, 'ann', $6)`,
    [hostId, id, taskId, processId, `sha-256:${'0'.repeat(64)}`, completedAt],
  );
  return id;
}

/** Asks with several places, claims and drafts, and answers to them, right ones and wrong ones, some sent twice. */
function randomCalls(seed: number): {
  asks: readonly AskToPlant[];
  calls: (planted: readonly PlantedAsk[]) => Call[];
} {
  let state = seed;
  const random = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const asks = Array.from({ length: 12 }, (): AskToPlant => {
    const places = users.filter(() => random() < 0.5).map((userId) => ({ userId, roleId: 'approvers' }));
    if (places.length === 0 || random() < 0.2) places.push({ userId: 'ann', roleId: 'signers' });
    const claim = { place: 0, expiresAt: completedAt + pick([-1_000, 60_000]) };
    return {
      places,
      drafts: users.filter(() => random() < 0.3),
      ...(random() < 0.3 ? { claim } : {}),
      ...(random() < 0.3 ? { processId: 'as before' } : {}),
      ask: pick<Partial<Ask>>([
        {},
        { mode: 'choice', options: [{ label: 'Approve', value: 'APPROVED' }] },
        { mode: 'text', options: [] },
      ]),
    };
  });
  const wanted = Array.from({ length: 30 }, (_, index) => ({
    ask: Math.floor(random() * asks.length),
    place: random(),
    stranger: random() < 0.1 ? pick(users) : null,
    administers: random() < 0.1,
    value: random() < 0.85 ? 'APPROVED' : 4,
    key: random() < 0.6 ? `key ${index}` : undefined,
    repeated: random() < 0.2 ? pick(['APPROVED', 'OTHER']) : null,
  }));
  const calls = (planted: readonly PlantedAsk[]) => {
    const once = wanted.map(({ ask, place, stranger, administers, value, key }): Call => {
      const { places } = asks[ask] ?? { places: [] };
      const index = Math.floor(place * places.length);
      const request = approve(planted[ask]?.assignmentIds[index], key);
      const userId = stranger ?? places[index]?.userId ?? '';
      return { userId, administers, request: { ...request, response: { ...request.response, value } } };
    });
    const again = once.flatMap((call, index): Call[] => {
      const value = wanted[index]?.repeated ?? null;
      const { request } = call;
      return value === null
        ? []
        : [{ ...call, request: { ...request, response: { ...request.response, value } } }];
    });
    return [...once, ...again];
  };
  return { asks, calls };
}
