import { describe, expect, it } from 'vitest';
import {
  approvalWorkflow,
  onlyTask,
  openTestAccount,
  startSource,
  temporaryFolder,
  type TestAccount,
} from '../../support/account.ts';
import { fakeTime } from '../../support/fake-time.ts';

async function withAccount(work: (test: TestAccount) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  await using test = openTestAccount(folder.path);
  await work(test);
}

describe('getHumanTask', () => {
  it('answers with the fields of seed 004, one for one', async () => {
    await withAccount(async (test) => {
      const processId = await startSource(test, approvalWorkflow, {
        requestId: 'REQ-001',
        summary: 'A request',
        hidden: 1,
      });
      const task = await onlyTask(test);
      expect(task).toMatchObject({
        hostId: test.account.hostId,
        processId,
        wfInstanceId: processId,
        wfTaskId: 'requestApproval',
        assigneeId: 'maya',
        assignmentStatusCode: 'ASSIGNED',
        claimedBy: null,
        claimedTs: null,
        deadlineTs: null,
        categoryCode: 'approval',
        reasonCode: 'human-approval',
        taskStatusCode: 'W',
        workflow: { namespace: 'light-portal', name: 'human-approval', version: '1.0.0' },
        contextSummary: { requestId: 'REQ-001', summary: 'A request' },
        context: { requestId: 'REQ-001', summary: 'A request', hidden: 1 },
      });
      expect(task.ask).toMatchObject({
        prompt: 'Review the workflow request and choose a decision.',
        mode: 'approval',
        options: [
          { label: 'Approve', value: 'APPROVED', description: 'Continue the request.' },
          { label: 'Reject', value: 'REJECTED', description: 'Stop the request.' },
        ],
        required: true,
        allowComment: true,
        contextKeys: ['requestId', 'summary'],
      });
      expect(Date.parse(task.assignedTs)).not.toBeNaN();
    });
  });

  it('keeps another workspace out: its tasks are not there', async () => {
    await withAccount(async (test) => {
      await startSource(test, approvalWorkflow);
      const { taskAsstId } = await onlyTask(test);
      const hostId = '0199d5c1-0000-7000-8000-000000000000';
      await expect(test.client.humanTasks.get({ hostId, taskAsstId })).rejects.toMatchObject({
        code: 'ASSIGNMENT_NOT_FOUND',
        status: 404,
      });
    });
  });
});

