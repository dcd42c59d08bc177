import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/shared/json.ts';
import { openTestAccount, startSource, temporaryFolder, type TestAccount } from '../../support/account.ts';
import { fakeTime } from '../../support/fake-time.ts';

const document = (name: string, version = '1.0.0') =>
  `document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '${version}' }`;

const listening = (name: string, type: string) => `
${document(name)}
do:
  - hear: { listen: { to: { one: { with: { type: ${type} } } } } }
  - tell: { set: { heard: '\${ .[0] }' } }
`;

const event = (type: string, data: JsonObject, id = `${type}-${JSON.stringify(data)}`) => ({
  event: { specversion: '1.0' as const, id, source: 'https://example.com/shop', type, data },
});

async function withAccount(work: (test: TestAccount) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  await using test = openTestAccount(folder.path);
  await work(test);
}

describe('an event', () => {
  it('moves on the process that listens for it, and no other', () =>
    withAccount(async (test) => {
      const orders = await startSource(test, listening('orders', 'com.example.order'));
      const returns = await startSource(test, listening('returns', 'com.example.return'));
      expect((await test.client.processes.get({ processId: orders })).waits).toMatchObject([
        { kind: 'event' },
      ]);
      expect(await test.client.events.publish(event('com.example.order', { id: 7 }))).toEqual({
        duplicate: false,
      });
      await test.account.host.settled();
      expect(await test.client.processes.get({ processId: orders })).toMatchObject({
        statusCode: 'C',
        output: { heard: { id: 7 } },
      });
      expect((await test.client.processes.get({ processId: returns })).statusCode).toBe('W');
    }));

  it('that came before the process began to listen, but after it started, is not lost', () =>
    withAccount(async (test) => {
      await test.client.events.publish(event('com.example.order', { id: 'before the start' }));
      const source = listening('later', 'com.example.order').replace(
        '- hear:',
        '- first: { ask: { prompt: Ready?, mode: confirm } }\n  - hear:',
      );
      const processId = await startSource(test, source);
      await test.client.events.publish(event('com.example.order', { id: 'after the start' }));
      const [row] = (await test.client.humanTasks.list({})).humanTasks;
      await test.client.humanTasks.complete({ taskAsstId: row?.taskAsstId ?? '', response: { value: true } });
      await test.account.host.settled();
      expect((await test.client.processes.get({ processId })).output).toEqual({
        heard: { id: 'after the start' },
      });
    }));

  it('sent again with the same source and id does nothing', () =>
    withAccount(async (test) => {
      const source = `${document('twice')}
do:
  - hear:
      listen:
        to: { any: [ { with: { type: com.example.order } } ], until: '\${ length == 2 }' }
`;
      const processId = await startSource(test, source);
      await test.client.events.publish(event('com.example.order', { n: 1 }, 'same'));
      expect(await test.client.events.publish(event('com.example.order', { n: 1 }, 'same'))).toEqual({
        duplicate: true,
      });
      await test.account.host.settled();
      expect((await test.client.processes.get({ processId })).statusCode).toBe('W');
      await test.client.events.publish(event('com.example.order', { n: 2 }, 'other'));
      await test.account.host.settled();
      expect((await test.client.processes.get({ processId })).statusCode).toBe('C');
    }));

  it('that one process emits reaches another one that listens', () =>
    withAccount(async (test) => {
      const processId = await startSource(test, listening('receiver', 'com.example.done'));
      await startSource(
        test,
        `${document('sender')}
do: [ { send: { emit: { event: { with: { source: 'https://example.com', type: com.example.done, data: { ok: true } } } } } } ]`,
      );
      expect((await test.client.processes.get({ processId })).output).toEqual({ heard: { ok: true } });
    }));

  it('finds the listener again after a restart', async () => {
    using folder = temporaryFolder();
    let processId: string;
    {
      await using before = openTestAccount(folder.path);
      processId = await startSource(before, listening('restarted', 'com.example.order'));
    }
    await using after = openTestAccount(folder.path);
    await after.client.events.publish(event('com.example.order', { id: 1 }));
    await after.account.host.settled();
    expect((await after.client.processes.get({ processId })).statusCode).toBe('C');
  });

  it('reaches every one of very many listeners, a part of them in each transaction, also over a restart', async () => {
    using folder = temporaryFolder();
    const count = 1_200;
    {
      await using before = openTestAccount(folder.path);
      await before.client.workflows.add({ source: listening('many', 'com.example.all') });
      await Promise.all(
        Array.from({ length: count }, () => before.client.processes.start({ workflow: 'many' })),
      );
      await before.account.host.settled();
      // The account is closed in the same turn: only the first of them have been woken.
      await before.client.events.publish(event('com.example.all', { id: 1 }));
    }
    await using after = openTestAccount(folder.path);
    await after.account.host.settled();
    expect((await after.client.processes.list({ only: 'ended' })).total).toBe(count);
  });
});

