import { describe, expect, it } from 'vitest';
import type { HumanTask } from '../../../src/shared/contract/human-tasks.ts';
import { approvalWorkflow, onlyTask, startSource } from '../../support/account.ts';
import { serveAccount, type ServedAccount } from '../../support/api.ts';

/** Over HTTP, as another program meets it. */
async function withTask(work: (served: ServedAccount, task: HumanTask) => Promise<void>): Promise<void> {
  await using served = await serveAccount();
  await startSource(served.account, approvalWorkflow, {
    requestId: 'REQ-001',
    summary: 'A request',
    hidden: 1,
  });
  await work(served, await onlyTask(served.account));
}

function complete(served: ServedAccount, task: HumanTask, body: object) {
  return served.call('POST', `/api/human-tasks/${task.taskAsstId}/complete`, { body: JSON.stringify(body) });
}

describe('getHumanTask over HTTP', () => {
  it('[H8 H23 H25 H26 H27 H28 H29 H30 H47] answers one normalized payload with the fields of the seed, one for one', async () => {
    await withTask(async (served, task) => {
      const { status, body } = await served.call(
        'GET',
        `/api/human-tasks/${task.taskAsstId}?hostId=${task.hostId}`,
      );
      expect(status).toBe(200);
      expect(Object.keys(body as object).slice(0, 20)).toEqual([
        'hostId',
        'taskAsstId',
        'taskId',
        'processId',
        'wfInstanceId',
        'wfTaskId',
        'assignedTs',
        'assigneeId',
        'assignmentStatusCode',
        'claimedBy',
        'claimedTs',
        'deadlineTs',
        'categoryCode',
        'reasonCode',
        'taskStatusCode',
        'workflow',
        'ask',
        'contextSummary',
        'context',
        'claimExpiresTs',
      ]);
      expect(body).toMatchObject({
        wfTaskId: 'requestApproval',
        assignmentStatusCode: 'ASSIGNED',
        claimedBy: null,
        claimedTs: null,
        deadlineTs: null,
        categoryCode: 'approval',
        reasonCode: 'human-approval',
        taskStatusCode: 'W',
        workflow: { namespace: 'light-portal', name: 'human-approval', version: '1.0.0' },
        ask: {
          prompt: 'Review the workflow request and choose a decision.',
          mode: 'approval',
          options: [
            { label: 'Approve', value: 'APPROVED', description: 'Continue the request.' },
            { label: 'Reject', value: 'REJECTED', description: 'Stop the request.' },
          ],
          required: true,
          allowComment: true,
          contextKeys: ['requestId', 'summary'],
        },
        contextSummary: { requestId: 'REQ-001', summary: 'A request' },
        context: { requestId: 'REQ-001', summary: 'A request', hidden: 1 },
      });
    });
  });

  it('[H96] says so when there is no such assignment, and does not tell another workspace anything', async () => {
    await withTask(async (served, task) => {
      const elsewhere = '0199d5c1-0000-7000-8000-000000000000';
      for (const path of [elsewhere, `${task.taskAsstId}?hostId=${elsewhere}`]) {
        expect(await served.call('GET', `/api/human-tasks/${path}`)).toMatchObject({
          status: 404,
          body: { code: 'ASSIGNMENT_NOT_FOUND', data: { next: expect.any(String) } },
        });
      }
    });
  });
});

