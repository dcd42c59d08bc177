import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { dataPaths, type DataPaths } from '../../../src/local/data-folder.ts';
import type { ProcessDetail } from '../../../src/shared/contract/processes.ts';
import { approvalWorkflow, onlyTask, startSource, temporaryFolder } from '../../support/account.ts';
import { serveAccount } from '../../support/api.ts';
import { fakeTime } from '../../support/fake-time.ts';
import { aTeam, type Team } from '../../support/team.ts';

const approve = { response: { value: 'APPROVED' } };

/** What another program, or a newer version, has done to the database. */
function change({ database }: DataPaths, sql: string): void {
  const db = new Sqlite(database);
  db.exec(sql);
  db.close();
}

async function taskNamed(team: Team, processId: string, name: string): Promise<string> {
  const { body } = await team.as('maya').get(`/processes/${processId}`);
  return (body as ProcessDetail).tasks.find((task) => task.name === name)?.taskId ?? '';
}

/** Every one is reached the way it comes about, and can be told from the others by its code alone. */
describe('the error states of a human task', () => {
  it('[H96] there is no such assignment', async () => {
    await using team = await aTeam();
    const path = '/human-tasks/0199d5c1-0000-7000-8000-000000000000';
    const state = { status: 404, body: { code: 'ASSIGNMENT_NOT_FOUND' } };
    expect(await team.as('ann').get(path)).toMatchObject(state);
    expect(await team.as('ann').post(`${path}/complete`, approve)).toMatchObject(state);
  });

  it('[H97 H53] the assignment is no longer active', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: ann }');
    const { taskAsstId } = await team.as('ann').task();
    await team.as('maya').post(`/human-tasks/${taskAsstId}/reassign`, { to: { userId: 'bob' } });
    expect(await team.as('ann').post(`/human-tasks/${taskAsstId}/complete`, approve)).toMatchObject({
      status: 409,
      body: { code: 'ASSIGNMENT_INACTIVE' },
    });
    expect(await team.as('ann').get(`/human-tasks/${taskAsstId}`)).toMatchObject({
      body: { readOnly: true, unassignedReason: 'reassigned', taskStatusCode: 'W' },
    });
  });

  it('[H98 H24] the task was completed: it is shown as it was answered, and read-only', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: ann }');
    const { taskAsstId } = await team.as('ann').task();
    await team.as('ann').post(`/human-tasks/${taskAsstId}/complete`, approve);
    expect(await team.as('ann').get(`/human-tasks/${taskAsstId}`)).toMatchObject({
      body: {
        readOnly: true,
        canComplete: false,
        canClaim: false,
        canRelease: false,
        canReassign: false,
        canAssignToMe: false,
        taskStatusCode: 'C',
        completedUser: 'ann',
        answer: { value: 'APPROVED' },
      },
    });
  });

  it('[H99 H7 H56] the task is not an ask', async () => {
    await using team = await aTeam();
    const processId = await team.ask('{ assigneeId: ann }');
    const taskId = await taskNamed(team, processId, 'prepare');
    expect(await team.as('ann').get(`/tasks/${taskId}/human-task`)).toMatchObject({
      status: 422,
      body: { code: 'NOT_AN_ASK', data: { task: { taskId, processId } } },
    });
  });

  it('[H100] what is asked is missing, because it could not be evaluated', async () => {
    await using team = await aTeam();
    const processId = await team.ask('{ assigneeId: ann }', '        priority: "${ .nothing }"\n');
    const taskId = await taskNamed(team, processId, 'decide');
    expect(await team.as('maya').get(`/tasks/${taskId}/human-task`)).toMatchObject({
      status: 422,
      body: { code: 'ASK_INVALID', data: { task: { taskId, processId } } },
    });
  });

  it('[H100] what is asked cannot be read, because something else has written it; the list still can', async () => {
    await using team = await aTeam();
    const processId = await team.ask('{ assigneeId: ann }');
    const { taskAsstId } = await team.as('ann').task();
    const taskId = await taskNamed(team, processId, 'decide');
    change(team.served.paths, `UPDATE task SET ask_json = '{"prompt":7}' WHERE kind = 'ask'`);
    const state = { status: 422, body: { code: 'ASK_INVALID', data: { task: { taskId, processId } } } };
    expect((await team.as('maya').get(`/tasks/${taskId}`)).body).toMatchObject({ askInvalid: true });
    expect(await team.as('ann').get(`/human-tasks/${taskAsstId}`)).toMatchObject(state);
    expect(await team.as('ann').post(`/human-tasks/${taskAsstId}/complete`, approve)).toMatchObject(state);
    expect(await team.as('ann').inbox()).toMatchObject([{ taskAsstId, title: 'Decide', quickAnswers: [] }]);
  });

  it('[H101 H58] the answer does not fit', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: ann }');
    const { taskAsstId } = await team.as('ann').task();
    const response = { value: 'PERHAPS' };
    expect(await team.as('ann').post(`/human-tasks/${taskAsstId}/complete`, { response })).toMatchObject({
      status: 422,
      body: { code: 'ANSWER_INVALID', data: { fields: [{ pointer: '/value' }] } },
    });
  });

  it('[H102 H67 H68] somebody else has answered first', async () => {
    await using team = await aTeam();
    await team.ask('{ roleId: approvers }');
    const theirs = await team.as('bob').task();
    const mine = await team.as('ann').task();
    await team.as('ann').post(`/human-tasks/${mine.taskAsstId}/complete`, approve);
    const response = { value: 'REJECTED' };
    expect(
      await team.as('bob').post(`/human-tasks/${theirs.taskAsstId}/complete`, { response }),
    ).toMatchObject({
      status: 409,
      body: { code: 'STALE_TASK', data: { decision: { completedUser: 'ann', value: 'APPROVED' } } },
    });
  });

  it('[H55 H80] it is not theirs', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: ann }');
    const { taskAsstId, taskId } = await team.as('ann').task();
    const state = { status: 403, body: { code: 'FORBIDDEN' } };
    for (const path of [`/human-tasks/${taskAsstId}`, `/tasks/${taskId}/human-task`]) {
      expect(await team.as('bob').get(path)).toMatchObject(state);
    }
    expect(await team.as('bob').post(`/human-tasks/${taskAsstId}/complete`, approve)).toMatchObject(state);
  });

  it('[H75] somebody else is working on it', async () => {
    await using team = await aTeam();
    await team.ask('{ roleId: approvers }');
    const theirs = await team.as('bob').task();
    await team.as('ann').post(`/human-tasks/${(await team.as('ann').task()).taskAsstId}/claim`);
    expect(await team.as('bob').post(`/human-tasks/${theirs.taskAsstId}/complete`, approve)).toMatchObject({
      status: 409,
      body: { code: 'CLAIMED_BY_OTHER' },
    });
  });

  it('[H104] the answer is saved, and the workflow could not go on', async () => {
    using folder = temporaryFolder();
    const paths = dataPaths(folder.path);
    let processId: string;
    {
      await using before = await serveAccount(paths);
      processId = await startSource(before.account, approvalWorkflow);
    }
    // As a newer version may have left it: nothing that this one can read.
    change(paths, `UPDATE workflow SET source = 'do: nothing'`);
    await using served = await serveAccount(paths, { time: fakeTime() });
    const { taskAsstId } = await onlyTask(served.account);
    const path = `/api/human-tasks/${taskAsstId}`;
    expect(await served.call('POST', `${path}/complete`, { body: JSON.stringify(approve) })).toMatchObject({
      status: 200,
    });
    await served.account.account.host.settled();
    expect(await served.call('GET', path)).toMatchObject({
      body: { resumeFailed: true, answer: { value: 'APPROVED' }, taskStatusCode: 'C' },
    });
    expect(await served.call('GET', `/api/processes/${processId}`)).toMatchObject({
      body: { resumeFailure: { message: expect.any(String) } },
    });
  });

  it('[H12] a task is found by its own id as by its assignment: the one that is the caller’s', async () => {
    await using team = await aTeam();
    await team.ask('{ roleId: approvers }');
    const bob = await team.as('bob').task();
    expect((await team.as('bob').get(`/tasks/${bob.taskId}/human-task`)).body).toEqual(bob);
  });
});