describe('a schedule', () => {
  const every = (name: string, schedule: string, version = '1.0.0') =>
    `${document(name, version)}\nschedule: ${schedule}\ndo: [ { run: { set: { ran: true } } } ]`;

  async function runs(test: TestAccount): Promise<string[]> {
    await test.account.host.settled();
    const { processes } = await test.client.processes.list({});
    return processes.map(({ trigger, workflow }) => `${trigger} ${workflow.version}`);
  }

  async function withTime(
    work: (test: TestAccount, time: ReturnType<typeof fakeTime>, folder: string) => Promise<void>,
  ) {
    using folder = temporaryFolder();
    const time = fakeTime();
    await using test = openTestAccount(folder.path, { time, timeZone: () => 'UTC' });
    await work(test, time, folder.path);
  }

  it('starts a process each time that it is due', () =>
    withTime(async (test, time) => {
      const { schedule } = await test.client.workflows.add({ source: every('often', '{ every: PT10M }') });
      expect(schedule).toEqual({
        kind: 'every',
        expression: 'every 10 minutes',
        nextRunTs: new Date(time.now() + 600_000).toISOString(),
        enabled: true,
      });
      expect(await runs(test)).toEqual([]);
      for (let run = 1; run <= 3; run += 1) {
        time.advance(600_000);
        expect(await runs(test)).toHaveLength(run);
      }
      expect(await runs(test)).toEqual(['schedule 1.0.0', 'schedule 1.0.0', 'schedule 1.0.0']);
    }));

  it('makes one run of those that were missed while the machine slept, and keeps its rhythm', () =>
    withTime(async (test, time) => {
      await test.client.workflows.add({ source: every('often', '{ every: PT10M }') });
      const from = time.now();
      time.jumpTo(from + 3_605_000);
      test.account.host.nudge();
      expect(await runs(test)).toHaveLength(1);
      const { workflows } = await test.client.workflows.list();
      expect(workflows[0]?.schedule?.nextRunTs).toBe(new Date(from + 4_200_000).toISOString());
    }));

  it('makes one run of those that were missed while the app was closed', async () => {
    using folder = temporaryFolder();
    const time = fakeTime();
    {
      await using before = openTestAccount(folder.path, { time });
      await before.client.workflows.add({ source: every('often', '{ every: PT10M }') });
    }
    time.jumpTo(time.now() + 3_600_000 * 5);
    await using after = openTestAccount(folder.path, { time });
    expect(await runs(after)).toHaveLength(1);
  });

  it('waits for the end of a run and then as long as `after` says', () =>
    withTime(async (test, time) => {
      const source = `${document('rest')}\nschedule: { after: PT1H }\ndo: [ { slow: { wait: PT30M } } ]`;
      await test.client.workflows.add({ source });
      await test.account.host.settled();
      for (const [minutes, count] of [
        [60, 1],
        [30, 1],
        [59, 1],
        [1, 2],
      ] as const) {
        time.advance(minutes * 60_000);
        expect(await runs(test)).toHaveLength(count);
      }
    }));

  it('by events starts a process with them as its input, also with one that came while nothing ran', () =>
    withTime(async (test) => {
      const source = every('reacting', '{ on: { one: { with: { type: com.example.order } } } }');
      await test.client.events.publish(event('com.example.order', { id: 'before' }));
      const { schedule } = await test.client.workflows.add({ source });
      expect(schedule).toMatchObject({ kind: 'on', expression: 'on com.example.order', nextRunTs: null });
      await test.client.events.publish(event('com.example.order', { id: 1 }));
      await test.client.events.publish(event('com.example.other', { id: 2 }));
      expect(await runs(test)).toEqual(['event 1.0.0']);
      const [started] = (await test.client.processes.list({})).processes;
      const { input } = await test.client.processes.get({ processId: started?.processId ?? '' });
      expect(input).toMatchObject([{ type: 'com.example.order', data: { id: 1 } }]);
    }));

  it('starts nothing while it is switched off, and makes up for nothing when it is switched on', () =>
    withTime(async (test, time) => {
      const { wfDefId } = await test.client.workflows.add({ source: every('often', '{ every: PT10M }') });
      const off = await test.client.workflows.setSchedule({ wfDefId, enabled: false });
      expect(off.schedule).toMatchObject({ enabled: false, nextRunTs: null });
      time.advance(3_600_000);
      expect(await runs(test)).toEqual([]);
      await test.client.workflows.setSchedule({ wfDefId, enabled: true });
      expect(await runs(test)).toEqual([]);
      time.advance(600_000);
      expect(await runs(test)).toHaveLength(1);
    }));

  it('is that of the newest version alone', () =>
    withTime(async (test, time) => {
      await test.client.workflows.add({ source: every('often', '{ every: PT10M }', '1.1.0') });
      const old = await test.client.workflows.add({ source: every('often', '{ every: PT1M }', '1.0.0') });
      expect(old.schedule).toBeNull();
      time.advance(600_000);
      expect(await runs(test)).toEqual(['schedule 1.1.0']);
      const newer = `${document('often', '2.0.0')}\ndo: [ { run: { set: { ran: true } } } ]`;
      await test.client.workflows.add({ source: newer });
      time.advance(3_600_000);
      expect(await runs(test)).toHaveLength(1);
      await expect(
        test.client.workflows.setSchedule({ wfDefId: old.wfDefId, enabled: true }),
      ).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
    }));
});
