import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/shared/contract/account.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import { startSource, type Client, type TestAccount } from '../../support/account.ts';
import { serveAccount, type Reply, type ServedAccount } from '../../support/api.ts';

const sharedWorkflow = `
document: { dsl: '1.0.3', namespace: test, name: shared, version: '1.0.0' }
do:
  - decide: { ask: { mode: approval, prompt: Decide, assignment: { assigneeIds: [maya, sam] } } }
`;

interface Team {
  readonly test: TestAccount;
  readonly sam: Client;
  readonly ofSam: string;
  readonly ofMaya: string;
  /** Over HTTP, as maya: below the discussion of her task. */
  maya(method: string, path?: string, body?: object): Promise<Reply>;
}

function actor(test: TestAccount, userId: string): Client {
  return test.asActor({ userId: userId as UserId, permissions: new Set() });
}

async function withTeam(work: (team: Team) => Promise<void>): Promise<void> {
  await using served: ServedAccount = await serveAccount();
  const test = served.account;
  for (const userId of ['sam', 'alex']) await test.client.people.users.create({ userId });
  const sam = actor(test, 'sam');
  await startSource(test, sharedWorkflow);
  const idOf = async (client: Client) => (await client.humanTasks.list({})).humanTasks[0]?.taskAsstId ?? '';
  const [ofMaya, ofSam] = [await idOf(test.client), await idOf(sam)];
  await work({
    test,
    sam,
    ofMaya,
    ofSam,
    maya: (method, path = '', body) =>
      served.call(
        method,
        `/api/human-tasks/${ofMaya}/discussion${path}`,
        body === undefined ? {} : { body: JSON.stringify(body) },
      ),
  });
}

const idIn = (reply: Reply) => (reply.body as { messageId: string }).messageId;

describe('the discussion of a task', () => {
  it('[I44] [I45] is written and read by everyone who has the task', async () => {
    await withTeam(async ({ maya, sam, ofSam }) => {
      const posted = await maya('POST', '', { text: 'Is the **budget** right?' });
      expect(posted).toMatchObject({ status: 200, body: { author: 'maya', unread: false, editedTs: null } });
      await sam.discussion.post({ taskAsstId: ofSam, text: 'It is.' });
      const { body } = await maya('GET');
      expect(body).toMatchObject({
        messages: [
          { author: 'sam', text: 'It is.', unread: true },
          { author: 'maya', text: 'Is the **budget** right?', unread: false },
        ],
        unread: { messages: 1, mentions: 0 },
        participants: ['maya', 'sam'],
        nextCursor: null,
      });
    });
  });

  it('is closed to everyone else, by every way in', async () => {
    await withTeam(async ({ test, maya, ofMaya }) => {
      const messageId = idIn(await maya('POST', '', { text: 'Between us.' }));
      const alex = actor(test, 'alex');
      const of = { taskAsstId: ofMaya, messageId };
      for (const call of [
        () => alex.discussion.list(of),
        () => alex.discussion.post({ ...of, text: 'Hello' }),
        () => alex.discussion.edit({ ...of, text: 'Hello' }),
        () => alex.discussion.delete(of),
        () => alex.discussion.versions(of),
        () => alex.discussion.markRead({ ...of, upToMessageId: messageId }),
      ]) {
        await expect(call()).rejects.toMatchObject({ code: 'FORBIDDEN' });
      }
    });
  });

  it('is read by administrators, who change nothing that others wrote', async () => {
    await withTeam(async ({ sam, ofSam, maya }) => {
      const { messageId } = await sam.discussion.post({ taskAsstId: ofSam, text: 'Mine.' });
      expect(await maya('GET')).toMatchObject({ body: { messages: [{ text: 'Mine.' }] } });
      expect(await maya('PUT', `/${messageId}`, { text: 'Yours.' })).toMatchObject({ status: 403 });
      expect(await maya('DELETE', `/${messageId}`)).toMatchObject({ status: 403 });
    });
  });

  it('takes nothing more from whom the task was taken from, and is open after its end to those who had it', async () => {
    await withTeam(async ({ test, sam, ofSam, ofMaya }) => {
      await test.client.humanTasks.reassign({ taskAsstId: ofMaya, to: { userId: 'maya' } });
      await expect(sam.discussion.post({ taskAsstId: ofSam, text: 'Wait' })).rejects.toMatchObject({
        code: 'ASSIGNMENT_INACTIVE',
      });
      await test.client.humanTasks.complete({ taskAsstId: ofMaya, response: { value: 'APPROVED' } });
      await test.client.discussion.post({ taskAsstId: ofMaya, text: 'Done.' });
    });
  });

  it('pages from the newest to the oldest', async () => {
    await withTeam(async ({ maya }) => {
      for (const text of ['1', '2', '3']) await maya('POST', '', { text });
      const first = (await maya('GET', '?limit=2')).body as {
        messages: { text: string }[];
        nextCursor: string;
      };
      expect(first.messages.map(({ text }) => text)).toEqual(['3', '2']);
      const second = (await maya('GET', `?limit=2&cursor=${first.nextCursor}`)).body;
      expect(second).toMatchObject({ messages: [{ text: '1' }], nextCursor: null });
    });
  });

  it('takes a message once, however often it is sent', async () => {
    await withTeam(async ({ maya }) => {
      const message = { text: 'Once.', idempotencyKey: 'k' };
      const first = await maya('POST', '', message);
      expect(await maya('POST', '', message)).toEqual(first);
      expect(await maya('GET')).toMatchObject({ body: { messages: [{ text: 'Once.' }] } });
      expect(await maya('POST', '', { ...message, text: 'Twice.' })).toMatchObject({
        status: 409,
        body: { code: 'IDEMPOTENCY_MISMATCH' },
      });
    });
  });

  it.each([
    ['blank', '  \n'],
    ['longer than 10 000 characters', 'x'.repeat(10_001)],
  ])('refuses a message that is %s', async (_what, text) => {
    await withTeam(async ({ maya }) => {
      expect(await maya('POST', '', { text })).toMatchObject({
        status: 400,
        body: { data: { fields: [{ pointer: '/text' }] } },
      });
    });
  });

  it('tells windows to read it again', async () => {
    await withTeam(async ({ test, maya, ofMaya }) => {
      const changes: Change[] = [];
      test.account.onChange((change) => changes.push(change));
      await maya('POST', '', { text: 'Hello' });
      const { taskId } = await test.client.humanTasks.get({ taskAsstId: ofMaya });
      expect(changes).toEqual([
        expect.objectContaining({
          topics: ['discussions'],
          taskIds: [taskId],
          actions: [expect.objectContaining({ kind: 'commented', taskId, by: 'maya' })],
        }),
      ]);
    });
  });
});