describe('completeTask over HTTP', () => {
  it('[H6 H49 H52 H59 H60 H64 H65 H79 H84] takes the answer for who the token says, whoever the payload names, and resumes the workflow', async () => {
    await withTask(async (served, task) => {
      const response = { value: 'REJECTED', comment: 'Too dear', submittedAt: '2026-05-22T14:30:00Z' };
      const reply = await complete(served, task, {
        hostId: task.hostId,
        taskId: task.taskId,
        statusCode: 'C',
        completedTs: '2026-05-22T14:30:00Z',
        completedUser: 'mallory',
        response,
      });
      expect(reply).toMatchObject({
        status: 200,
        body: { taskStatusCode: 'C', completedUser: 'maya', response },
      });
      await served.account.account.host.settled();
      expect(await served.call('GET', `/api/processes/${task.processId}`)).toMatchObject({
        body: { statusCode: 'C', output: { outcome: 'stopped', reason: 'Too dear' } },
      });
      expect(await served.call('GET', `/api/human-tasks/${task.taskAsstId}`)).toMatchObject({
        body: {
          assignmentStatusCode: 'COMPLETED',
          taskStatusCode: 'C',
          unassignedReason: 'completed',
          readOnly: true,
          answer: response,
        },
      });
    });
  });

  it('[H67 H68 H69 H63 H98 H102] gives the loser of two answers a 409 with the decision, and applies nothing of it', async () => {
    await withTask(async (served, task) => {
      const replies = await Promise.all(
        ['APPROVED', 'REJECTED'].map((value) => complete(served, task, { response: { value } })),
      );
      expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
      const winner = replies.find((reply) => reply.status === 200)?.body as { response: { value: string } };
      expect(replies.find((reply) => reply.status === 409)?.body).toMatchObject({
        code: 'STALE_TASK',
        data: { decision: { completedUser: 'maya', value: winner.response.value } },
      });
      await served.account.account.host.settled();
      const outcome = winner.response.value === 'APPROVED' ? 'continued' : 'stopped';
      expect(await served.call('GET', `/api/processes/${task.processId}`)).toMatchObject({
        body: { output: { outcome } },
      });
    });
  });

  it('[H58 H101] names the field of an answer that does not fit, and leaves the task open', async () => {
    await withTask(async (served, task) => {
      expect(await complete(served, task, { response: { value: 'MAYBE' } })).toMatchObject({
        status: 422,
        body: { code: 'ANSWER_INVALID', data: { fields: [{ pointer: '/value' }] } },
      });
      expect(await served.call('GET', `/api/human-tasks/${task.taskAsstId}`)).toMatchObject({
        body: { canComplete: true },
      });
    });
  });

  it('[H85] needs the token, and says what to do without it', async () => {
    await withTask(async (served, task) => {
      const path = `/api/human-tasks/${task.taskAsstId}/complete`;
      const body = JSON.stringify({ response: { value: 'APPROVED' } });
      for (const authorization of ['', 'Bearer wrong']) {
        expect(await served.call('POST', path, { body, headers: { authorization } })).toMatchObject({
          status: 401,
          body: { code: 'UNAUTHORIZED', data: { next: expect.any(String) } },
        });
      }
    });
  });
});

describe('getHumanTaskList over HTTP', () => {
  it('[H13 H32 H78] lists what is waiting for the caller, and nothing that has been answered', async () => {
    await withTask(async (served, task) => {
      expect(await served.call('GET', '/api/human-tasks')).toMatchObject({
        body: { total: 1, humanTasks: [{ taskAsstId: task.taskAsstId, assigneeId: 'maya' }] },
      });
      await complete(served, task, { response: { value: 'APPROVED' } });
      expect(await served.call('GET', '/api/human-tasks')).toMatchObject({
        body: { total: 0, humanTasks: [] },
      });
    });
  });

  it('[H105] the history of an assignment has every transition with who, for whom, when and from where', async () => {
    await withTask(async (served, task) => {
      await complete(served, task, { response: { value: 'APPROVED' } });
      expect(await served.call('GET', `/api/human-tasks/${task.taskAsstId}/history`)).toMatchObject({
        body: {
          transitions: [
            { status: 'ASSIGNED', actor: 'engine', effectiveUser: 'maya', source: 'engine' },
            { status: 'COMPLETED', actor: 'maya', effectiveUser: 'maya', source: 'api', reason: 'completed' },
          ],
        },
      });
    });
  });
});
