import { describe, expect, it } from 'vitest';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { openTestAccount, temporaryFolder } from '../../support/account.ts';

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