describe('completeTask', () => {
  it.each([
    ['APPROVED', { outcome: 'continued' }],
    ['REJECTED', { outcome: 'stopped', reason: 'Too dear' }],
  ])('lets the process take the branch of %s', async (value, output) => {
    await withAccount(async (test) => {
      const processId = await startSource(test, approvalWorkflow);
      const { taskAsstId, taskId } = await onlyTask(test);
      const completion = await test.client.humanTasks.complete({
        taskAsstId,
        taskId,
        response: { value, comment: 'Too dear', submittedAt: '2026-05-22T14:30:00Z' },
      });
      expect(completion).toMatchObject({
        taskStatusCode: 'C',
        completedUser: 'maya',
        response: { value, comment: 'Too dear', submittedAt: '2026-05-22T14:30:00Z' },
      });
      await test.account.host.settled();
      expect(await test.client.processes.get({ processId })).toMatchObject({ statusCode: 'C', output });
      expect(await test.client.humanTasks.get({ taskAsstId })).toMatchObject({
        assignmentStatusCode: 'COMPLETED',
        taskStatusCode: 'C',
        readOnly: true,
        unassignedReason: 'completed',
        answer: { value },
      });
      expect((await test.client.humanTasks.list({})).humanTasks).toEqual([]);
      expect((await test.client.humanTasks.list({ view: 'done' })).humanTasks).toHaveLength(1);
    });
  });

  it('lets one of two answers win; the other is told and changes nothing', async () => {
    await withAccount(async (test) => {
      const processId = await startSource(test, approvalWorkflow);
      const { taskAsstId } = await onlyTask(test);
      const both = await Promise.allSettled([
        test.as('window').humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } }),
        test.as('cli').humanTasks.complete({ taskAsstId, response: { value: 'REJECTED' } }),
      ]);
      expect(both.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
      expect(both[1]).toMatchObject({
        reason: {
          code: 'STALE_TASK',
          status: 409,
          data: { decision: { completedUser: 'maya', value: 'APPROVED' } },
        },
      });
      await test.account.host.settled();
      expect((await test.client.processes.get({ processId })).output).toEqual({ outcome: 'continued' });
      const { transitions } = await test.client.humanTasks.history({ taskAsstId });
      expect(transitions.map(({ status, source }) => [status, source])).toEqual([
        ['ASSIGNED', 'engine'],
        ['COMPLETED', 'window'],
      ]);
    });
  });

  it('gives a replay its first result, refuses its key for anything else, and never takes two missing keys for one', async () => {
    await withAccount(async (test) => {
      await startSource(test, approvalWorkflow);
      const { taskAsstId } = await onlyTask(test);
      const command = { taskAsstId, response: { value: 'APPROVED' }, idempotencyKey: 'k' };
      const first = await test.client.humanTasks.complete(command);
      expect(await test.client.humanTasks.complete(command)).toEqual(first);
      await expect(
        test.client.humanTasks.complete({ ...command, response: { value: 'REJECTED' } }),
      ).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH', status: 409 });
      await expect(
        test.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } }),
      ).rejects.toMatchObject({ code: 'STALE_TASK' });
    });
  });

  it('names the fields of an answer that does not fit, and keeps the task open', async () => {
    await withAccount(async (test) => {
      await startSource(test, approvalWorkflow);
      const { taskAsstId } = await onlyTask(test);
      await expect(
        test.client.humanTasks.complete({ taskAsstId, response: { value: 'MAYBE' } }),
      ).rejects.toMatchObject({
        code: 'ANSWER_INVALID',
        status: 422,
        data: { fields: [{ pointer: '/value' }] },
      });
      expect(await onlyTask(test)).toMatchObject({ taskAsstId, canComplete: true });
    });
  });

  it('refuses from a notification what no notification offers', async () => {
    await withAccount(async (test) => {
      await startSource(
        test,
        approvalWorkflow.replace('mode: approval', 'mode: approval\n        risk: high'),
      );
      const { taskAsstId } = await onlyTask(test);
      const response = { value: 'APPROVED' };
      await expect(
        test.as('notification').humanTasks.complete({ taskAsstId, response }),
      ).rejects.toMatchObject({
        code: 'ANSWER_ELSEWHERE',
      });
      expect((await test.client.humanTasks.complete({ taskAsstId, response })).taskStatusCode).toBe('C');
    });
  });

  it('never evaluates an answer: expressions in it stay text', async () => {
    await withAccount(async (test) => {
      const processId = await startSource(test, approvalWorkflow);
      const { taskAsstId } = await onlyTask(test);
      const comment = '${ $workflow.input } and ${ now }';
      await test.client.humanTasks.complete({ taskAsstId, response: { value: 'REJECTED', comment } });
      await test.account.host.settled();
      expect((await test.client.processes.get({ processId })).output).toEqual({
        outcome: 'stopped',
        reason: comment,
      });
    });
  });
});

describe('start', () => {
  it('gives a replay its first process, also when the name means a newer version by now', async () => {
    await withAccount(async (test) => {
      await test.client.workflows.add({ source: approvalWorkflow });
      const command = { workflow: 'human-approval', input: { requestId: 'REQ-001' }, idempotencyKey: 'k' };
      const first = await test.client.processes.start(command);
      await test.client.workflows.add({ source: approvalWorkflow.replace("'1.0.0'", "'1.0.1'") });
      expect((await test.client.processes.start(command)).processId).toBe(first.processId);
      await expect(test.client.processes.start({ ...command, input: {} })).rejects.toMatchObject({
        code: 'IDEMPOTENCY_MISMATCH',
      });
      const { workflow } = await test.client.processes.start({ ...command, idempotencyKey: 'k2' });
      expect(workflow.version).toBe('1.0.1');
    });
  });

  it('runs a sample once for one intent', async () => {
    await withAccount(async (test) => {
      const command = { id: 'expense-approval', idempotencyKey: 'k' };
      const first = await test.client.workflows.runSample(command);
      expect(await test.client.workflows.runSample(command)).toEqual(first);
      expect((await test.client.processes.list({})).total).toBe(1);
    });
  });
});

describe('hostile text', () => {
  it('of any length costs a list no more than its beginning', async () => {
    await withAccount(async (test) => {
      const processId = await startSource(
        test,
        approvalWorkflow
          .replace('mode: approval', 'mode: text')
          .replace(/options:[^]*?contextKeys/, 'contextKeys'),
      );
      const { taskAsstId } = await onlyTask(test);
      const value = '['.repeat(1_000_000);
      await test.client.humanTasks.complete({ taskAsstId, response: { value } });
      await test.account.host.settled();
      const [row] = (await test.client.humanTasks.list({ view: 'done' })).humanTasks;
      expect(row?.answerLabel?.length).toBeLessThanOrEqual(300);
      const [task] = (await test.client.processes.get({ processId })).tasks;
      expect(task?.result?.length).toBeLessThanOrEqual(300);
      expect((await test.client.humanTasks.get({ taskAsstId })).answer?.value).toBe(value);
    });
  });
});

