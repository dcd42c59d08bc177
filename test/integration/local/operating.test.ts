import { describe, expect, it } from 'vitest';
import { deepest } from '../../../src/service/processes/children.ts';
import {
  approvalWorkflow,
  onlyTask,
  openTestAccount,
  startSource,
  temporaryFolder,
  type TestAccount,
} from '../../support/account.ts';
import { fakeTime } from '../../support/fake-time.ts';

const document = (name: string) =>
  `document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '1.0.0' }`;

const parentOf = (child: string, besides = '') => `
${document('parent')}
do:
  - hand: { run: { workflow: { namespace: light-portal, name: ${child}, version: '1.0.0' } ${besides} } }
  - report: { set: { came: '\${ . }' } }
`;

async function withAccount(work: (test: TestAccount) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  await using test = openTestAccount(folder.path);
  await test.client.workflows.add({ source: approvalWorkflow });
  await work(test);
}

/** The states of a process and of the only process it started. */
async function family(test: TestAccount, processId: string) {
  const parent = await test.client.processes.get({ processId });
  const child = await test.client.processes.get({ processId: parent.children[0]?.processId ?? '' });
  return { parent, child, codes: [parent.statusCode, child.statusCode] };
}

describe('a process that starts another one', () => {
  it('waits for its end and goes on with its output; each says which the other is', () =>
    withAccount(async (test) => {
      const processId = await startSource(test, parentOf('human-approval'), { requestId: 'R-1' });
      const { parent, child } = await family(test, processId);
      expect(parent.waits).toMatchObject([{ kind: 'child', processId: child.processId }]);
      expect(parent.tasks[0]).toMatchObject({ path: '/do/0/hand', childProcessId: child.processId });
      expect(child).toMatchObject({
        trigger: 'parent',
        input: { requestId: 'R-1' },
        parent: { processId, taskPath: '/do/0/hand' },
      });
      const { taskAsstId } = await onlyTask(test);
      await test.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
      await test.account.host.settled();
      expect((await family(test, processId)).parent).toMatchObject({
        statusCode: 'C',
        output: { came: { outcome: 'continued' } },
      });
    }));

  it('does not wait where it is told not to, and leaves it alone when it is cancelled', () =>
    withAccount(async (test) => {
      const source = parentOf('human-approval', ', await: false').replace(
        '- report: { set:',
        '- rest: { wait: P1D }\n  - report: { set:',
      );
      const processId = await startSource(test, source);
      expect((await family(test, processId)).codes).toEqual(['W', 'W']);
      await test.client.processes.cancel({ processId });
      await test.account.host.settled();
      expect((await family(test, processId)).codes).toEqual(['X', 'W']);
    }));

  it('fails with what the other one failed with', () =>
    withAccount(async (test) => {
      await test.client.workflows.add({
        source: `${document('failing').replace('test', 'light-portal')}
do: [ { fail: { raise: { error: { type: 'https://example.com/errors/no', status: 418, title: No } } } } ]`,
      });
      const processId = await startSource(test, parentOf('failing'));
      const { parent, codes } = await family(test, processId);
      expect(codes).toEqual(['F', 'F']);
      expect(parent.error).toMatchObject({ status: 418, instance: '/do/0/hand' });
    }));

  it('takes it along when it runs out of time', async () => {
    using folder = temporaryFolder();
    const time = fakeTime();
    await using test = openTestAccount(folder.path, { time });
    await test.client.workflows.add({ source: approvalWorkflow });
    const source = `${parentOf('human-approval')}timeout: { after: PT1H }\n`;
    const processId = await startSource(test, source);
    time.advance(3_600_000);
    await test.account.host.settled();
    expect((await family(test, processId)).codes).toEqual(['F', 'X']);
    expect((await test.client.humanTasks.list({})).total).toBe(0);
  });
});

it('a workflow that runs itself fails before it fills the disk, all the way up', () =>
  withAccount(async (test) => {
    const source = `${document('itself')}
do: [ { again: { run: { workflow: { namespace: test, name: itself, version: '1.0.0' } } } } ]`;
    const processId = await startSource(test, source);
    expect(await test.client.processes.get({ processId })).toMatchObject({
      statusCode: 'F',
      error: { status: 500, detail: expect.stringContaining('start each other in a row') },
    });
    const { total } = await test.client.processes.list({ only: 'open' });
    expect(total).toBe(0);
    expect((await test.client.processes.list({})).total).toBe(deepest + 1);
  }));

