import { describe, expect, it } from 'vitest';
import { commandsPath } from '../../../src/shared/contract/command-batch.ts';
import { CountersignError } from '../../../src/shared/errors.ts';
import { temporaryFolder } from '../../support/account.ts';
import { ScriptedServer, type Fate } from '../../support/sync/scripted-server.ts';
import { openTestReplica, settle, type TestReplica } from '../../support/sync/test-replica.ts';

const isBatch = ({ url }: Request) => url.endsWith(commandsPath);
const once = (fate: Fate, of: (request: Request) => boolean = isBatch) => {
  let left = 1;
  return (request: Request): Fate => (of(request) && left-- > 0 ? fate : 'arrives');
};

const commandsTo = ({ requests }: ScriptedServer) =>
  requests.map(({ path }) => path).filter((path) => path === commandsPath || path.startsWith('/rpc/'));
const statesOf = ({ account }: TestReplica) => account.outbox.list().map(({ state }) => state);

function serverOf(
  tasks: number,
  commandsAtOnce: number | null = 100,
): { server: ScriptedServer; ids: string[] } {
  const server = new ScriptedServer();
  server.commandsAtOnce = commandsAtOnce;
  const ids = Array.from({ length: tasks }, () => server.model.create().taskAsstId);
  return { server, ids };
}

/** Everything is answered and due to be sent. */
async function answered(
  folder: string,
  { server, ids }: ReturnType<typeof serverOf>,
  { comment, ...options }: { comment?: string; fetch?: typeof globalThis.fetch } = {},
): Promise<TestReplica> {
  const replica = openTestReplica(folder, server, options);
  replica.account.start();
  await settle();
  for (const taskAsstId of ids) {
    const response = { value: 'APPROVED', ...(comment === undefined ? {} : { comment }) };
    await replica.client.humanTasks.complete({ taskAsstId, response });
  }
  replica.time.advance(5_000);
  await settle(60);
  return replica;
}

/** Two more, after a new connection. */
async function answerMore(replica: TestReplica, server: ScriptedServer): Promise<void> {
  server.cut();
  await settle();
  replica.account.hint('now');
  await settle();
  const ids = [server.model.create(), server.model.create()].map(({ taskAsstId }) => taskAsstId);
  await settle();
  for (const taskAsstId of ids)
    await replica.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
  replica.time.advance(5_000);
  await settle(60);
  expect(new Set(statesOf(replica))).toEqual(new Set(['delivered']));
}

