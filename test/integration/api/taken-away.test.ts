import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startSource } from '../../support/account.ts';
import { put } from '../../support/file-task.ts';
import { aTeam, type Member, type Team } from '../../support/team.ts';

interface Shared {
  readonly team: Team;
  readonly ann: Member;
  /** Ann's and Bob's assignments of the same task. */
  readonly ofAnn: string;
  readonly ofBob: string;
  readonly fileId: string;
  readonly handle: string;
  /** The status of every way in to what belongs to the task, through one assignment of it. */
  waysIn(member: Member, taskAsstId: string): Promise<number[]>;
  reassign(to: object, taskAsstId?: string): Promise<void>;
}

const source = `
document: { dsl: '1.0.3', namespace: test, name: shared-file, version: '1.0.0' }
do:
  - handIn:
      ask:
        mode: file
        prompt: Hand it in.
        files: [{ name: note, accept: [.txt], maxCount: 2 }]
        assignment: { roleId: approvers }
`;

/** Ann and Bob are asked for a file; both have written, and one is uploaded. */
async function shared(): Promise<Shared & AsyncDisposable> {
  const team = await aTeam();
  const [ann, bob] = [team.as('ann'), team.as('bob')];
  await startSource(team.served.account, source);
  const [ofAnn, ofBob] = [(await ann.task()).taskAsstId, (await bob.task()).taskAsstId];
  await ann.post(`/human-tasks/${ofAnn}/discussion`, { text: 'Is it this one?' });
  const written = await bob.post(`/human-tasks/${ofBob}/discussion`, { text: 'It is.' });
  const { messageId } = written.body as { messageId: string };
  const token = readFileSync(team.served.paths.apiToken, 'utf8').trim();
  const upload = { requirement: 'note', name: 'note.txt' };
  const { file } = await put(team.served, token, ofBob, Buffer.from('"JSON, as every reply"'), upload);
  return {
    team,
    ann,
    ofAnn,
    ofBob,
    fileId: file.fileId,
    handle: file.handle,
    async waysIn(member, taskAsstId) {
      const task = `/human-tasks/${taskAsstId}`;
      const replies = [
        await member.get(`${task}/discussion`),
        await member.get(`${task}/discussion/${messageId}/versions`),
        await member.post(`${task}/discussion/read`, { upToMessageId: messageId }),
        await member.get(`${task}/files`),
        await member.get(`${task}/files/${file.fileId}`),
        await member.get(`${task}/files/${file.fileId}/text`),
        await member.get(`${task}/files/${file.fileId}/content`),
      ];
      return replies.map(({ status }) => status);
    },
    async reassign(to, taskAsstId = ofBob) {
      const reply = await team.as('maya').post(`/human-tasks/${taskAsstId}/reassign`, { to });
      expect(reply).toMatchObject({ status: 200 });
    },
    [Symbol.asyncDispose]: () => team[Symbol.asyncDispose](),
  };
}

const open = [200, 200, 200, 200, 200, 200, 200];
const closed = [409, 409, 409, 409, 409, 409, 409];

