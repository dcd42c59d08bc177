import { describe, expect, it } from 'vitest';
import { CountersignError } from '../../../src/shared/errors.ts';
import { temporaryFolder } from '../../support/account.ts';
import { ScriptedServer } from '../../support/sync/scripted-server.ts';
import { openTestReplica, settle } from '../../support/sync/test-replica.ts';

const [firstLife, secondLife] = [
  '0190c0de-0000-4000-8000-00000000e001',
  '0190c0de-0000-4000-8000-00000000e002',
];

/** A server with so many tasks that is connected to an account, and a backup of it. */
function aServer(tasks: number): ScriptedServer {
  const server = new ScriptedServer();
  server.epoch = firstLife;
  for (let number = 0; number < tasks; number += 1) server.model.create();
  return server;
}

async function titlesOf(replica: ReturnType<typeof openTestReplica>): Promise<string[]> {
  const { humanTasks } = await replica.client.humanTasks.list({ limit: 100 });
  return humanTasks.map(({ title }) => title).toSorted();
}

describe('a server whose database was restored', () => {
  it('is read anew although its feed has the same numbers with something else behind them', async () => {
    using folder = temporaryFolder();
    const server = aServer(3);
    const restore = server.model.backup();
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle();
    server.model.create();
    await settle();
    expect(await titlesOf(replica)).toContain('Review request 4');
    restore();
    server.epoch = secondLife;
    server.model.create({ title: 'Of the second life' });
    expect(server.model.head).toBe(4);
    server.cut();
    await settle();
    replica.time.advance(60_000);
    await settle();
    expect(await titlesOf(replica)).toEqual([
      'Of the second life',
      'Review request 1',
      'Review request 2',
      'Review request 3',
    ]);
    expect(replica.account.summary()).toMatchObject({ state: 'online', progress: null });
  });

  it('is noticed by what the stream says, without a new connection', async () => {
    using folder = temporaryFolder();
    const server = aServer(2);
    const restore = server.model.backup();
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle();
    server.model.create();
    await settle();
    restore();
    server.model.create({ title: 'Of the second life' });
    server.epoch = secondLife;
    server.heartbeat();
    await settle(50);
    expect(await titlesOf(replica)).toEqual(['Of the second life', 'Review request 1', 'Review request 2']);
  });

  it('keeps what is queued, never shows an empty inbox meanwhile, and delivers', async () => {
    using folder = temporaryFolder();
    const server = aServer(450);
    await using replica = openTestReplica(folder.path, server);
    const { account, client, time } = replica;
    account.start();
    await settle(50);
    const restore = server.model.backup();
    server.fate = () => 'refused';
    server.cut();
    await settle();
    const [{ taskAsstId } = { taskAsstId: '' }] = (await client.humanTasks.list({})).humanTasks;
    await client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
    restore();
    server.epoch = secondLife;
    server.model.takeAway([...server.model.documents.keys()].find((id) => id !== taskAsstId) ?? '');
    const totals: number[] = [];
    account.onStatus(() => {
      void client.humanTasks.list({}).then(({ total }) => totals.push(total));
    });
    server.fate = () => 'arrives';
    time.advance(60_000);
    await settle(100);
    expect(account.status.state).toBe('online');
    expect(totals.length).toBeGreaterThan(3);
    expect(Math.min(...totals)).toBe(448);
    expect((await client.humanTasks.list({})).total).toBe(448);
    expect(server.model.applied).toMatchObject([{ action: 'completeTask', assignmentId: taskAsstId }]);
    expect(account.summary()).toMatchObject({ queued: 0, attention: 0 });
  });

  it('brings back what was answered after the backup was made', async () => {
    using folder = temporaryFolder();
    const server = aServer(1);
    const restore = server.model.backup();
    await using replica = openTestReplica(folder.path, server);
    const { account, client, time } = replica;
    account.start();
    await settle();
    const [row] = (await client.humanTasks.list({})).humanTasks;
    await client.humanTasks.complete({ taskAsstId: row?.taskAsstId ?? '', response: { value: 'APPROVED' } });
    time.advance(6_000);
    await settle();
    expect(server.model.applied).toHaveLength(1);
    expect(await titlesOf(replica)).toEqual([]);
    restore();
    server.epoch = secondLife;
    server.cut();
    await settle();
    time.advance(60_000);
    await settle();
    expect(await titlesOf(replica)).toEqual(['Review request 1']);
  });

  it('is read anew also when the app ended half-way', async () => {
    using folder = temporaryFolder();
    const server = aServer(1_900);
    {
      await using before = openTestReplica(folder.path, server);
      before.account.start();
      await settle(100);
    }
    for (const id of [...server.model.documents.keys()].slice(0, 700)) server.model.takeAway(id);
    server.model.forget();
    server.epoch = secondLife;
    let pages = 0;
    server.fate = (request) =>
      new URL(request.url).pathname.endsWith('/changes') && ++pages > 2 ? 'refused' : 'arrives';
    {
      // The first page of the second life is there, and nothing after it.
      await using during = openTestReplica(folder.path, server);
      during.account.start();
      await settle(100);
      expect(during.account.status.state).toBe('offline');
    }
    server.fate = () => 'arrives';
    await using after = openTestReplica(folder.path, server);
    after.account.start();
    await settle(300);
    expect(after.account.status.state).toBe('online');
    expect((await after.client.humanTasks.list({})).total).toBe(1_200);
    expect(after.account.holds('assignment', [...server.model.documents.keys()][0] ?? '')).toBe(true);
  });

  it('that says nothing of it is believed by its numbers alone', async () => {
    using folder = temporaryFolder();
    const server = aServer(2);
    server.epoch = undefined;
    server.knowsLines = false;
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle();
    server.epoch = firstLife;
    server.model.create();
    server.cut();
    await settle();
    replica.time.advance(60_000);
    await settle();
    expect(await titlesOf(replica)).toHaveLength(3);
    const pages = server.requests.filter(({ path }) => path.endsWith('/changes'));
    expect(pages).toHaveLength(2);
  });
});