describe('answers that wait for the same connection', () => {
  it('travel together, and are told to whoever reads the lists as one change', async () => {
    using folder = temporaryFolder();
    const world = serverOf(250);
    await using replica = openTestReplica(folder.path, world.server);
    replica.account.start();
    await settle();
    for (const taskAsstId of world.ids)
      await replica.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
    const changes: number[] = [];
    replica.account.onChange(({ topics, taskIds }) => {
      if (!topics.includes('drafts')) changes.push(taskIds.length);
    });
    replica.time.advance(5_000);
    await settle(200);
    expect(commandsTo(world.server)).toEqual([commandsPath, commandsPath, commandsPath]);
    expect(new Set(statesOf(replica))).toEqual(new Set(['delivered']));
    expect(world.server.model.applied).toHaveLength(250);
    expect(changes.length).toBeLessThan(20);
    expect((await replica.client.humanTasks.list({ view: 'done' })).total).toBe(250);
  });

  it('[H67] are each what the server says of them', async () => {
    using folder = temporaryFolder();
    const world = serverOf(5);
    const { server, ids } = world;
    server.judge = ({ input }) => {
      if (input['taskAsstId'] === ids[1])
        return { error: new CountersignError('ANSWER_INVALID'), retryAfterSeconds: null };
      if (input['taskAsstId'] === ids[2])
        return { error: new CountersignError('RATE_LIMITED'), retryAfterSeconds: 7 };
      if (input['taskAsstId'] === ids[3])
        return { error: new CountersignError('INTERNAL'), retryAfterSeconds: null };
      if (input['taskAsstId'] === ids[4])
        server.model.complete('bob', { taskAsstId: ids[4] ?? '', response: { value: 'REJECTED' } });
      return null;
    };
    await using replica = await answered(folder.path, world);
    const byTask = new Map(replica.account.outbox.list().map((entry) => [entry.taskAsstId, entry]));
    expect(ids.map((id) => byTask.get(id)?.state)).toEqual([
      'delivered',
      'refused',
      'queued',
      'queued',
      'conflict',
    ]);
    expect(byTask.get(ids[2] ?? '')).toMatchObject({
      lastError: { code: 'RATE_LIMITED' },
      nextTryTs: '2026-05-22T14:30:12.500Z',
    });
    expect(byTask.get(ids[4] ?? '')).toMatchObject({ decided: { by: 'bob' } });
    server.judge = () => null;
    replica.time.advance(30_000);
    await settle(60);
    expect(statesOf(replica).filter((state) => state === 'delivered')).toHaveLength(3);
  });

  it.each<[string, Fate, number]>([
    ['is cut in its middle', { lines: 2 }, 2],
    ['never comes', 'lose', 0],
    ['comes for a request that came twice', 'twice', 5],
  ])('[H67] are delivered once where the answer %s', async (_, fate, atFirst) => {
    using folder = temporaryFolder();
    const world = serverOf(5);
    world.server.fate = once(fate);
    await using replica = await answered(folder.path, world);
    const attempts = () => replica.account.outbox.list().map((entry) => entry.attempts);
    expect(statesOf(replica).filter((state) => state === 'delivered')).toHaveLength(atFirst);
    replica.time.advance(60_000);
    await settle(100);
    expect(new Set(statesOf(replica))).toEqual(new Set(['delivered']));
    expect(world.server.model.applied).toHaveLength(5);
    expect(Math.max(...attempts())).toBe(atFirst === 5 ? 1 : 2);
  });

  it('[H67] are not delivered where something else answers in the place of the server', async () => {
    using folder = temporaryFolder();
    const world = serverOf(3);
    world.server.fate = once({ status: 200, body: '<html>Welcome to our network</html>\n' });
    await using replica = await answered(folder.path, world);
    expect(statesOf(replica)).toEqual(['queued', 'queued', 'queued']);
    replica.time.advance(60_000);
    await settle(100);
    expect(new Set(statesOf(replica))).toEqual(new Set(['delivered']));
    expect(world.server.model.applied).toHaveLength(3);
  });

  it('go one by one to a server that takes no others', async () => {
    using folder = temporaryFolder();
    const world = serverOf(3, null);
    await using replica = await answered(folder.path, world);
    expect(new Set(commandsTo(world.server))).toEqual(new Set(['/rpc/humanTasks/complete']));
    expect(statesOf(replica)).toEqual(['delivered', 'delivered', 'delivered']);
  });

  it.each([403, 404, 405, 406, 413, 422, 431])(
    'go one by one where a request of many is refused with %i on the way',
    async (status) => {
      using folder = temporaryFolder();
      const world = serverOf(3);
      world.server.fate = (request) => (isBatch(request) ? { status, body: '<html>No</html>' } : 'arrives');
      await using replica = await answered(folder.path, world);
      expect(statesOf(replica)).toEqual(['delivered', 'delivered', 'delivered']);
      expect(commandsTo(world.server).filter((path) => path === commandsPath)).toHaveLength(1);
      expect(Math.max(...replica.account.outbox.list().map(({ attempts }) => attempts))).toBe(1);
    },
  );

  it('go one by one for long, few at a time, where what stands before the server refuses many in one', async () => {
    using folder = temporaryFolder();
    const world = serverOf(60);
    const { server } = world;
    server.fate = (request) => (isBatch(request) ? { status: 403, body: '<html>No</html>' } : 'arrives');
    let [under, most] = [0, 0];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const isOne = (input as Request).url.includes('/rpc/humanTasks/complete');
      most = Math.max(most, isOne ? ++under : 0);
      try {
        return await server.fetch(input, init);
      } finally {
        if (isOne) under -= 1;
      }
    };
    await using replica = await answered(folder.path, world, { fetch });
    await settle(200);
    expect(new Set(statesOf(replica))).toEqual(new Set(['delivered']));
    expect(most).toBe(16);
    await answerMore(replica, server);
    expect(commandsTo(server).filter((path) => path === commandsPath)).toHaveLength(1);
  });

  it('are refused for what the server says of the account, whatever the status', async () => {
    using folder = temporaryFolder();
    const world = serverOf(3);
    const body = JSON.stringify({ code: 'ACCESS_ENDED', message: 'No longer' });
    world.server.fate = (request) => (isBatch(request) ? { status: 403, body } : 'arrives');
    await using replica = await answered(folder.path, world);
    expect(statesOf(replica)).toEqual(['queued', 'queued', 'queued']);
    expect(commandsTo(world.server)).toEqual([commandsPath]);
  });

  it.each<[string, Fate]>([
    ['cuts each answer of many', { lines: 0 }],
    ['fails with each answer of many', { status: 502, body: '<html>Bad gateway</html>' }],
    ['loses each answer of many', 'lose'],
    ['answers many with something else', { status: 200, body: '<html>Welcome</html>\n' }],
    ['answers many with nothing', { status: 200 }],
  ])('[H67] end where what stands before the server %s', async (_, fate) => {
    using folder = temporaryFolder();
    const world = serverOf(5);
    const { server } = world;
    server.fate = (request) => (isBatch(request) ? fate : 'arrives');
    await using replica = await answered(folder.path, world);
    for (let count = 0; count < 6; count += 1) {
      replica.time.advance(120_000);
      await settle(100);
    }
    expect(new Set(statesOf(replica))).toEqual(new Set(['delivered']));
    expect(server.model.applied).toHaveLength(5);
    await answerMore(replica, server);
    expect(commandsTo(server).filter((path) => path === commandsPath)).toHaveLength(3);
    server.fate = () => 'arrives';
    for (let count = 0; count < 25; count += 1) {
      server.cut();
      await settle();
      replica.account.hint('now');
      await settle();
    }
    await answerMore(replica, server);
    expect(commandsTo(server).filter((path) => path === commandsPath)).toHaveLength(4);
  });

  it('go together again after a time in which the server was away', async () => {
    using folder = temporaryFolder();
    const world = serverOf(2);
    world.server.fate = (request) => (isBatch(request) ? 'refused' : 'arrives');
    await using replica = await answered(folder.path, world);
    for (let count = 0; count < 6; count += 1) {
      replica.time.advance(120_000);
      await settle(100);
    }
    world.server.fate = () => 'arrives';
    replica.time.advance(120_000);
    await settle(100);
    expect(statesOf(replica)).toEqual(['delivered', 'delivered']);
    expect(new Set(commandsTo(world.server))).toEqual(new Set([commandsPath]));
  });

  it('are split where they are too long for one request', async () => {
    using folder = temporaryFolder();
    const world = serverOf(30);
    const comment = 'x'.repeat(9_900) + '€'.repeat(10_000);
    await using replica = await answered(folder.path, world, { comment });
    expect(new Set(statesOf(replica))).toEqual(new Set(['delivered']));
    expect(commandsTo(world.server)).toEqual([commandsPath, commandsPath, commandsPath]);
  });

  it('wait for a new token together', async () => {
    using folder = temporaryFolder();
    const world = serverOf(3);
    await using replica = openTestReplica(folder.path, world.server);
    replica.account.start();
    await settle();
    for (const taskAsstId of world.ids)
      await replica.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
    world.server.tokens = new Set(['token-2']);
    replica.time.advance(5_000);
    await settle(60);
    expect(statesOf(replica)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(commandsTo(world.server)).toEqual([commandsPath, commandsPath]);
  });

  it('of one task go in their order, each after the one before has ended', async () => {
    using folder = temporaryFolder();
    const { server, ids } = serverOf(2);
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle();
    server.fate = (request) => (/rpc|commands/.test(request.url) ? 'refused' : 'arrives');
    for (const text of ['first', 'second', 'third'])
      for (const taskAsstId of ids)
        await replica.client.discussion.post({ taskAsstId, text: `${text} ${taskAsstId}` });
    await settle();
    server.fate = () => 'arrives';
    replica.time.advance(60_000);
    await settle(200);
    expect(replica.account.outbox.list().map(({ state }) => state)).toEqual(Array(6).fill('delivered'));
    for (const id of ids) {
      const texts = server.model.applied.filter((each) => each.assignmentId === id).map(({ value }) => value);
      expect(texts).toEqual([`first ${id}`, `second ${id}`, `third ${id}`]);
    }
    expect(commandsTo(server)).toContain(commandsPath);
  });

  it('are waited for as long as the server says that it is at it, and no longer', async () => {
    using folder = temporaryFolder();
    const { server, ids } = serverOf(2);
    let say = (_text: string): void => {};
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      if (!isBatch(request)) return server.fetch(input, init);
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          say = (text) => controller.enqueue(new TextEncoder().encode(text));
          request.signal.addEventListener('abort', () => controller.error(request.signal.reason));
        },
      });
      return new Response(body);
    };
    await using replica = openTestReplica(folder.path, server, { fetch });
    replica.account.start();
    await settle();
    for (const taskAsstId of ids)
      await replica.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
    replica.time.advance(5_000);
    await settle();
    for (let count = 0; count < 3; count += 1) {
      replica.time.advance(20_000);
      server.heartbeat();
      say('\n');
      await settle();
    }
    expect(statesOf(replica)).toEqual(['sending', 'sending']);
    replica.time.advance(30_000);
    await settle();
    expect(statesOf(replica)).toEqual(['queued', 'queued']);
    expect(replica.account.outbox.list()[0]).toMatchObject({ lastError: { code: 'SERVER_UNREACHABLE' } });
  });
});
