import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dataPaths } from '../../../src/local/data-folder.ts';
import { openTestAccount, startSource, temporaryFolder, type TestAccount } from '../../support/account.ts';
import { fakeTime } from '../../support/fake-time.ts';
import { bookingWorkflow, openLedger } from '../../support/ledger.ts';

async function startBooking(test: TestAccount, source: string): Promise<string> {
  const { namespace, name } = await test.client.workflows.add({ source });
  return (await test.client.processes.start({ workflow: `${namespace}/${name}` })).processId;
}

describe('an effect', () => {
  it('is on record as waited for before it leaves, carries its own key, and its result moves the process on', async () => {
    using folder = temporaryFolder();
    await using ledger = await openLedger();
    await using test = openTestAccount(folder.path);
    const { release } = ledger.hold();
    const processId = await startBooking(test, bookingWorkflow(ledger.url));
    await ledger.asked(1);
    const waiting = await test.client.processes.get({ processId });
    expect(waiting).toMatchObject({ statusCode: 'W', waits: [{ kind: 'runtime' }] });
    expect(waiting.tasks[0]).toMatchObject({
      path: '/do/0/book',
      statusCode: 'W',
      wait: { kind: 'runtime' },
    });
    release();
    await test.account.host.settled();
    expect(await test.client.processes.get({ processId })).toMatchObject({
      statusCode: 'C',
      output: { booked: 1 },
    });
    expect(ledger.keys).toEqual([`${processId}/do/0/book`]);
  });

  it('that was under way when the app ended runs again with the same key', async () => {
    using folder = temporaryFolder();
    await using ledger = await openLedger();
    const held = ledger.hold();
    let processId: string;
    {
      await using before = openTestAccount(folder.path);
      processId = await startBooking(before, bookingWorkflow(ledger.url));
      await ledger.asked(1);
    }
    held.release();
    await using after = openTestAccount(folder.path);
    await after.account.host.settled();
    expect((await after.client.processes.get({ processId })).statusCode).toBe('C');
    expect([ledger.keys.length, ledger.booked()]).toEqual([2, 1]);
  });

  it('is ended early when its process is cancelled', async () => {
    using folder = temporaryFolder();
    await using ledger = await openLedger();
    await using test = openTestAccount(folder.path);
    ledger.hold();
    const processId = await startBooking(test, bookingWorkflow(ledger.url));
    await ledger.asked(1);
    await test.client.processes.cancel({ processId });
    await ledger.givenUp;
    await test.account.host.settled();
    const process = await test.client.processes.get({ processId });
    expect(process.statusCode).toBe('X');
    expect(process.tasks[0]).toMatchObject({ statusCode: 'X', reason: 'cancelled', wait: null });
  });

  it('is ended early when its task runs out of time', async () => {
    using folder = temporaryFolder();
    await using ledger = await openLedger();
    const time = fakeTime();
    await using test = openTestAccount(folder.path, { time });
    ledger.hold();
    const source = bookingWorkflow(ledger.url).replace('- book: {', '- book: { timeout: { after: PT1M },');
    const processId = await startBooking(test, source);
    await ledger.asked(1);
    time.advance(60_000);
    await ledger.givenUp;
    await test.account.host.settled();
    const process = await test.client.processes.get({ processId });
    expect(process).toMatchObject({ statusCode: 'F', error: { status: 408 } });
  });

  it('that was under way when its process was suspended is recorded, and moves it on when it is resumed', async () => {
    using folder = temporaryFolder();
    await using ledger = await openLedger();
    await using test = openTestAccount(folder.path);
    const { release } = ledger.hold();
    const processId = await startBooking(test, bookingWorkflow(ledger.url));
    await ledger.asked(1);
    await test.client.processes.suspend({ processId });
    release();
    await test.account.host.settled();
    expect(await test.client.processes.get({ processId })).toMatchObject({ statusCode: 'W' });
    await test.client.processes.resume({ processId });
    await test.account.host.settled();
    expect(await test.client.processes.get({ processId })).toMatchObject({ statusCode: 'C' });
    expect(ledger.keys).toHaveLength(1);
  });

  it('of a process that is suspended while the app ends leaves again when it is resumed, not before', async () => {
    using folder = temporaryFolder();
    await using ledger = await openLedger();
    const { release } = ledger.hold();
    let processId: string;
    {
      await using before = openTestAccount(folder.path);
      processId = await startBooking(before, bookingWorkflow(ledger.url));
      await ledger.asked(1);
      await before.client.processes.suspend({ processId });
    }
    release();
    await using after = openTestAccount(folder.path);
    await after.account.host.settled();
    expect(ledger.keys).toHaveLength(1);
    await after.client.processes.resume({ processId });
    await after.account.host.settled();
    expect((await after.client.processes.get({ processId })).statusCode).toBe('C');
    expect([ledger.keys.length, ledger.booked()]).toEqual([2, 1]);
  });

  it('gets its secrets when it runs, and none is written to the disk', async () => {
    using folder = temporaryFolder();
    await using ledger = await openLedger();
    const secret = 'correct-horse-battery-staple';
    const source = bookingWorkflow(ledger.url)
      .replace('\ndo:', '\nuse: { secrets: [apiKey] }\ndo:')
      .replace('body: { amount: 1 }', `headers: { x-key: '\${ $secrets.apiKey }' }, body: { amount: 1 }`);
    {
      await using test = openTestAccount(folder.path, {
        secret: (name) => (name === 'apiKey' ? secret : undefined),
      });
      const processId = await startSource(test, source);
      expect((await test.client.processes.get({ processId })).statusCode).toBe('C');
    }
    expect(readFileSync(dataPaths(folder.path).database).includes(secret)).toBe(false);
  });

  it('publishes a result for people once, shown on its process', async () => {
    using folder = temporaryFolder();
    await using test = openTestAccount(folder.path);
    const processId = await startSource(
      test,
      `
document: { dsl: '1.0.3', namespace: test, name: publishing, version: '1.0.0' }
do: [ { show: { call: publish, with: { view: reports, title: Totals, format: json, content: { total: 3 } } } } ]
`,
    );
    const { statusCode, publications } = await test.client.processes.get({ processId });
    expect([statusCode, publications]).toMatchObject([
      'C',
      [{ view: 'reports', title: 'Totals', format: 'json', content: { total: 3 } }],
    ]);
  });
});