describe("changing one's own message", () => {
  it('keeps how it read before, for everyone', async () => {
    await withTeam(async ({ maya, sam, ofSam }) => {
      const messageId = idIn(await maya('POST', '', { text: 'Frist' }));
      expect(await maya('PUT', `/${messageId}`, { text: 'First' })).toMatchObject({
        body: { text: 'First', editedTs: expect.any(String) },
      });
      await maya('PUT', `/${messageId}`, { text: 'First!' });
      const { versions } = await sam.discussion.versions({ taskAsstId: ofSam, messageId });
      expect(versions.map(({ text }) => text)).toEqual(['Frist', 'First']);
    });
  });

  it('by deleting it takes its text and its earlier versions from everyone, not that it was there', async () => {
    await withTeam(async ({ maya, sam, ofSam }) => {
      const messageId = idIn(await maya('POST', '', { text: 'Secret @sam' }));
      await maya('PUT', `/${messageId}`, { text: 'Secret, @sam' });
      expect(await maya('DELETE', `/${messageId}`)).toMatchObject({ body: { deleted: true, text: '' } });
      expect(await maya('DELETE', `/${messageId}`)).toMatchObject({ status: 200 });
      const seen = await sam.discussion.list({ taskAsstId: ofSam });
      expect(seen).toMatchObject({
        messages: [{ author: 'maya', deleted: true, text: '', mentions: [], unread: false }],
        unread: { messages: 0, mentions: 0 },
      });
      expect(await sam.discussion.versions({ taskAsstId: ofSam, messageId })).toEqual({ versions: [] });
      expect(await maya('PUT', `/${messageId}`, { text: 'Back' })).toMatchObject({
        status: 404,
        body: { code: 'MESSAGE_NOT_FOUND' },
      });
    });
  });
});

describe('what one has not read', () => {
  it('counts messages and mentions, over all tasks, until it is read', async () => {
    await withTeam(async ({ maya, sam, ofSam }) => {
      await maya('POST', '', { text: 'Hello' });
      const named = await maya('POST', '', { text: '@sam, please look. (@nobody)' });
      expect(named).toMatchObject({ body: { mentions: ['sam'] } });
      expect(await sam.discussion.unread()).toMatchObject({
        tasks: [{ taskAsstId: ofSam, messages: 2, mentions: 1 }],
      });
      const read = { taskAsstId: ofSam, upToMessageId: idIn(named) };
      expect(await sam.discussion.markRead(read)).toEqual({ messages: 0, mentions: 0 });
      expect(await sam.discussion.unread()).toEqual({ tasks: [] });
    });
  });

  it('never goes back to what was read, and never counts what one wrote oneself', async () => {
    await withTeam(async ({ maya, sam, ofSam }) => {
      const first = idIn(await maya('POST', '', { text: '1' }));
      const second = idIn(await maya('POST', '', { text: '2' }));
      await sam.discussion.markRead({ taskAsstId: ofSam, upToMessageId: second });
      await sam.discussion.markRead({ taskAsstId: ofSam, upToMessageId: first });
      await sam.discussion.post({ taskAsstId: ofSam, text: '@sam to myself' });
      const { unread } = await sam.discussion.list({ taskAsstId: ofSam });
      expect(unread).toEqual({ messages: 0, mentions: 0 });
    });
  });

  it('is marked again by an edit that names somebody who had read it', async () => {
    await withTeam(async ({ maya, sam, ofSam }) => {
      const messageId = idIn(await maya('POST', '', { text: 'Somebody look' }));
      await sam.discussion.markRead({ taskAsstId: ofSam, upToMessageId: messageId });
      await maya('PUT', `/${messageId}`, { text: '@sam look' });
      expect(await sam.discussion.unread()).toMatchObject({
        tasks: [{ taskAsstId: ofSam, messages: 0, mentions: 1 }],
      });
      await sam.discussion.markRead({ taskAsstId: ofSam, upToMessageId: messageId });
      expect(await sam.discussion.unread()).toEqual({ tasks: [] });
    });
  });
});
