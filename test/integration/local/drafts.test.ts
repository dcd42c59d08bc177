import { describe, expect, it } from 'vitest';
import type { HumanTaskRow } from '../../../src/shared/contract/human-tasks.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import {
  onlyTask,
  openTestAccount,
  startSource,
  temporaryFolder,
  type Client,
} from '../../support/account.ts';
import { serveAccount, type ServedAccount } from '../../support/api.ts';

const formWorkflow = `
document: { dsl: '1.0.3', namespace: test, name: form, version: '1.0.0' }
do:
  - fill:
      ask:
        mode: object
        prompt: Fill it in
        schema: { type: object, required: [limit], properties: { limit: { type: integer } } }
`;

async function withForm(
  work: (form: { served: ServedAccount; taskAsstId: string; path: string }) => Promise<void>,
): Promise<void> {
  await using served = await serveAccount();
  await startSource(served.account, formWorkflow);
  const { taskAsstId } = await onlyTask(served.account);
  await work({ served, taskAsstId, path: `/api/human-tasks/${taskAsstId}/draft` });
}

const entries = (limit: unknown) => ({ value: { limit } as never, comment: 'not sure yet' });

describe('saving progress', () => {
  it('[I31] [I32] keeps entries that do not fit yet, without submitting them', async () => {
    await withForm(async ({ served, path, taskAsstId }) => {
      expect(await served.call('GET', path)).toMatchObject({
        status: 200,
        body: { revision: 0, draft: null },
      });
      const saved = await served.call('PUT', path, {
        body: JSON.stringify({ data: entries('no number'), baseRevision: 0 }),
      });
      const state = { revision: 1, draft: { data: entries('no number'), savedBy: 'maya' } };
      expect(saved).toMatchObject({ status: 200, body: state });
      expect(await served.call('GET', path)).toMatchObject({ status: 200, body: state });
      expect(await served.call('GET', `/api/human-tasks/${taskAsstId}`)).toMatchObject({
        body: { taskStatusCode: 'W', canComplete: true, answer: null },
      });
    });
  });

  it('survives a restart, and an answer that is refused', async () => {
    using folder = temporaryFolder();
    let taskAsstId = '';
    {
      await using test = openTestAccount(folder.path);
      await startSource(test, formWorkflow);
      ({ taskAsstId } = await onlyTask(test));
      await test.client.drafts.save({ taskAsstId, data: entries(1), baseRevision: 0 });
      const answer = { taskAsstId, response: { value: { limit: 'no number' } } };
      await expect(test.client.humanTasks.complete(answer)).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
    }
    await using test = openTestAccount(folder.path);
    expect(await test.client.drafts.get({ taskAsstId })).toMatchObject({
      revision: 1,
      draft: { data: entries(1) },
    });
  });

  it('never replaces what was saved elsewhere meanwhile: both come with the conflict', async () => {
    await withForm(async ({ served, path }) => {
      const save = (limit: number, baseRevision: number) =>
        served.call('PUT', path, { body: JSON.stringify({ data: entries(limit), baseRevision }) });
      await save(1, 0);
      await save(2, 1);
      expect(await save(3, 1)).toMatchObject({
        status: 409,
        body: {
          code: 'DRAFT_CONFLICT',
          data: {
            draft: { revision: 2, kept: { data: entries(2), savedBy: 'maya' }, sent: entries(3) },
            next: expect.any(String),
          },
        },
      });
      expect(await served.call('GET', path)).toMatchObject({
        body: { revision: 2, draft: { data: entries(2) } },
      });
      expect(await save(3, 2)).toMatchObject({ status: 200, body: { revision: 3 } });
    });
  });

  it('takes one of two that are saved at once', async () => {
    await withForm(async ({ served, path }) => {
      const replies = await Promise.all(
        [1, 2].map((limit) =>
          served.call('PUT', path, { body: JSON.stringify({ data: entries(limit), baseRevision: 0 }) }),
        ),
      );
      expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    });
  });

  it('can be discarded, and a window that still shows it is told so', async () => {
    await withForm(async ({ served, path }) => {
      const send = (method: string, body: object, at = path) =>
        served.call(method, at, { body: JSON.stringify(body) });
      await send('PUT', { data: entries(1), baseRevision: 0 });
      expect(await send('POST', { baseRevision: 1 }, `${path}/discard`)).toMatchObject({
        body: { revision: 2, draft: null },
      });
      expect(await send('PUT', { data: entries(2), baseRevision: 1 })).toMatchObject({
        status: 409,
        body: { data: { draft: { revision: 2, kept: null, sent: entries(2) } } },
      });
    });
  });

  it('ends with the answer', async () => {
    await withForm(async ({ served, path, taskAsstId }) => {
      const save = () =>
        served.call('PUT', path, { body: JSON.stringify({ data: entries(1), baseRevision: 0 }) });
      await save();
      await served.account.client.humanTasks.complete({ taskAsstId, response: { value: { limit: 1 } } });
      expect(await served.call('GET', path)).toMatchObject({ body: { revision: 0, draft: null } });
      expect(await save()).toMatchObject({ status: 409, body: { code: 'ASSIGNMENT_INACTIVE' } });
    });
  });

  it('goes with a process that is cancelled', async () => {
    await withForm(async ({ served, path, taskAsstId }) => {
      const { client, account } = served.account;
      await client.drafts.save({ taskAsstId, data: entries(1), baseRevision: 0 });
      const { processId } = await client.humanTasks.get({ taskAsstId });
      await client.processes.cancel({ processId });
      await account.host.settled();
      await account.files.tidy();
      expect(await served.call('GET', path)).toMatchObject({ body: { revision: 0, draft: null } });
    });
  });

  it('of more than a million characters is refused', async () => {
    await withForm(async ({ served, path }) => {
      const data = { value: 'x'.repeat(1_000_000) };
      expect(
        await served.call('PUT', path, { body: JSON.stringify({ data, baseRevision: 0 }) }),
      ).toMatchObject({
        status: 400,
        body: { code: 'INVALID_REQUEST', data: { fields: [{ pointer: '/data' }] } },
      });
    });
  });
});

