import { describe, expect, it } from 'vitest';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { openTestAccount, temporaryFolder } from '../../support/account.ts';

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
});