describe('cancelling a process', () => {
  it('ends what it waits for and the process it started, and says by whom and why', () =>
    withAccount(async (test) => {
      const processId = await startSource(test, parentOf('human-approval'));
      const asked = await onlyTask(test);
      await test.client.processes.cancel({ processId, reason: 'Ordered twice' });
      await test.account.host.settled();
      const { parent, child, codes } = await family(test, processId);
      expect(codes).toEqual(['X', 'X']);
      expect(parent.cancellation).toMatchObject({ by: 'maya', reason: 'Ordered twice' });
      expect(child.cancellation).toMatchObject({ by: 'maya', reason: 'Ordered twice' });
      expect(child.tasks[0]).toMatchObject({ statusCode: 'X', reason: 'cancelled' });
      expect((await test.client.humanTasks.list({})).total).toBe(0);
      const { taskAsstId } = asked;
      expect(await test.client.humanTasks.get({ taskAsstId })).toMatchObject({
        assignmentStatusCode: 'CANCELLED',
        unassignedReason: 'process_cancelled',
        canComplete: false,
      });
      const { transitions } = await test.client.humanTasks.history({ taskAsstId });
      expect(transitions.at(-1)).toMatchObject({
        status: 'CANCELLED',
        actor: 'maya',
        reason: 'process_cancelled',
      });
      await expect(
        test.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } }),
      ).rejects.toMatchObject({ code: 'ASSIGNMENT_INACTIVE' });
    }));

  it('does nothing the second time, and is refused once the process has ended by itself', () =>
    withAccount(async (test) => {
      const processId = await startSource(test, approvalWorkflow);
      await test.client.processes.cancel({ processId, reason: 'first' });
      await test.client.processes.cancel({ processId, reason: 'second' });
      await test.account.host.settled();
      await test.client.processes.cancel({ processId, reason: 'third' });
      const { statusCode, cancellation } = await test.client.processes.get({ processId });
      expect([statusCode, cancellation?.reason]).toEqual(['X', 'first']);
      const done = await startSource(test, `${document('done')}\ndo: [ { a: { set: { b: 1 } } } ]`);
      await expect(test.client.processes.cancel({ processId: done })).rejects.toMatchObject({
        code: 'PROCESS_ENDED',
      });
    }));

  it('tells the task that waits for it that it was cancelled', () =>
    withAccount(async (test) => {
      const processId = await startSource(test, parentOf('human-approval'));
      const { child } = await family(test, processId);
      await test.client.processes.cancel({ processId: child.processId });
      await test.account.host.settled();
      const { parent, codes } = await family(test, processId);
      expect(codes).toEqual(['F', 'X']);
      expect(parent.error).toMatchObject({ status: 500, detail: expect.stringContaining('cancelled') });
    }));

  it('is for those who may operate', () =>
    withAccount(async (test) => {
      const processId = await startSource(test, approvalWorkflow);
      const client = test.asActor({ permissions: new Set() });
      for (const refused of [
        client.processes.cancel({ processId }),
        client.processes.suspend({ processId }),
        client.processes.resume({ processId }),
        client.processes.retryNow({ processId }),
        client.events.publish({ event: { specversion: '1.0', id: '1', source: 's', type: 't' } }),
      ]) {
        await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN' });
      }
      expect((await client.account.info()).mayOperate).toBe(false);
      expect((await test.client.account.info()).mayOperate).toBe(true);
    }));
});

describe('a suspended process', () => {
  it('takes its answer and keeps it until it is resumed', () =>
    withAccount(async (test) => {
      const processId = await startSource(test, approvalWorkflow);
      const { taskAsstId } = await onlyTask(test);
      await test.client.processes.suspend({ processId });
      await test.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
      await test.account.host.settled();
      const suspended = await test.client.processes.get({ processId });
      expect(suspended).toMatchObject({ statusCode: 'W', suspendedTs: expect.any(String) });
      await test.client.processes.resume({ processId });
      await test.account.host.settled();
      expect(await test.client.processes.get({ processId })).toMatchObject({
        statusCode: 'C',
        suspendedTs: null,
        output: { outcome: 'continued' },
      });
    }));

  it('lets no timer fire until it is resumed, then all that were due in their order', async () => {
    using folder = temporaryFolder();
    const time = fakeTime();
    await using test = openTestAccount(folder.path, { time });
    const processId = await startSource(
      test,
      `${document('racing')}
do:
  - race:
      fork:
        compete: true
        branches:
          - late: { do: [ { w: { wait: PT2H } }, { s: { set: { won: late } } } ] }
          - early: { do: [ { w: { wait: PT1H } }, { s: { set: { won: early } } } ] }
`,
    );
    await test.client.processes.suspend({ processId });
    time.advance(3 * 3_600_000);
    await test.account.host.settled();
    expect((await test.client.processes.get({ processId })).statusCode).toBe('W');
    await test.client.processes.resume({ processId });
    await test.account.host.settled();
    expect(await test.client.processes.get({ processId })).toMatchObject({
      statusCode: 'C',
      output: { won: 'early' },
    });
  });

  it('can be cancelled', () =>
    withAccount(async (test) => {
      const processId = await startSource(test, approvalWorkflow);
      await test.client.processes.suspend({ processId });
      await test.client.processes.suspend({ processId });
      await test.client.processes.cancel({ processId });
      await test.account.host.settled();
      expect((await test.client.processes.get({ processId })).statusCode).toBe('X');
    }));

  it('stays suspended over a restart', async () => {
    using folder = temporaryFolder();
    let processId: string;
    {
      await using before = openTestAccount(folder.path);
      await before.client.workflows.add({ source: approvalWorkflow });
      ({ processId } = await before.client.processes.start({ workflow: 'human-approval' }));
      await before.client.processes.suspend({ processId });
    }
    await using after = openTestAccount(folder.path);
    await after.account.host.settled();
    expect((await after.client.humanTasks.list({})).total).toBe(0);
    await after.client.processes.resume({ processId });
    await after.account.host.settled();
    expect((await after.client.humanTasks.list({})).total).toBe(1);
  });
});

it('a process that nothing holds up has nothing to retry', () =>
  withAccount(async (test) => {
    const processId = await startSource(test, approvalWorkflow);
    await expect(test.client.processes.retryNow({ processId })).rejects.toMatchObject({
      code: 'NOTHING_TO_RETRY',
    });
  }));
