import { describe, expect, it } from 'vitest';
import type { ProcessDetail, TaskDetail, TaskSummary } from '../../../src/shared/contract/processes.ts';
import { startSource, type TestAccountOptions } from '../../support/account.ts';
import { fakeTime } from '../../support/fake-time.ts';
import { loopback, sendJson, type Loopback } from '../../support/loopback.ts';
import { aTeam, type Team } from '../../support/team.ts';

/** A service that fails until it is mended. `/prepare` always works. */
interface Shop extends Loopback {
  mend(): void;
  /** The keys of the requests to a path. */
  keys(path: string): string[];
}

async function aShop(): Promise<Shop> {
  let works = false;
  const server = await loopback(({ path }, response) => {
    if (works || path === '/prepare') sendJson(response, { at: path });
    else sendJson(response, { sorry: true }, 500);
  });
  return {
    ...server,
    mend: () => (works = true),
    keys: (path) =>
      server.requests
        .filter((request) => request.path === path)
        .map(({ headers }) => String(headers['idempotency-key'])),
  };
}

function call(shop: Shop, name: string, path = `/${name}`): string {
  return `${name}: { call: http, with: { method: POST, endpoint: '${shop.origin}${path}', body: {} } }`;
}

class Run {
  readonly team: Team;
  readonly processId: string;

  constructor(team: Team, processId: string) {
    this.team = team;
    this.processId = processId;
  }

  async process(): Promise<ProcessDetail> {
    return (await this.team.as('maya').get(`/processes/${this.processId}`)).body as ProcessDetail;
  }

  /** The last task of this name that began. */
  async task(name: string): Promise<TaskSummary> {
    const task = (await this.process()).tasks.findLast((candidate) => candidate.name === name);
    if (task === undefined) throw new Error(`No task ${name} has begun`);
    return task;
  }

  async detail(name: string): Promise<TaskDetail> {
    const { taskId } = await this.task(name);
    return (await this.team.as('maya').get(`/tasks/${taskId}`)).body as TaskDetail;
  }

  async retry(name: string, by = 'maya', more: object = {}) {
    const { taskId } = await this.task(name);
    const reply = await this.team.as(by).post(`/tasks/${taskId}/retry`, more);
    await this.team.served.account.account.host.settled();
    return reply;
  }
}

async function run(body: string, options: TestAccountOptions = {}): Promise<Run & AsyncDisposable> {
  const team = await aTeam(options);
  const source = `document: { dsl: '1.0.3', namespace: shop, name: order, version: '1.0.0' }\n${body}`;
  const started = new Run(team, await startSource(team.served.account, source, { order: 7 }));
  return Object.assign(started, { [Symbol.asyncDispose]: () => team[Symbol.asyncDispose]() });
}