describe('a draft in the lists', () => {
  it('[I31] is marked from the first entry until it is discarded or emptied', async () => {
    await withForm(async ({ served, path }) => {
      const send = (method: string, body: object, at = path) =>
        served.call(method, at, { body: JSON.stringify(body) });
      const isMarked = async () => {
        const { body } = await served.call('GET', '/api/human-tasks');
        return (body as { humanTasks: HumanTaskRow[] }).humanTasks.map(({ hasDraft }) => hasDraft);
      };
      const listsRead: string[] = [];
      served.account.account.onChange(({ topics }) => listsRead.push(...topics));
      const said = () => listsRead.splice(0);
      expect(await isMarked()).toEqual([false]);
      await send('PUT', { data: entries(1), baseRevision: 0 });
      expect([await isMarked(), said()]).toEqual([[true], ['drafts', 'human-tasks']]);
      await send('PUT', { data: entries(2), baseRevision: 1 });
      expect([await isMarked(), said()]).toEqual([[true], ['drafts']]);
      await send('PUT', { data: { value: '', comment: ' ' }, baseRevision: 2 });
      expect([await isMarked(), said()]).toEqual([[false], ['drafts', 'human-tasks']]);
      await send('PUT', { data: { comment: 'Again' }, baseRevision: 3 });
      expect(await isMarked()).toEqual([true]);
      await send('POST', { baseRevision: 4 }, `${path}/discard`);
      expect(await isMarked()).toEqual([false]);
    });
  });
});

describe('drafts of several people', () => {
  const sharedWorkflow = formWorkflow.replace(
    'mode: object',
    'mode: object\n        assignment: { assigneeIds: [maya, sam] }',
  );

  async function withTwo(
    work: (two: { maya: Client; sam: Client; ofMaya: string; ofSam: string }) => Promise<void>,
  ): Promise<void> {
    using folder = temporaryFolder();
    await using test = openTestAccount(folder.path);
    const maya = test.client;
    await maya.people.users.create({ userId: 'sam' });
    const sam = test.asActor({ userId: 'sam' as UserId, permissions: new Set() });
    await startSource(test, sharedWorkflow);
    const idOf = async (client: Client) => (await client.humanTasks.list({})).humanTasks[0]?.taskAsstId ?? '';
    await work({ maya, sam, ofMaya: await idOf(maya), ofSam: await idOf(sam) });
  }

  it('are their own', async () => {
    await withTwo(async ({ maya, sam, ofMaya, ofSam }) => {
      await maya.drafts.save({ taskAsstId: ofMaya, data: entries(1), baseRevision: 0 });
      expect(await sam.drafts.get({ taskAsstId: ofSam })).toEqual({ revision: 0, draft: null });
      await expect(sam.drafts.get({ taskAsstId: ofMaya })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const isMarked = async (client: Client) =>
        (await client.humanTasks.list({})).humanTasks.map(({ hasDraft }) => hasDraft);
      expect([await isMarked(maya), await isMarked(sam)]).toEqual([[true], [false]]);
    });
  });

  it('follow a task that is reassigned, and say who entered them, until the new assignee saves their own', async () => {
    await withTwo(async ({ maya, sam, ofMaya, ofSam }) => {
      await sam.drafts.save({ taskAsstId: ofSam, data: entries(7), baseRevision: 0 });
      await maya.humanTasks.reassign({ taskAsstId: ofMaya, to: { userId: 'maya' } });
      const left = await maya.drafts.get({ taskAsstId: ofMaya });
      expect(left).toMatchObject({ revision: 0, draft: { data: entries(7), savedBy: 'sam' } });
      expect((await maya.humanTasks.list({})).humanTasks).toMatchObject([{ hasDraft: true }]);
      await maya.drafts.save({ taskAsstId: ofMaya, data: entries(8), baseRevision: left.revision });
      expect(await maya.drafts.get({ taskAsstId: ofMaya })).toMatchObject({
        draft: { data: entries(8), savedBy: 'maya' },
      });
      await expect(
        sam.drafts.save({ taskAsstId: ofSam, data: entries(9), baseRevision: 1 }),
      ).rejects.toMatchObject({ code: 'ASSIGNMENT_INACTIVE' });
    });
  });
});
