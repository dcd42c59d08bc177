import { describe, expect, it } from 'vitest';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { openStore } from '../../../src/local/store/open.ts';
import { openTestAccount, temporaryFolder } from '../../support/account.ts';
import { fakeTime } from '../../support/fake-time.ts';

/** Waits for what the event loop still has to do; never for a time. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

const workflow = `
document: { dsl: '1.0.3', namespace: test, name: many, version: '1.0.0' }
do: [ { first: { set: { n: '\${ .n }' } } }, { decide: { ask: { mode: approval, prompt: 'Approve \${ .n }?' } } } ]
`;

describe('the scheduler', () => {
  it('walks hundreds of due processes without keeping the event loop from its other work', async () => {
    using folder = temporaryFolder();
    let ahead = 0;
    const time = { now: () => systemClock.now() + ahead, after: systemTimers.after };
    await using test = openTestAccount(folder.path, { time });
    const waiting = workflow.replace(
      'mode: approval',
      'mode: approval, timeout: { after: PT1H }, onTimeout: continue',
    );
    await test.client.workflows.add({ source: waiting });
    for (let n = 0; n < 300; n += 1) await test.client.processes.start({ workflow: 'many', input: { n } });
    await test.account.host.settled();
    expect((await test.client.processes.list({ only: 'open' })).total).toBe(300);

    ahead = 2 * 3_600_000;
    let turns = 0;
    const turn = () => {
      turns += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    await test.account.host.settled();
    clearImmediate(next);
    expect((await test.client.processes.list({ only: 'ended' })).total).toBe(300);
    expect(turns).toBeGreaterThan(2);
  });

  it('lets a timer fire while another process is walked for long', async () => {
    using folder = temporaryFolder();
    await using test = openTestAccount(folder.path);
    const slow = `
document: { dsl: '1.0.3', namespace: test, name: slow, version: '1.0.0' }
do: [ ${Array.from({ length: 400 }, (_, n) => `{ t${n}: { set: { n: '\${ [range(2000)] | add }' } } }`).join(', ')} ]
`;
    const timer = `
document: { dsl: '1.0.3', namespace: test, name: timer, version: '1.0.0' }
do: [ { pause: { wait: PT0.05S } }, { rung: { set: { rung: true } } } ]
`;
    await test.client.workflows.add({ source: slow });
    await test.client.workflows.add({ source: timer });
    const ended: string[] = [];
    test.account.onChange(() => {
      void test.client.processes.list({ only: 'ended' }).then(({ processes }) => {
        for (const { title } of processes.toReversed()) if (!ended.includes(title)) ended.push(title);
      });
    });
    const { processId } = await test.client.processes.start({ workflow: 'slow' });
    await test.client.processes.start({ workflow: 'timer' });
    await test.account.host.settled();
    expect((await test.client.processes.get({ processId })).statusCode).toBe('C');
    await until(() => ended.length === 2);
    expect(ended).toEqual(['Timer', 'Slow']);
  });

  it('takes up after a restart what a run before left due, and what became due meanwhile', async () => {
    using folder = temporaryFolder();
    {
      await using before = openTestAccount(folder.path);
      await before.client.workflows.add({ source: workflow });
      await before.account.host.settled();
      // Closed in the same turn: nothing has been walked yet.
      await before.client.processes.start({ workflow: 'many', input: { n: 1 } });
    }
    await using after = openTestAccount(folder.path);
    await after.account.host.settled();
    expect((await after.client.humanTasks.list({})).total).toBe(1);
  });

  it('lets timers that became due while the machine slept fire in their order', async () => {
    using folder = temporaryFolder();
    const time = fakeTime();
    const opened: ReturnType<typeof openStore>[] = [];
    await using test = openTestAccount(folder.path, {
      time,
      openStore: (paths, reach) => {
        const store = openStore(paths, reach);
        opened.push(store);
        return store;
      },
    });
    await test.client.workflows.add({
      source: `
document: { dsl: '1.0.3', namespace: test, name: alarm, version: '1.0.0' }
do: [ { pause: { wait: '\${ .duration }' } }, { rung: { set: { rung: true } } } ]
`,
    });
    const minutes = Array.from({ length: 100 }, (_, index) => 1 + ((index * 37) % 100));
    const started = await Promise.all(
      minutes.map(async (n) => {
        const { processId } = await test.client.processes.start({
          workflow: 'alarm',
          input: { duration: `PT${n}M` },
        });
        return { n, processId };
      }),
    );
    await test.account.host.settled();
    time.jumpTo(time.now() + 24 * 3_600_000);
    test.account.host.nudge();
    await test.account.host.settled();
    const rang = opened[0]?.db.connection
      .prepare(`SELECT process_id FROM task WHERE name = 'rung' ORDER BY seq`)
      .pluck()
      .all();
    expect(rang).toEqual(started.toSorted((a, b) => a.n - b.n).map(({ processId }) => processId));
  });

  it('lets short processes by while a long one goes through a loop', async () => {
    using folder = temporaryFolder();
    await using test = openTestAccount(folder.path);
    const long = `
document: { dsl: '1.0.3', namespace: test, name: long, version: '1.0.0' }
do: [ { loop: { for: { in: '\${ [range(3000)] }' }, do: [ { one: { set: { n: '\${ $index }' } } } ] } } ]
`;
    const short = `
document: { dsl: '1.0.3', namespace: test, name: short, version: '1.0.0' }
do: [ { one: { set: { n: 1 } } } ]
`;
    await test.client.workflows.add({ source: long });
    await test.client.workflows.add({ source: short });
    const { processId } = await test.client.processes.start({ workflow: 'long' });
    const ended = async () => (await test.client.processes.list({ only: 'ended' })).total;
    for (let n = 1; n <= 5; n += 1) {
      await test.client.processes.start({ workflow: 'short' });
      while ((await ended()) < n) await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await test.client.processes.get({ processId })).statusCode).toBe('A');
    await test.account.host.settled();
    expect(await test.client.processes.get({ processId })).toMatchObject({
      statusCode: 'C',
      taskCount: 3_001,
    });
  });

  it('closes at once while a process is walked, writes nothing of that walk, and goes on with the next start', async () => {
    using folder = temporaryFolder();
    const endless = `
document: { dsl: '1.0.3', namespace: test, name: endless, version: '1.0.0' }
do: [ { slow: { set: { n: '\${ [range(300000)] | add }' } } }, { decide: { ask: { prompt: Done?, mode: confirm } } } ]
`;
    {
      await using before = openTestAccount(folder.path);
      await before.client.workflows.add({ source: endless });
      await before.client.processes.start({ workflow: 'endless' });
      // Two turns later the expression runs in its thread.
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    }
    await using after = openTestAccount(folder.path);
    const { processes } = await after.client.processes.list({});
    expect(processes).toMatchObject([{ statusCode: 'A', currentTask: null }]);
    await after.account.host.settled();
    expect((await after.client.humanTasks.list({})).total).toBe(1);
  });
});