describe('what belongs to a task', () => {
  it('[H53 H80] is open to who is asked, and closed to whom it was reassigned from', async () => {
    await using task = await shared();
    expect(await task.waysIn(task.ann, task.ofAnn)).toEqual(open);
    await task.reassign({ userId: 'bob' });
    expect(await task.waysIn(task.ann, task.ofAnn)).toEqual(closed);
    expect(await task.ann.get(`/human-tasks/${task.ofAnn}/discussion`)).toMatchObject({
      status: 409,
      body: { code: 'ASSIGNMENT_INACTIVE', data: { next: expect.any(String) } },
    });
    expect(await task.waysIn(task.team.as('bob'), (await task.team.as('bob').task()).taskAsstId)).toEqual(
      open,
    );
    expect(await task.waysIn(task.team.as('maya'), task.ofAnn)).toEqual(open);
  });

  it('[H5 H80] is closed to who leaves the role that is asked, and open again to who comes back', async () => {
    await using task = await shared();
    const maya = task.team.as('maya');
    await maya.patch('/roles/approvers', { memberIds: ['bob'] });
    expect(await task.waysIn(task.ann, task.ofAnn)).toEqual(closed);
    await maya.patch('/roles/approvers', { memberIds: ['ann', 'bob'] });
    const { taskAsstId } = await task.ann.task();
    expect(taskAsstId).not.toBe(task.ofAnn);
    expect(await task.waysIn(task.ann, taskAsstId)).toEqual(open);
    // A link to the place of before leads to the same task.
    expect(await task.waysIn(task.ann, task.ofAnn)).toEqual(open);
  });

  it('stays closed to them when the task has ended, and open to those who were asked until then', async () => {
    await using task = await shared();
    await task.reassign({ roleId: 'approvers' });
    await task.team.as('maya').patch('/roles/approvers', { memberIds: ['bob', 'carol'] });
    const carol = task.team.as('carol');
    const ofCarol = (await carol.task()).taskAsstId;
    const bob = task.team.as('bob');
    const response = { value: { note: [task.handle] } };
    expect(await bob.post(`/human-tasks/${task.ofBob}/complete`, { response })).toMatchObject({
      status: 200,
    });
    expect(await task.waysIn(bob, task.ofBob)).toEqual(open);
    expect(await task.waysIn(carol, ofCarol)).toEqual(open);
    expect(await task.waysIn(task.ann, task.ofAnn)).toEqual(closed);
  });

  it('tells them of nothing that is written later, and nobody that they could be named', async () => {
    await using task = await shared();
    const bob = task.team.as('bob');
    expect((await task.ann.get('/discussions/unread')).body).toMatchObject({ tasks: [{ messages: 1 }] });
    await task.reassign({ userId: 'bob' });
    const { taskAsstId } = await bob.task();
    const posted = await bob.post(`/human-tasks/${taskAsstId}/discussion`, { text: '@ann @maya look' });
    // Maya has reassigned it and written nothing; who administers is no part of it for that.
    expect(posted).toMatchObject({ status: 200, body: { mentions: [] } });
    expect((await task.ann.get('/discussions/unread')).body).toEqual({ tasks: [] });
    expect((await bob.get(`/human-tasks/${taskAsstId}/discussion`)).body).toMatchObject({
      participants: ['bob'],
    });
  });

  it('can still be followed by an administrator who gave it away', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: maya }');
    const maya = team.as('maya');
    const { taskAsstId } = await maya.task();
    await maya.post(`/human-tasks/${taskAsstId}/discussion`, { text: 'This is rather for Ann.' });
    await maya.post(`/human-tasks/${taskAsstId}/reassign`, { to: { userId: 'ann' } });
    const ofAnn = (await team.as('ann').task()).taskAsstId;
    await team.as('ann').post(`/human-tasks/${ofAnn}/discussion`, { text: 'Thank you @maya' });
    expect((await maya.get('/discussions/unread')).body).toMatchObject({
      tasks: [{ messages: 1, mentions: 1 }],
    });
  });

  it('is closed in what others entered and left, too', async () => {
    await using team = await aTeam();
    await team.ask('{ roleId: approvers }');
    const [ann, bob] = [team.as('ann'), team.as('bob')];
    const [ofAnn, ofBob] = [(await ann.task()).taskAsstId, (await bob.task()).taskAsstId];
    const entered = { data: { comment: 'Too much' }, baseRevision: 0 };
    const saved = await team.served.call('PUT', `/api/human-tasks/${ofBob}/draft`, {
      body: JSON.stringify(entered),
      headers: { 'x-countersign-as': 'bob' },
    });
    expect(saved).toMatchObject({ status: 200 });
    await team.as('maya').post(`/human-tasks/${ofBob}/reassign`, { to: { userId: 'carol' } });
    const ofCarol = (await team.as('carol').task()).taskAsstId;
    expect((await team.as('carol').get(`/human-tasks/${ofCarol}/draft`)).body).toMatchObject({
      draft: { data: { comment: 'Too much' }, savedBy: 'bob' },
    });
    expect((await ann.get(`/human-tasks/${ofAnn}/draft`)).body).toEqual({ revision: 0, draft: null });
    expect((await bob.get(`/human-tasks/${ofBob}/draft`)).body).toMatchObject({ draft: { savedBy: 'bob' } });
  });
});
