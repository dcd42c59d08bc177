import { describe, expect, it } from 'vitest';
import type { UserId } from '../../../src/shared/ids.ts';
import { openTestAccount, startSource, temporaryFolder, type TestAccount } from '../../support/account.ts';
import { fakeTime } from '../../support/fake-time.ts';

const hour = 3_600_000;

const asking = (onTimeout: string) => `
document: { dsl: '1.0.3', namespace: test, name: limited, version: '1.0.0' }
do:
  - decide:
      ask:
        prompt: Pay?
        mode: choice
        options: [yes-please, not-now]
        assignment: { assigneeId: maya }
        timeout: { after: PT1H }
        onTimeout: ${onTimeout}
  - tell: { set: { was: '\${ .value }' } }
`;

/** Asks, and lets the time pass without an answer. */
async function unanswered(
  onTimeout: string,
  work: (
    test: TestAccount,
    processId: string,
    laterBy: (milliseconds: number) => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  using folder = temporaryFolder();
  const time = fakeTime();
  await using test = openTestAccount(folder.path, { time });
  const processId = await startSource(test, asking(onTimeout));
  const laterBy = async (milliseconds: number) => {
    time.advance(milliseconds);
    await test.account.host.settled();
  };
  await work(test, processId, laterBy);
}

async function openTasks(test: TestAccount): Promise<{ taskAsstId: string; deadlineTs: string | null }[]> {
  const { humanTasks } = await test.client.humanTasks.list({});
  return humanTasks.map(({ taskAsstId, deadlineTs }) => ({ taskAsstId, deadlineTs }));
}

describe('when nobody answers in time', () => {
  it.each([
    ['continue', { statusCode: 'C', output: { was: null } }],
    ['{ action: default, default: not-now }', { statusCode: 'C', output: { was: 'not-now' } }],
    ['fail', { statusCode: 'F', error: { status: 408 } }],
  ])('[K37] the process goes the way that its file says: %s', (onTimeout, end) =>
    unanswered(onTimeout, async (test, processId, laterBy) => {
      await laterBy(hour - 1);
      expect((await test.client.processes.get({ processId })).statusCode).toBe('W');
      await laterBy(1);
      expect(await test.client.processes.get({ processId })).toMatchObject(end);
      expect(await openTasks(test)).toEqual([]);
    }),
  );

  it('[K37] somebody else is asked, and whoever was asked first no longer is', () =>
    unanswered('{ action: escalate, to: { assigneeId: ola } }', async (test, processId, laterBy) => {
      const [first] = await openTasks(test);
      await test.client.people.users.create({ userId: 'ola' });
      const ola = test.asActor({ userId: 'ola' as UserId, permissions: new Set() });
      await laterBy(hour);
      expect(await openTasks(test)).toEqual([]);
      const [second, ...others] = (await ola.humanTasks.list({})).humanTasks;
      expect(others).toEqual([]);
      expect(second?.taskAsstId).not.toBe(first?.taskAsstId);
      expect(Date.parse(second?.deadlineTs ?? '') - Date.parse(first?.deadlineTs ?? '')).toBe(hour);
      const before = await test.client.humanTasks.get({ taskAsstId: first?.taskAsstId ?? '' });
      expect(before).toMatchObject({ assignmentStatusCode: 'EXPIRED', canComplete: false });
      const now = await ola.humanTasks.get({ taskAsstId: second?.taskAsstId ?? '' });
      expect(now.ask.assignment).toEqual({ assigneeId: 'ola' });
      await ola.humanTasks.complete({
        taskAsstId: second?.taskAsstId ?? '',
        response: { value: 'yes-please' },
      });
      await test.account.host.settled();
      expect((await test.client.processes.get({ processId })).output).toEqual({ was: 'yes-please' });
    }));

  it('[K37] and nobody else does either, the process fails', () =>
    unanswered('{ action: escalate, to: { assigneeId: ola } }', async (test, processId, laterBy) => {
      await laterBy(hour);
      await laterBy(hour);
      expect(await test.client.processes.get({ processId })).toMatchObject({
        statusCode: 'F',
        error: { status: 408 },
      });
      expect(await openTasks(test)).toEqual([]);
    }));
});
