import { expect, it } from 'vitest';
import {
  approvalWorkflow,
  onlyTask,
  openTestAccount,
  startSource,
  temporaryFolder,
} from '../../support/account.ts';
import { fakeTime } from '../../support/fake-time.ts';

const document = (name: string) =>
  `document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '1.0.0' }`;

it('what happens to a process is told, once it is on disk, to whoever listens here', async () => {
  using folder = temporaryFolder();
  await using test = openTestAccount(folder.path);
  const told: string[] = [];
  const stop = test.account.onLifecycle((events) => {
    for (const { type } of events) told.push(type.replace('io.serverlessworkflow.', '').replace('.v1', ''));
  });
  const processId = await startSource(test, approvalWorkflow);
  await test.client.processes.suspend({ processId });
  await test.client.processes.resume({ processId });
  await test.client.processes.cancel({ processId });
  await test.account.host.settled();
  expect(told).toEqual([
    'workflow.started',
    'task.created',
    'task.started',
    'workflow.suspended',
    'task.suspended',
    'workflow.resumed',
    'task.resumed',
    'task.cancelled',
    'workflow.cancelled',
  ]);
  stop();
  await startSource(test, `${document('quiet')}\ndo: [ { a: { set: { b: 1 } } } ]`);
  expect(told).toHaveLength(9);
});

it('a process may listen for the end of others by the name of that event', async () => {
  using folder = temporaryFolder();
  await using test = openTestAccount(folder.path);
  const watcher = await startSource(
    test,
    `${document('watcher')}
do: [ { watch: { listen: { to: { one: { with: { type: io.serverlessworkflow.workflow.faulted.v1 } } } } } } ]`,
  );
  const everything = await startSource(
    test,
    `${document('everything')}\ndo: [ { hear: { listen: { to: { any: [] } } } } ]`,
  );
  const failing = await startSource(
    test,
    `${document('failing')}
do: [ { fail: { raise: { error: { type: 'https://example.com/errors/no', status: 418, title: No } } } } ]`,
  );
  const { statusCode, output } = await test.client.processes.get({ processId: watcher });
  expect([statusCode, output]).toMatchObject([
    'C',
    [{ error: { status: 418 }, name: expect.stringContaining(failing) }],
  ]);
  // To a listener for every event they would be its own footsteps.
  expect((await test.client.processes.get({ processId: everything })).statusCode).toBe('W');
});

it('an ask that is escalated is asked anew, and those who did not answer are told why theirs is gone', async () => {
  using folder = temporaryFolder();
  const time = fakeTime();
  await using test = openTestAccount(folder.path, { time });
  await test.client.people.roles.create({ roleId: 'manager', memberIds: [test.account.actor.userId] });
  const source = `${document('escalating')}
do:
  - decide:
      ask:
        prompt: Pay?
        mode: confirm
        timeout: { after: PT1H }
        onTimeout: { action: escalate, to: { roleId: manager } }
`;
  const processId = await startSource(test, source);
  const first = await onlyTask(test);
  time.advance(3_600_000);
  await test.account.host.settled();
  const second = await onlyTask(test);
  expect(second.taskAsstId).not.toBe(first.taskAsstId);
  expect(second).toMatchObject({ taskId: first.taskId, ask: { assignment: { roleId: 'manager' } } });
  expect(await test.client.humanTasks.get({ taskAsstId: first.taskAsstId })).toMatchObject({
    assignmentStatusCode: 'EXPIRED',
    unassignedReason: 'escalated',
    canComplete: false,
  });
  await test.client.humanTasks.complete({ taskAsstId: second.taskAsstId, response: { value: true } });
  await test.account.host.settled();
  expect((await test.client.processes.get({ processId })).statusCode).toBe('C');
});
