import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FeedPage } from '../../../src/shared/contract/sync.ts';
import { aServerTeam, type Member, type ServerTeam } from '../../support/server/server-team.ts';

let team: ServerTeam;
let maya: Member;
let ann: Member;
let bob: Member;
let carol: Member;

beforeAll(async () => {
  team = await aServerTeam();
  [maya, ann, bob, carol] = [team.as('maya'), team.as('ann'), team.as('bob'), team.as('carol')];
});
afterAll(() => team[Symbol.asyncDispose]());

async function idOf(member: Member, processId: string): Promise<string> {
  const row = (await member.inbox()).find((each) => each.processId === processId);
  if (row === undefined) throw new Error('It is not in the inbox');
  return row.taskAsstId;
}

/** What came since, and where the feed ends now. */
async function news(member: Member, after: number) {
  const page = FeedPage.parse(await member.feed(after));
  return { page, entries: page.entries.map(({ taskAsstId, gone }) => `${gone ? 'gone ' : ''}${taskAsstId}`) };
}

describe('the feed', () => {
  it('[H76] shows each assignment as getHumanTask does, whatever has happened to it', async () => {
    const open = await team.ask('{ roleId: approvers }');
    const claimed = await team.ask('{ roleId: approvers }');
    const answered = await team.ask('{ assigneeIds: [ann, bob] }');
    const withAll = await team.start(`
document: { dsl: '1.0.3', namespace: team, name: everything, version: '1.0.0' }
do:
  - first: { set: { 'line\\u2028': "a\\nb", big: 1 } }
  - decide:
      ask: { prompt: "Two\\nlines", mode: text, assignment: { assigneeId: ann, categoryCode: legal }, timeout: { after: { days: 1 } } }
`);
    await bob.post(`/human-tasks/${await idOf(bob, claimed)}/claim`);
    await bob.complete(await idOf(bob, answered), 'APPROVED', {
      response: { value: 'APPROVED', comment: 'Fine\nfor me' },
    });
    await ann.post(`/human-tasks/${await idOf(ann, open)}/read`);
    expect(withAll).not.toBe('');

    const { page } = await news(ann, 0);
    expect(page.entries.length).toBe(4);
    for (const { task, taskAsstId } of page.entries) {
      if (task === null) throw new Error(`${taskAsstId} is gone`);
      const { unread, ...shown } = task;
      expect(shown).toEqual((await ann.get(`/human-tasks/${taskAsstId}`)).body);
      expect(unread).toBe(shown.assignmentStatusCode === 'ASSIGNED' && shown.processId !== open);
    }
  });

  it('tells everyone who is asked of a claim, a release, an answer; each once', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    const [anns, bobs] = [await idOf(ann, processId), await idOf(bob, processId)];
    let [a, b] = [(await ann.feed()).latest, (await bob.feed()).latest];
    for (const act of [
      () => ann.post(`/human-tasks/${anns}/claim`),
      () => ann.post(`/human-tasks/${anns}/release`),
      () => bob.post(`/human-tasks/${bobs}/discussion`, { text: 'What do you think?' }),
      () => bob.complete(bobs, 'APPROVED'),
    ]) {
      expect((await act()).status).toBe(200);
      const [forAnn, forBob] = [await news(ann, a), await news(bob, b)];
      expect([forAnn.entries, forBob.entries]).toEqual([[anns], [bobs]]);
      [a, b] = [forAnn.page.latest, forBob.page.latest];
    }
    // The process goes on: nothing that they see changes by it.
    await team.node.parts.engine.idle();
    expect([(await news(ann, a)).entries, (await news(bob, b)).entries]).toEqual([[], []]);
  });

  it('tells nobody of a replay, and nobody of what was refused', async () => {
    const processId = await team.ask('{ assigneeId: ann }');
    const anns = await idOf(ann, processId);
    const key = { idempotencyKey: 'claim-once' };
    await ann.post(`/human-tasks/${anns}/claim`, key);
    const { latest } = await ann.feed();
    await ann.post(`/human-tasks/${anns}/claim`, key);
    await bob.post(`/human-tasks/${anns}/claim`);
    await ann.complete(anns, 'MAYBE');
    expect((await news(ann, latest)).entries).toEqual([]);
  });

  it('says once that a task is gone for whom it was taken from, and tells them nothing of it any more', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    const anns = await idOf(ann, processId);
    const [a, c] = [(await ann.feed()).latest, (await carol.feed()).latest];
    await maya.post(`/human-tasks/${anns}/reassign`, { to: { userId: 'carol' } });

    const carols = await idOf(carol, processId);
    expect((await news(carol, c)).entries).toEqual([carols]);
    const told = await news(ann, a);
    expect(told.entries).toEqual([`gone ${anns}`]);
    expect(told.page.entries[0]?.task).toBeNull();
    await carol.complete(carols, 'APPROVED');
    expect((await news(ann, told.page.latest)).entries).toEqual([]);
  });

  it('follows roles: who joins is told of what waits, who leaves that it is gone', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    const bobs = await idOf(bob, processId);
    const [b, c] = [(await bob.feed()).latest, (await carol.feed()).latest];
    await maya.patch('/roles/approvers', { memberIds: ['ann', 'carol'] });
    expect((await news(carol, c)).entries).toContain(await idOf(carol, processId));
    expect((await news(bob, b)).entries).toContain(`gone ${bobs}`);
    await maya.patch('/roles/approvers', { memberIds: ['ann', 'bob'] });
  });

  it('tells that a claim has ended by itself', async () => {
    const processId = await team.ask('{ roleId: approvers }');
    await ann.post(`/human-tasks/${await idOf(ann, processId)}/claim`, { minutes: 1 });
    const bobs = await idOf(bob, processId);
    const { latest } = await bob.feed();
    team.later(61_000);
    await expect
      .poll(async () => (await news(bob, latest)).entries, { timeout: 10_000, interval: 100 })
      .toContain(bobs);
    const last = (await news(bob, latest)).page.entries.find((entry) => entry.taskAsstId === bobs);
    expect(last?.task).toMatchObject({ claimedBy: null, canComplete: true });
  });
});
