import { describe, expect, it } from 'vitest';
import type { HumanTask } from '../../../src/shared/contract/human-tasks.ts';
import { onlyTask, startSource } from '../../support/account.ts';
import { serveAccount, type ServedAccount } from '../../support/api.ts';

const granting = `
document: { dsl: '1.0.3', namespace: finance, name: granting, version: '1.0.0' }
do:
  - decide:
      ask:
        prompt: How much?
        mode: approval
        schema:
          type: object
          properties:
            granted: { type: number, title: Amount granted, maximum: '\${ .amount }' }
            lines: { type: array, items: { type: object, required: [text] } }
          required: [granted]
        fieldsFor: [APPROVED]
        default: { fields: { granted: '\${ .amount }' } }
  - book: { set: { option: '\${ .value }', granted: '\${ .fields.granted }', why: '\${ .comment }', all: '\${ . }' } }
`;

/** Over HTTP, as another program meets it. */
async function withTask(work: (served: ServedAccount, task: HumanTask) => Promise<void>): Promise<void> {
  await using served = await serveAccount();
  await startSource(served.account, granting, { amount: 500 });
  await work(served, await onlyTask(served.account));
}

function complete(served: ServedAccount, task: HumanTask, response: object, more: object = {}) {
  const body = JSON.stringify({ response, ...more });
  return served.call('POST', `/api/human-tasks/${task.taskAsstId}/complete`, { body });
}

describe('an approval with a form over HTTP', () => {
  it('[I36 H33] shows options and form, takes both, and the workflow sees value, comment and fields', async () => {
    await withTask(async (served, task) => {
      expect(task.ask).toMatchObject({
        mode: 'approval',
        options: [{ value: 'APPROVED' }, { value: 'REJECTED' }],
        schema: { properties: { granted: { maximum: 500 } } },
        fieldsFor: ['APPROVED'],
        default: { fields: { granted: 500 } },
      });
      const answer = { value: 'APPROVED', fields: { granted: 350 }, comment: 'A part of it.' };
      const { status, body } = await complete(served, task, answer);
      expect([status, body]).toMatchObject([200, { response: answer }]);
      await served.account.account.host.settled();
      const process = await served.call('GET', `/api/processes/${task.processId}`);
      expect(process.body).toMatchObject({
        statusCode: 'C',
        output: { option: 'APPROVED', granted: 350, why: 'A part of it.', all: answer },
        tasks: [{ result: 'Approve · Amount granted: 350', comment: 'A part of it.' }, {}],
      });
      const read = await served.call('GET', `/api/human-tasks/${task.taskAsstId}`);
      expect(read.body).toMatchObject({ answer });
      const done = await served.call('GET', '/api/human-tasks?view=done');
      expect(done.body).toMatchObject({ humanTasks: [{ answerLabel: 'Approve · Amount granted: 350' }] });
    });
  });

  it.each([
    ['a field that is missing', { value: 'APPROVED' }, '/fields/granted'],
    ['a field of another type', { value: 'APPROVED', fields: { granted: 'all' } }, '/fields/granted'],
    ['a field beyond its limit', { value: 'APPROVED', fields: { granted: 501 } }, '/fields/granted'],
    [
      'a field inside a list',
      { value: 'APPROVED', fields: { granted: 1, lines: [{ text: 'a' }, {}] } },
      '/fields/lines/1/text',
    ],
    ['fields that are no object', { value: 'APPROVED', fields: 'granted' }, '/fields'],
    ['fields with an option that takes none', { value: 'REJECTED', fields: { granted: 1 } }, '/fields'],
  ])('[I36 I28 H58 H101] refuses %s, names it, and changes nothing', async (_, response, pointer) => {
    await withTask(async (served, task) => {
      expect(await complete(served, task, response)).toMatchObject({
        status: 422,
        body: { code: 'ANSWER_INVALID', data: { fields: [{ pointer }] } },
      });
      const read = await served.call('GET', `/api/human-tasks/${task.taskAsstId}`);
      expect(read.body).toMatchObject({ taskStatusCode: 'W', answer: null, canComplete: true });
    });
  });

  it('[I36] needs no fields to reject, and says in advance what each option leads to', async () => {
    await withTask(async (served, task) => {
      const { body } = await served.call('GET', `/api/human-tasks/${task.taskAsstId}/outcomes`);
      expect(body).toMatchObject({
        outcomes: [
          { value: 'APPROVED', steps: [{ kind: 'set' }, { kind: 'completes' }] },
          { value: 'REJECTED', steps: [{ kind: 'set' }, { kind: 'completes' }] },
        ],
      });
      const reply = await complete(served, task, { value: 'REJECTED' });
      expect(reply).toMatchObject({ status: 200, body: { response: { value: 'REJECTED' } } });
      expect(reply.body).not.toHaveProperty('response.fields');
    });
  });

  it('[I36] repeats the first result for the same key, and refuses other fields under it', async () => {
    await withTask(async (served, task) => {
      const key = { idempotencyKey: 'k' };
      const first = await complete(served, task, { value: 'APPROVED', fields: { granted: 1 } }, key);
      const again = await complete(served, task, { value: 'APPROVED', fields: { granted: 1 } }, key);
      expect([again.status, again.body]).toEqual([200, first.body]);
      expect(await complete(served, task, { value: 'APPROVED', fields: { granted: 2 } }, key)).toMatchObject({
        status: 409,
        body: { code: 'IDEMPOTENCY_MISMATCH' },
      });
    });
  });

  it('[I36] offers one press only for what needs no form, also to what comes from a notification', async () => {
    await withTask(async (served, task) => {
      const list = await served.call('GET', '/api/human-tasks');
      expect(list.body).toMatchObject({ humanTasks: [{ quickAnswers: [{ value: 'REJECTED' }] }] });
      const { taskAsstId } = task;
      const notification = served.account.as('notification');
      const response = { value: 'APPROVED', fields: { granted: 1 } };
      await expect(notification.humanTasks.complete({ taskAsstId, response })).rejects.toMatchObject({
        code: 'ANSWER_ELSEWHERE',
      });
      const rejected = await notification.humanTasks.complete({
        taskAsstId,
        response: { value: 'REJECTED' },
      });
      expect(rejected.response.value).toBe('REJECTED');
    });
  });

  it('[I36] keeps the fields of a draft beside its comment', async () => {
    await withTask(async (served, task) => {
      const path = `/api/human-tasks/${task.taskAsstId}/draft`;
      const data = { fields: { granted: 'not yet a number' }, comment: 'I am not sure.' };
      const saved = await served.call('PUT', path, { body: JSON.stringify({ data, baseRevision: 0 }) });
      expect(saved).toMatchObject({ status: 200, body: { revision: 1, draft: { data } } });
      expect((await served.call('GET', path)).body).toMatchObject({ draft: { data } });
    });
  });

  it('[I36] is in the description of the API', async () => {
    await using served = await serveAccount();
    const { body } = await served.call('GET', '/api/openapi.json');
    const complete = (body as { paths: Record<string, { post: object }> }).paths[
      '/human-tasks/{taskAsstId}/complete'
    ];
    expect(JSON.stringify(complete?.post)).toContain('"fields"');
  });
});