describe('deadlines', () => {
  const withDeadline = (onTimeout: string) => `
document: { dsl: '1.0.3', namespace: test, name: deadline, version: '1.0.0' }
do:
  - decide:
      ask: { mode: approval, prompt: Decide., timeout: { after: PT1H }, onTimeout: ${onTimeout} }
  - after: { set: { value: '\${ .value }' } }
`;

  it.each([
    ['fail', { statusCode: 'F', error: { status: 408 } }],
    ['continue', { statusCode: 'C', output: { value: null } }],
    ['{ action: default, default: REJECTED }', { statusCode: 'C', output: { value: 'REJECTED' } }],
  ])('end an ask as it says: %s', async (onTimeout, expected) => {
    using folder = temporaryFolder();
    const time = fakeTime();
    await using test = openTestAccount(folder.path, { time });
    const processId = await startSource(test, withDeadline(onTimeout));
    const { taskAsstId, deadlineTs } = await onlyTask(test);
    expect(Date.parse(deadlineTs ?? '')).toBe(time.now() + 3_600_000);
    time.advance(3_600_000);
    await test.account.host.settled();
    expect(await test.client.processes.get({ processId })).toMatchObject(expected);
    expect(await test.client.humanTasks.get({ taskAsstId })).toMatchObject({
      assignmentStatusCode: 'EXPIRED',
      unassignedReason: 'timed_out',
    });
  });

  it('that pass while the machine sleeps are seen soon after it wakes', async () => {
    using folder = temporaryFolder();
    const time = fakeTime();
    await using test = openTestAccount(folder.path, { time });
    const processId = await startSource(test, withDeadline('continue'));
    time.jumpTo(time.now() + 8 * 3_600_000);
    time.advance(30_000);
    await test.account.host.settled();
    expect((await test.client.processes.get({ processId })).statusCode).toBe('C');
  });
});

describe('the list', () => {
  it('pages through everything once, the most urgent first, then the newest', async () => {
    using folder = temporaryFolder();
    const time = fakeTime();
    await using test = openTestAccount(folder.path, { time });
    const workflow = (name: string, more = '') =>
      `document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '1.0.0' }\n` +
      `do: [ { ask: { ask: { prompt: ${name} ${more} } } } ]`;
    for (let index = 0; index < 7; index += 1) {
      await startSource(test, workflow(`plain-${index}`));
      time.advance(1000);
    }
    await startSource(test, workflow('late', ', timeout: { after: P2D }'));
    await startSource(test, workflow('soon', ', timeout: { after: PT1H }'));
    const titles: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof test.client.humanTasks.list>> = await test.client.humanTasks.list(
        {
          limit: 2,
          ...(cursor === null ? {} : { cursor }),
        },
      );
      expect(page.total).toBe(9);
      titles.push(...page.humanTasks.map((row) => row.title));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(titles).toEqual(['soon', 'late', ...[6, 5, 4, 3, 2, 1, 0].map((index) => `plain-${index}`)]);
    const dueBefore = new Date(time.now() + 24 * 3_600_000).toISOString();
    expect(await test.client.humanTasks.counts({ dueBefore })).toEqual({
      inbox: 9,
      due: 1,
      done: 0,
      unassigned: 0,
      all: 9,
    });
  });

  it('refuses a cursor that is not its own', async () => {
    await withAccount(async (test) => {
      await expect(test.client.humanTasks.list({ cursor: 'x' })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
      });
    });
  });

  it('marks a task read once, for its assignee', async () => {
    await withAccount(async (test) => {
      await startSource(test, approvalWorkflow);
      const { taskAsstId } = await onlyTask(test);
      const unread = async () => (await test.client.humanTasks.list({})).humanTasks[0]?.unread;
      expect(await unread()).toBe(true);
      await test.client.humanTasks.markRead({ taskAsstId });
      expect(await unread()).toBe(false);
    });
  });
});

describe('outcomes', () => {
  it('say what each option would lead to, and change nothing', async () => {
    await withAccount(async (test) => {
      const processId = await startSource(test, approvalWorkflow);
      const { taskAsstId } = await onlyTask(test);
      const before = await test.client.processes.get({ processId });
      expect(await test.client.humanTasks.outcomes({ taskAsstId })).toEqual({
        outcomes: [
          {
            value: 'APPROVED',
            label: 'Approve',
            steps: [
              { kind: 'set', title: 'Done' },
              { kind: 'completes', title: 'Process completes' },
            ],
          },
          {
            value: 'REJECTED',
            label: 'Reject',
            steps: [
              { kind: 'set', title: 'Stopped' },
              { kind: 'completes', title: 'Process completes' },
            ],
          },
        ],
      });
      expect(await test.client.processes.get({ processId })).toEqual(before);
    });
  });
});