describe('retryTask', () => {
  it('[I60 I57 I58 I56] runs a failed task again, and its process from there on; nothing that was done is done again', async () => {
    const shop = await aShop();
    await using order = await run(`
do:
  - ${call(shop, 'prepare')}
  - ${call(shop, 'book')}
  - done: { set: { booked: true } }
`);
    expect(await order.process()).toMatchObject({ statusCode: 'F' });
    expect(await order.detail('book')).toMatchObject({
      statusCode: 'F',
      configuration: { call: 'http', with: { method: 'POST' } },
      input: { at: '/prepare' },
      output: null,
      error: { status: 500 },
      attempts: [],
      canRetry: true,
    });
    shop.mend();
    expect(await order.retry('book')).toMatchObject({ status: 200, body: { processId: order.processId } });
    expect(await order.process()).toMatchObject({ statusCode: 'C', output: { booked: true }, error: null });
    expect(await order.detail('book')).toMatchObject({
      path: '/do/1/book',
      statusCode: 'C',
      output: { at: '/book' },
      attempts: [{ error: { status: 500 }, retriedBy: 'maya' }],
      canRetry: false,
    });
    expect(shop.keys('/prepare')).toHaveLength(1);
    expect(shop.keys('/book')).toEqual([`${order.processId}/do/1/book`, `${order.processId}/do/1/book~r1`]);
    const failed = (await order.process()).tasks.filter(({ name }) => name === 'book');
    expect(failed.map(({ statusCode }) => statusCode)).toEqual(['F', 'C']);
  });

  it('may be done again when it fails again', async () => {
    const shop = await aShop();
    await using order = await run(`do: [{ ${call(shop, 'book')} }]`);
    await order.retry('book');
    expect(await order.process()).toMatchObject({ statusCode: 'F', error: { status: 500 } });
    shop.mend();
    await order.retry('book');
    expect(await order.process()).toMatchObject({ statusCode: 'C' });
    expect((await order.detail('book')).attempts).toHaveLength(2);
    expect(new Set(shop.keys('/book')).size).toBe(3);
  });

  it('[I61] is for administrators', async () => {
    const shop = await aShop();
    await using order = await run(`do: [{ ${call(shop, 'book')} }]`);
    await order.team.as('maya').patch('/users/ann', { permissions: ['workflow.process.operate'] });
    expect(await order.retry('book', 'ann')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const { taskId } = await order.task('book');
    expect((await order.team.as('ann').get(`/tasks/${taskId}`)).body).toMatchObject({
      canRetry: false,
      rawVisible: true,
    });
    expect((await order.team.as('bob').get(`/tasks/${taskId}`)).body).toMatchObject({
      canRetry: false,
      rawVisible: false,
      configuration: null,
      input: null,
      output: null,
      attempts: [],
    });
  });

  it('[I59] is refused for everything that has not failed, and for what is not there', async () => {
    const shop = await aShop();
    await using order = await run(`
do:
  - attempt:
      try: [{ ${call(shop, 'book')} }]
      catch: {}
  - decide: { ask: { prompt: Well? } }
`);
    const refused = { status: 409, body: { code: 'TASK_NOT_FAULTED' } };
    expect(await order.task('book')).toMatchObject({ statusCode: 'F' });
    expect(await order.retry('book')).toMatchObject(refused);
    expect(await order.retry('attempt')).toMatchObject(refused);
    expect(await order.retry('decide')).toMatchObject(refused);
    expect(await order.team.as('maya').post(`/tasks/${order.processId}/retry`)).toMatchObject({
      status: 404,
      body: { code: 'TASK_NOT_FOUND' },
    });
    expect(await order.process()).toMatchObject({ statusCode: 'W' });
  });

  it('carries out a key once', async () => {
    const shop = await aShop();
    await using order = await run(`do: [{ ${call(shop, 'book')} }]`);
    const { taskId } = await order.task('book');
    for (const _ of [1, 2]) {
      const path = `/tasks/${taskId}/retry`;
      expect(await order.team.as('maya').post(path, { idempotencyKey: 'k' })).toMatchObject({ status: 200 });
      await order.team.served.account.account.host.settled();
    }
    expect(shop.keys('/book')).toHaveLength(2);
  });

  it('asks the people beside it again, and keeps what they have answered', async () => {
    const shop = await aShop();
    await using order = await run(`
do:
  - both:
      fork:
        branches:
          - left: { do: [{ first: { ask: { prompt: First? } } }, { ${call(shop, 'book')} }] }
          - right: { do: [{ second: { ask: { prompt: Second? } } }] }
`);
    const { team } = order;
    const answer = async (prompt: string) => {
      const rows = await team.as('maya').inbox();
      const { taskAsstId } = rows.find(({ title }) => title === prompt) ?? { taskAsstId: '' };
      const reply = await team
        .as('maya')
        .post(`/human-tasks/${taskAsstId}/complete`, { response: { value: prompt } });
      await team.served.account.account.host.settled();
      return reply;
    };
    expect(await answer('First?')).toMatchObject({ status: 200 });
    expect(await order.process()).toMatchObject({ statusCode: 'F' });
    expect(await team.as('maya').inbox()).toEqual([]);
    shop.mend();
    await order.retry('book');
    expect(await order.process()).toMatchObject({ statusCode: 'W' });
    expect(await answer('Second?')).toMatchObject({ status: 200 });
    expect(await order.process()).toMatchObject({
      statusCode: 'C',
      output: [{ at: '/book' }, { value: 'Second?' }],
    });
  });

  it('goes on in the iteration of a loop in which it failed', async () => {
    const shop = await aShop();
    await using order = await run(`
do:
  - loop:
      for: { each: path, in: '["/prepare", "/book", "/last"]' }
      do: [{ post: { call: http, with: { method: POST, endpoint: '\${ "${shop.origin}" + $path }', body: {} } } }]
`);
    expect(await order.process()).toMatchObject({ statusCode: 'F' });
    shop.mend();
    await order.retry('post');
    expect(await order.process()).toMatchObject({ statusCode: 'C', output: { at: '/last' } });
    expect(shop.requests.map(({ path }) => path)).toEqual(['/prepare', '/book', '/book', '/last']);
  });

  it('goes on in the last attempt of a try that had used up its own', async () => {
    const shop = await aShop();
    const time = fakeTime();
    await using order = await run(
      `
do:
  - attempt:
      try:
        - ${call(shop, 'prepare')}
        - ${call(shop, 'book')}
      catch: { retry: { delay: PT1S, limit: { attempt: { count: 2 } } } }
`,
      { time },
    );
    for (const _ of [1, 2, 3]) {
      time.advance(1_000);
      await order.team.served.account.account.host.settled();
    }
    expect(await order.process()).toMatchObject({ statusCode: 'F' });
    const before = shop.keys('/prepare').length;
    shop.mend();
    expect(await order.retry('attempt')).toMatchObject({ status: 200 });
    expect(await order.process()).toMatchObject({ statusCode: 'C', output: { at: '/book' } });
    expect(shop.keys('/prepare')).toHaveLength(before);
  });

  it('gives a task that ran out of time as much time again', async () => {
    const time = fakeTime();
    await using order = await run(
      `
do:
  - outer:
      do: [{ decide: { ask: { prompt: Well? }, timeout: { after: PT5M } } }]
      timeout: { after: PT7M }
`,
      { time },
    );
    time.advance(6 * 60_000);
    await order.team.served.account.account.host.settled();
    expect(await order.process()).toMatchObject({ statusCode: 'F', error: { status: 408 } });
    time.advance(60 * 60_000);
    await order.retry('decide');
    expect(await order.process()).toMatchObject({ statusCode: 'W' });
    const { taskAsstId } = await order.team.as('maya').task();
    await order.team.as('maya').post(`/human-tasks/${taskAsstId}/complete`, { response: { value: 'Yes' } });
    await order.team.served.account.account.host.settled();
    expect(await order.process()).toMatchObject({ statusCode: 'C' });
  });
});

describe('retryFailed', () => {
  const retry = async ({ team, processId }: Run, by = 'maya', more: object = {}) => {
    const reply = await team.as(by).post(`/processes/${processId}/retry-failed`, more);
    await team.served.account.account.host.settled();
    return reply;
  };

  it('[I60] goes on from the task that failed, and says which that is', async () => {
    const shop = await aShop();
    await using order = await run(`do: [{ ${call(shop, 'prepare')} }, { ${call(shop, 'book')} }]`);
    const { taskId } = await order.task('book');
    expect(await order.process()).toMatchObject({ statusCode: 'F', failure: { taskId, canRetry: true } });
    shop.mend();
    expect(await retry(order)).toMatchObject({ status: 200, body: { processId: order.processId } });
    expect(await order.process()).toMatchObject({ statusCode: 'C', failure: null });
    expect(shop.keys('/prepare')).toHaveLength(1);
    expect((await order.detail('book')).attempts).toMatchObject([{ retriedBy: 'maya' }]);
  });

  it('[I60] gives a process that ran out of time as much again: what waited is asked again, what had completed is not done again', async () => {
    const shop = await aShop();
    shop.mend();
    const time = fakeTime();
    await using order = await run(
      `
timeout: { after: PT10M }
do:
  - ${call(shop, 'prepare')}
  - step: { do: [{ decide: { ask: { prompt: Well? } } }, { done: { set: { said: '\${ .value }' } } }] }
`,
      { time },
    );
    const { team } = order;
    const before = await team.as('maya').task();
    time.advance(11 * 60_000);
    await team.served.account.account.host.settled();
    expect(await order.process()).toMatchObject({
      statusCode: 'F',
      error: { status: 408 },
      failure: { taskId: null, canRetry: true },
    });
    expect(await order.retry('decide')).toMatchObject({ status: 409, body: { code: 'TASK_NOT_FAULTED' } });
    expect(await retry(order)).toMatchObject({ status: 200 });
    expect(await order.process()).toMatchObject({ statusCode: 'W', error: null });
    time.advance(9 * 60_000);
    await team.served.account.account.host.settled();
    expect(await order.process()).toMatchObject({ statusCode: 'W' });
    const { taskAsstId } = await team.as('maya').task();
    expect(taskAsstId).not.toBe(before.taskAsstId);
    await team.as('maya').post(`/human-tasks/${taskAsstId}/complete`, { response: { value: 'Yes' } });
    await team.served.account.account.host.settled();
    expect(await order.process()).toMatchObject({ statusCode: 'C', output: { said: 'Yes' } });
    expect(shop.keys('/prepare')).toHaveLength(1);
  });

  it('tries the output of a process again over what its tasks gave, and does nothing else again', async () => {
    const shop = await aShop();
    shop.mend();
    await using order = await run(`
output: { schema: { document: { required: [booked] } } }
do: [{ ${call(shop, 'prepare')} }]
`);
    expect(await order.process()).toMatchObject({ statusCode: 'F', failure: { taskId: null } });
    expect(await retry(order)).toMatchObject({ status: 200 });
    expect(await order.process()).toMatchObject({ statusCode: 'F', error: { instance: '/output' } });
    expect(shop.keys('/prepare')).toHaveLength(1);
    expect((await order.process()).tasks).toHaveLength(1);
  });

  it('tries a process again that failed over its input, before any task', async () => {
    await using order = await run(`
input: { schema: { document: { required: [customer] } } }
do: [{ done: { set: { booked: true } } }]
`);
    expect(await order.process()).toMatchObject({ statusCode: 'F', tasks: [], failure: { taskId: null } });
    expect(await retry(order)).toMatchObject({ status: 200 });
    expect(await order.process()).toMatchObject({
      statusCode: 'F',
      tasks: [],
      error: { instance: '/input' },
    });
  });

  it('[I61 I59] is for administrators, for what has failed, and once for a key', async () => {
    const shop = await aShop();
    await using order = await run(`do: [{ ${call(shop, 'book')} }]`);
    await order.team.as('maya').patch('/users/ann', { permissions: ['workflow.process.operate'] });
    expect(await retry(order, 'ann')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const seen = await order.team.as('ann').get(`/processes/${order.processId}`);
    expect(seen.body).toMatchObject({ failure: { canRetry: false } });
    for (const _ of [1, 2]) {
      expect(await retry(order, 'maya', { idempotencyKey: 'k' })).toMatchObject({ status: 200 });
    }
    expect(shop.keys('/book')).toHaveLength(2);
    shop.mend();
    await retry(order);
    expect(await order.process()).toMatchObject({ statusCode: 'C' });
    expect(await retry(order)).toMatchObject({ status: 409, body: { code: 'NOTHING_TO_RETRY' } });
    expect(await retry(new Run(order.team, crypto.randomUUID()))).toMatchObject({
      status: 404,
      body: { code: 'PROCESS_NOT_FOUND' },
    });
  });
});
