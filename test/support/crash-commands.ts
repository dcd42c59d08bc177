import type { UserId } from '../../src/shared/ids.ts';
import type { CrashPoint } from '../../src/local/reach.ts';
import { startSource, type Client, type TestAccount } from './account.ts';

/** What a command is about; the process that is killed tells it to the one that goes on. */
export interface Subject {
  readonly processId: string;
  readonly taskId: string;
  readonly taskAsstId: string;
}

/** One command that a fault test kills in its midst, and sends again after a restart. */
export interface CrashCommand {
  readonly point: CrashPoint;
  prepare(test: TestAccount): Promise<Subject>;
  send(test: TestAccount, subject: Subject, idempotencyKey: string): Promise<unknown>;
}

const approval = `
document: { dsl: '1.0.3', namespace: test, name: approval, version: '1.0.0' }
do: [{ decide: { ask: { prompt: Is it right?, mode: approval, assignment: { roleId: approvers } } } }]
`;

const failing = `
document: { dsl: '1.0.3', namespace: test, name: failing, version: '1.0.0' }
do:
  - before: { set: { done: true } }
  - fail: { raise: { error: { type: 'https://example.com/no', status: 400, title: No } } }
`;

function ann(test: TestAccount): Client {
  return test.asActor({ userId: 'ann' as UserId, permissions: new Set() });
}

/** Ann and Bob are `approvers`, who are asked; Carol is there. */
async function ask(test: TestAccount): Promise<Subject> {
  const { users, roles } = test.client.people;
  for (const userId of ['ann', 'bob', 'carol']) await users.create({ userId });
  await roles.create({ roleId: 'approvers', memberIds: ['ann', 'bob'] as UserId[] });
  const processId = await startSource(test, approval);
  const [row] = (await ann(test).humanTasks.list({})).humanTasks;
  return { processId, taskId: row?.taskId ?? '', taskAsstId: row?.taskAsstId ?? '' };
}

async function fail(test: TestAccount): Promise<Subject> {
  const processId = await startSource(test, failing);
  const { tasks } = await test.client.processes.get({ processId });
  return { processId, taskId: tasks.find(({ name }) => name === 'fail')?.taskId ?? '', taskAsstId: '' };
}

export const crashCommands = {
  claim: {
    point: 'assignment.recorded',
    prepare: ask,
    send: (test, { taskAsstId }, idempotencyKey) =>
      ann(test).humanTasks.claim({ taskAsstId, minutes: 30, idempotencyKey }),
  },
  release: {
    point: 'assignment.recorded',
    async prepare(test) {
      const subject = await ask(test);
      await ann(test).humanTasks.claim(subject);
      return subject;
    },
    send: (test, { taskAsstId }, idempotencyKey) =>
      ann(test).humanTasks.release({ taskAsstId, idempotencyKey }),
  },
  reassign: {
    point: 'assignment.recorded',
    prepare: ask,
    send: (test, { taskAsstId }, idempotencyKey) =>
      test.client.humanTasks.reassign({ taskAsstId, to: { userId: 'carol' }, idempotencyKey }),
  },
  assignToMe: {
    point: 'assignment.recorded',
    prepare: ask,
    send: (test, { taskId }, idempotencyKey) => ann(test).humanTasks.assignToMe({ taskId, idempotencyKey }),
  },
  joinRole: {
    point: 'people.recorded',
    prepare: ask,
    send: (test, _subject, idempotencyKey) =>
      test.client.people.roles.update({
        roleId: 'approvers',
        memberIds: ['ann', 'bob', 'carol'] as UserId[],
        idempotencyKey,
      }),
  },
  leaveRole: {
    point: 'people.recorded',
    prepare: ask,
    send: (test, _subject, idempotencyKey) =>
      test.client.people.roles.update({
        roleId: 'approvers',
        memberIds: ['bob'] as UserId[],
        idempotencyKey,
      }),
  },
  deactivate: {
    point: 'people.recorded',
    prepare: ask,
    send: (test, _subject, idempotencyKey) =>
      test.client.people.users.update({ userId: 'ann', active: false, idempotencyKey }),
  },
  retryTask: {
    point: 'retry.recorded',
    prepare: fail,
    send: (test, { taskId }, idempotencyKey) => test.client.processes.retryTask({ taskId, idempotencyKey }),
  },
  retryFailed: {
    point: 'retry.recorded',
    prepare: fail,
    send: (test, { processId }, idempotencyKey) =>
      test.client.processes.retryFailed({ processId, idempotencyKey }),
  },
} as const satisfies Record<string, CrashCommand>;

export type CrashCommandName = keyof typeof crashCommands;