describe('a server that has forgotten what is gone', () => {
  it('is read to its end by who begins, although most of what is there is older than that', async () => {
    using folder = temporaryFolder();
    const server = aServer(2_400);
    server.model.create();
    server.model.takeAway([...server.model.documents.keys()].at(-1) ?? '');
    server.model.forget();
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle(300);
    expect(replica.account.status.state).toBe('online');
    expect((await replica.client.humanTasks.list({})).total).toBe(2_400);
    expect(server.requests.filter(({ path }) => path.endsWith('/changes'))).toHaveLength(3);
  });
});

describe('a server that tells its feed wrongly', () => {
  const lines = (...parts: unknown[]) => parts.map((part) => `${JSON.stringify(part)}\n`).join('');
  const cases: Record<string, (head: object, entries: readonly (readonly [object, unknown])[]) => string> = {
    'fewer entries than announced': (head, entries) => lines(head, ...entries.slice(1).flat()),
    'an entry without its task': (head, entries) => lines(head, ...entries.flat().slice(0, -1)),
    'entries out of order': (head, entries) => lines(head, ...entries.toReversed().flat()),
    'a line that is no JSON': (head, entries) => lines(head, ...entries.flat()).replace('"gone":', 'gone:'),
    'a task that is no object': (head, [[place] = [{}]]) => lines({ ...head, count: 1 }, place, 'task'),
    'a place that is none': (head, [[place, task] = [{}, null]]) =>
      lines({ ...head, count: 1 }, { ...place, taskAsstId: 'x' }, task),
    'a cursor that skips what it has not told': (head, [[place, task] = [{}, null]]) =>
      lines({ ...head, count: 1 }, place, task),
    'no head': (_, entries) => lines(...entries.flat()),
  };

  it.each(Object.entries(cases))('%s: it counts as one that cannot be read', async (_, tell) => {
    using folder = temporaryFolder();
    const server = aServer(2);
    await using replica = openTestReplica(folder.path, server);
    const { entries, ...head } = server.model.page(0, 10);
    const body = tell(
      { ...head, epoch: firstLife, count: entries.length },
      entries.map(({ task, ...place }) => [place, task] as const),
    );
    server.fate = (request) =>
      new URL(request.url).pathname.endsWith('/changes')
        ? { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body }
        : 'arrives';
    replica.account.start();
    await settle();
    expect(replica.account.status).toMatchObject({ state: 'offline', problem: /cannot be read/ });
    expect(replica.account.status.problem).not.toBe(new CountersignError('INTERNAL').message);
  });

  it('a task of words that nobody knows is marked, and the others are there', async () => {
    using folder = temporaryFolder();
    const server = aServer(3);
    await using replica = openTestReplica(folder.path, server);
    const { entries, ...head } = server.model.page(0, 10);
    const told = entries.flatMap(({ task, ...place }, index) => [
      place,
      index === 1 ? { ...task, taskStatusCode: 'dreaming' } : { ...task, ofTomorrow: 'kept' },
    ]);
    const body = lines({ ...head, epoch: firstLife, count: 3 }, ...told);
    server.fate = (request) =>
      new URL(request.url).pathname.endsWith('/changes')
        ? { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body }
        : 'arrives';
    replica.account.start();
    await settle();
    expect(await titlesOf(replica)).toEqual(['Review request 1', 'Review request 3']);
    expect(replica.account.status.problem).toMatch(/^1 task/);
    const [row] = (await replica.client.humanTasks.list({})).humanTasks;
    const task = await replica.client.humanTasks.get({ taskAsstId: row?.taskAsstId ?? '' });
    expect(task).not.toHaveProperty('ofTomorrow');
  });
});
