import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/shared/json.ts';
import { portalClient, type PortalTestClient } from '../../support/portal/portal-client.ts';
import { openFeed, type FeedEvent } from '../../support/server/feed-client.ts';
import { aServerTeam, settled, type Member, type ServerTeam } from '../../support/server/server-team.ts';

let team: ServerTeam;

beforeAll(async () => {
  team = await aServerTeam();
});
afterAll(() => team[Symbol.asyncDispose]());

async function portalOf(member: Member): Promise<PortalTestClient> {
  return portalClient(team.node.url, await member.headers());
}

/** What the portal lists of a process for a member. */
async function rowOf(client: PortalTestClient, processId: string): Promise<JsonObject> {
  const { body } = await client.query('getHumanTaskList', { hostId: team.hostId, limit: 100 });
  const row = (body.humanTasks as JsonObject[]).find((each) => each.processId === processId);
  if (row === undefined) throw new Error('It is not listed');
  return row;
}

const response = { value: 'APPROVED', comment: 'Looks good.', submittedAt: '2026-05-22T14:30:00Z' };

test('[H4] [H6] [H67] a light-portal page works an ask of a role from its list to its end', async () => {
  const processId = await team.ask('{ roleId: approvers }');
  const [ann, bob] = [await portalOf(team.as('ann')), await portalOf(team.as('bob'))];
  const { hostId } = team;

  const summary = await ann.query('getHumanTaskInboxSummary', { hostId });
  expect((summary.body.tabs as JsonObject[]).map(({ id }) => id)).toEqual([
    'all',
    'user:self',
    'role:approvers',
  ]);
  const [anns, bobs] = [await rowOf(ann, processId), await rowOf(bob, processId)];
  expect(anns).toMatchObject({
    assignmentType: 'role',
    assignmentId: 'approvers',
    canClaim: true,
    canRelease: false,
    canComplete: true,
    readOnly: false,
    ask: { prompt: 'Is it right?', mode: 'approval' },
  });

  const claimed = await ann.command('claimHumanTask', { hostId, taskAsstId: anns.taskAsstId ?? '' });
  expect(claimed).toMatchObject({ status: 200, body: { claimedBy: 'ann', assignmentStatusCode: 'CLAIMED' } });
  await expect(rowOf(bob, processId)).rejects.toThrow('It is not listed');
  const blocked = { hostId, taskAsstId: bobs.taskAsstId ?? '', taskId: bobs.taskId ?? '', response };
  expect(await bob.command('completeTask', blocked)).toMatchObject({
    status: 409,
    body: { code: 'ERR11200', message: 'CLAIMED_BY_OTHER', metadata: { claim: { claimedBy: 'ann' } } },
  });

  const { taskAsstId = '', taskId = '' } = anns;
  const completed = await ann.command('completeTask', {
    hostId,
    taskAsstId,
    taskId,
    statusCode: 'C',
    response,
  });
  expect(completed).toMatchObject({
    status: 200,
    body: { taskStatusCode: 'C', completedUser: 'ann', response },
  });
  await settled([team.node]);
  expect((await team.as('maya').get(`/processes/${processId}`)).body).toMatchObject({ statusCode: 'C' });
  expect(await bob.rpc('completeTask', blocked)).toMatchObject({
    status: 409,
    body: { id: 7, error: { code: 409, message: 'STALE_TASK', data: { statusCode: 409, code: 'ERR11200' } } },
  });
  const page = await ann.query('getHumanTask', { hostId, taskAsstId });
  expect(page.body).toMatchObject({ assignmentStatusCode: 'COMPLETED', readOnly: true, answer: response });
});

test('[H59] [H80] [O11] the token says who and where: not the payload, and not a wrong or missing one', async () => {
  const processId = await team.ask('{ assigneeId: ann }');
  const { taskAsstId = '', taskId = '' } = await rowOf(await portalOf(team.as('ann')), processId);
  const payload = { hostId: team.hostId, taskAsstId, taskId, completedUser: 'ann', userId: 'ann', response };
  const strangers = [
    [team.as('carol'), 403, 'ERR11200'],
    [team.as('ann', { host: '0197a000-0000-7000-8000-0000000000bb' }), 404, 'ERR11637'],
  ] as const;
  for (const [stranger, status, code] of strangers) {
    const client = await portalOf(stranger);
    expect(await client.query('getHumanTask', payload)).toMatchObject({ status, body: { code } });
    expect(await client.command('completeTask', payload)).toMatchObject({ status, body: { code } });
  }
  const readOnly = await portalOf(team.as('ann', { scope: 'workflow.read' }));
  expect(await readOnly.command('completeTask', payload)).toMatchObject({
    status: 403,
    body: { code: 'ERR10005' },
  });
  const wrong = portalClient(team.node.url, { authorization: 'Bearer wrong' });
  expect(await wrong.command('completeTask', payload)).toMatchObject({
    status: 401,
    body: { code: 'ERR10000' },
  });
  const missing = portalClient(team.node.url, {});
  expect(await missing.rpc('completeTask', payload)).toMatchObject({
    status: 401,
    body: { code: 'ERR10002' },
  });
  expect(await rowOf(await portalOf(team.as('ann')), processId)).toMatchObject({ taskStatusCode: 'W' });
});

test('[H58] an answer that does not fit is refused with what is wrong with it', async () => {
  const processId = await team.ask('{ assigneeId: ann }');
  const ann = await portalOf(team.as('ann'));
  const { taskAsstId = '', taskId = '' } = await rowOf(ann, processId);
  const answer = await ann.command('completeTask', { taskAsstId, taskId, response: { value: 'MAYBE' } });
  expect(answer).toMatchObject({
    status: 400,
    body: { code: 'ERR11200', message: 'ANSWER_INVALID', metadata: { fields: [{ pointer: '/value' }] } },
  });
  expect(answer.body.description).toContain('/value: ');
});

test('[I62] [I63] a claim at one node is seen by who is connected to another within a second', async () => {
  const processId = await team.ask('{ roleId: approvers }');
  const other = await team.anotherNode();
  const bob = await openFeed(other.url, await team.as('bob').headers());
  await bob.until(({ event }) => event === 'caught-up');
  const ann = await portalOf(team.as('ann'));
  const { taskAsstId = '', taskId = '' } = await rowOf(ann, processId);
  const isClaimed = ({ event, data }: FeedEvent) => {
    const { task } = data as { task?: { taskId: string; claimedBy: string | null } };
    return event === 'change' && task?.taskId === taskId && task.claimedBy === 'ann';
  };
  await ann.command('claimHumanTask', { taskAsstId });
  const before = performance.now();
  await bob.until(isClaimed);
  expect(performance.now() - before).toBeLessThan(1_000);
  bob.close();
});
