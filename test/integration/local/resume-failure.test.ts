import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { dataPaths } from '../../../src/local/data-folder.ts';
import {
  approvalWorkflow,
  onlyTask,
  openTestAccount,
  startSource,
  temporaryFolder,
  type TestAccount,
} from '../../support/account.ts';
import { fakeTime } from '../../support/fake-time.ts';

function setSource(folder: string, source: string): void {
  const db = new Sqlite(dataPaths(folder).database);
  db.prepare(`UPDATE workflow SET source = ?`).run(source);
  db.close();
}

/** An approval that waits, on a store whose definition no version of the app can read any more. */
async function withUnreadable(
  work: (test: TestAccount, processId: string, repair: () => void) => Promise<void>,
): Promise<void> {
  using folder = temporaryFolder();
  let processId: string;
  {
    await using before = openTestAccount(folder.path);
    processId = await startSource(before, approvalWorkflow);
  }
  setSource(folder.path, 'do: nothing');
  await using test = openTestAccount(folder.path, { time: fakeTime() });
  await work(test, processId, () => setSource(folder.path, approvalWorkflow));
}

it('a process that cannot be walked keeps its answer, says why, and goes on when it is tried again', () =>
  withUnreadable(async (test, processId, repair) => {
    const { taskAsstId } = await onlyTask(test);
    await test.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
    await test.account.host.settled();
    const held = await test.client.processes.get({ processId });
    expect(held).toMatchObject({ statusCode: 'W', resumeFailure: { attempts: 1 } });
    repair();
    await test.client.processes.retryNow({ processId, idempotencyKey: 'k' });
    await test.account.host.settled();
    expect(await test.client.processes.get({ processId })).toMatchObject({
      statusCode: 'C',
      resumeFailure: null,
      output: { outcome: 'continued' },
    });
    // The same command again: it was carried out, although there is nothing to try again any more.
    expect(await test.client.processes.retryNow({ processId, idempotencyKey: 'k' })).toMatchObject({
      processId,
      statusCode: 'C',
    });
    await expect(test.client.processes.suspend({ processId, idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
  }));

const race = `
document: { dsl: '1.0.3', namespace: test, name: race, version: '1.0.0' }
do:
  - first:
      fork:
        compete: true
        branches:
          - slow: { do: [ { rest: { wait: PT20S } }, { won: { set: { winner: slow } } } ] }
          - fast: { do: [ { rest: { wait: PT10S } }, { won: { set: { winner: fast } } } ] }
`;

it.each(['by itself', 'by hand'])(
  'timers that came due while a process could not be walked take effect in their order, tried again %s',
  async (how) => {
    using folder = temporaryFolder();
    const time = fakeTime();
    let processId: string;
    {
      await using before = openTestAccount(folder.path, { time });
      processId = await startSource(before, race);
    }
    setSource(folder.path, 'do: nothing');
    time.jumpTo(time.now() + 60_000);
    await using test = openTestAccount(folder.path, { time });
    await test.account.host.settled();
    const held = await test.client.processes.get({ processId });
    expect(held.resumeFailure).toMatchObject({ attempts: 1 });
    setSource(folder.path, race);
    if (how === 'by hand') await test.client.processes.retryNow({ processId });
    else time.advance(60_000);
    await test.account.host.settled();
    expect(await test.client.processes.get({ processId })).toMatchObject({
      statusCode: 'C',
      output: { winner: 'fast' },
    });
  },
);

it('a process that cannot be walked can be cancelled', () =>
  withUnreadable(async (test, processId) => {
    await test.client.processes.cancel({ processId });
    await test.account.host.settled();
    expect((await test.client.processes.get({ processId })).statusCode).toBe('X');
    expect((await test.client.humanTasks.list({})).total).toBe(0);
  }));
