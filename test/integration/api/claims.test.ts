import { describe, expect, it } from 'vitest';
import { fakeTime } from '../../support/fake-time.ts';
import { aTeam, type Team } from '../../support/team.ts';

const minute = 60_000;
const roleAsk = '{ roleId: approvers, categoryCode: approval }';

async function history(team: Team, taskAsstId: string): Promise<unknown[]> {
  const { body } = await team.as('maya').get(`/human-tasks/${taskAsstId}/history`);
  return (body as { transitions: { status: string; reason: string | null; actor: string }[] }).transitions;
}

describe('claimHumanTask over HTTP', () => {
  it('[H70 H71 H15 H16 H17] keeps the task for who claims it, for half an hour unless told otherwise', async () => {
    const time = fakeTime();
    await using team = await aTeam({ time });
    await team.ask(roleAsk);
    const { taskAsstId, taskId } = await team.as('ann').task();
    const reply = await team.as('ann').post(`/human-tasks/${taskAsstId}/claim`);
    expect(reply).toMatchObject({
      status: 200,
      body: {
        taskId,
        taskAsstId,
        assignmentStatusCode: 'CLAIMED',
        claimedBy: 'ann',
        claimedTs: new Date(time.now()).toISOString(),
        claimExpiresTs: new Date(time.now() + 30 * minute).toISOString(),
      },
    });
    expect(await team.as('ann').task()).toMatchObject({
      assignmentStatusCode: 'CLAIMED',
      claimedBy: 'ann',
      canComplete: true,
      canRelease: true,
    });
    expect(await team.as('ann').post(`/human-tasks/${taskAsstId}/claim`, { minutes: 90 })).toMatchObject({
      body: { claimExpiresTs: new Date(time.now() + 90 * minute).toISOString() },
    });
    for (const minutes of [0, 121, 1.5]) {
      expect(await team.as('ann').post(`/human-tasks/${taskAsstId}/claim`, { minutes })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_REQUEST' },
      });
    }
  });

  it('[H75 H17 H54] shows the others that it is claimed, by whom and until when, and takes no answer of theirs', async () => {
    await using team = await aTeam();
    await team.ask(roleAsk);
    const mine = await team.as('ann').task();
    await team.as('ann').post(`/human-tasks/${mine.taskAsstId}/claim`);
    const theirs = await team.as('bob').task();
    expect(theirs).toMatchObject({
      assignmentStatusCode: 'ASSIGNED',
      claimedBy: 'ann',
      claimedByName: 'ann',
      claimExpiresTs: expect.any(String),
      canComplete: false,
      canClaim: false,
      readOnly: true,
      assignments: [
        { assigneeId: 'ann', statusCode: 'CLAIMED' },
        { assigneeId: 'bob', statusCode: 'ASSIGNED' },
      ],
    });
    expect(await team.as('bob').inbox()).toMatchObject([{ claimedBy: 'ann', quickAnswers: [] }]);
    const refused = {
      status: 409,
      body: { code: 'CLAIMED_BY_OTHER', data: { claim: { claimedBy: 'ann' }, next: expect.any(String) } },
    };
    const path = `/human-tasks/${theirs.taskAsstId}`;
    expect(await team.as('bob').post(`${path}/claim`)).toMatchObject(refused);
    expect(await team.as('bob').post(`${path}/complete`, { response: { value: 'APPROVED' } })).toMatchObject(
      refused,
    );
    expect(await team.as('bob').post(`${path}/release`)).toMatchObject(refused);
  });

  it('[H74] a claim is no right to answer: its owner is checked like everybody else', async () => {
    await using team = await aTeam();
    await team.ask(roleAsk);
    const { taskAsstId } = await team.as('ann').task();
    await team.as('ann').post(`/human-tasks/${taskAsstId}/claim`);
    await team.as('maya').patch('/roles/approvers', { memberIds: ['bob'] });
    expect(
      await team.as('ann').post(`/human-tasks/${taskAsstId}/complete`, { response: { value: 'APPROVED' } }),
    ).toMatchObject({ status: 409, body: { code: 'ASSIGNMENT_INACTIVE' } });
    expect(await team.as('bob').task()).toMatchObject({ claimedBy: null, canComplete: true });
  });

  it('[H9 H69] has nothing to do with the engine: the task waits as before, and its time runs out as before', async () => {
    const time = fakeTime();
    await using team = await aTeam({ time });
    const processId = await team.ask(
      roleAsk,
      '        timeout: { after: PT10M }\n        onTimeout: continue\n',
    );
    const { taskAsstId } = await team.as('ann').task();
    const before = await team.as('maya').get(`/processes/${processId}`);
    await team.as('ann').post(`/human-tasks/${taskAsstId}/claim`);
    expect(await team.as('maya').get(`/processes/${processId}`)).toEqual(before);
    time.advance(10 * minute);
    await team.served.account.account.host.settled();
    expect(await team.as('maya').get(`/processes/${processId}`)).toMatchObject({ body: { statusCode: 'C' } });
    expect(await team.as('ann').get(`/human-tasks/${taskAsstId}`)).toMatchObject({
      body: { assignmentStatusCode: 'EXPIRED', unassignedReason: 'timed_out', claimedBy: null },
    });
  });

  it('is for who is asked: nobody claims for somebody else, an administrator neither', async () => {
    await using team = await aTeam();
    await team.ask(roleAsk);
    const { taskAsstId } = await team.as('ann').task();
    for (const userId of ['bob', 'carol', 'maya']) {
      expect(await team.as(userId).post(`/human-tasks/${taskAsstId}/claim`)).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN' },
      });
    }
  });

  it('carries out a key once, and refuses it for anything else', async () => {
    const time = fakeTime();
    await using team = await aTeam({ time });
    await team.ask(roleAsk);
    const path = `/human-tasks/${(await team.as('ann').task()).taskAsstId}/claim`;
    const first = await team.as('ann').post(path, { idempotencyKey: 'k' });
    time.advance(minute);
    expect(await team.as('ann').post(path, { idempotencyKey: 'k' })).toEqual(first);
    expect(await team.as('ann').post(path, { idempotencyKey: 'k', minutes: 5 })).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_MISMATCH' },
    });
  });
});

describe('the end of a claim', () => {
  it('[H72 H21] comes by itself when its time is up, is on record, and frees the task for the others', async () => {
    const time = fakeTime();
    await using team = await aTeam({ time });
    await team.ask(roleAsk);
    const { taskAsstId } = await team.as('ann').task();
    await team.as('ann').post(`/human-tasks/${taskAsstId}/claim`, { minutes: 5 });
    time.advance(5 * minute);
    await team.served.account.account.host.settled();
    expect(await history(team, taskAsstId)).toMatchObject([
      { status: 'ASSIGNED', effectiveUser: 'ann' },
      { status: 'ASSIGNED', effectiveUser: 'bob' },
      { status: 'CLAIMED', actor: 'maya', actingAs: 'ann', effectiveUser: 'ann', reason: 'claimed' },
      { status: 'EXPIRED', actor: 'engine', effectiveUser: 'ann', reason: 'claim_expired' },
      { status: 'ASSIGNED', effectiveUser: 'ann', reason: 'offered_again' },
    ]);
    expect(await team.as('ann').task()).toMatchObject({ assignmentStatusCode: 'ASSIGNED', canClaim: true });
    expect(await team.as('bob').task()).toMatchObject({ claimedBy: null, canComplete: true, canClaim: true });
  });

  it('[H72] counts from the moment it is up, also where that is not on record yet', async () => {
    const time = fakeTime();
    await using team = await aTeam({ time });
    await team.ask(roleAsk);
    const mine = await team.as('ann').task();
    const theirs = await team.as('bob').task();
    await team.as('ann').post(`/human-tasks/${mine.taskAsstId}/claim`, { minutes: 5 });
    await team.served.account.account.host.settled();
    // The clock alone goes on: no timer of this computer has fired yet.
    time.jumpTo(time.now() + 5 * minute);
    expect(await team.as('bob').task()).toMatchObject({ claimedBy: null, canComplete: true });
    expect(await team.as('bob').post(`/human-tasks/${theirs.taskAsstId}/claim`)).toMatchObject({
      status: 200,
    });
    expect(await history(team, theirs.taskAsstId)).toMatchObject([
      {},
      {},
      { status: 'CLAIMED', effectiveUser: 'ann' },
      { status: 'EXPIRED', effectiveUser: 'ann' },
      { status: 'ASSIGNED', effectiveUser: 'ann' },
      { status: 'CLAIMED', effectiveUser: 'bob' },
    ]);
  });

  it('[H73 H19] comes when its owner releases it: on record as RELEASED, and offered to everybody again', async () => {
    await using team = await aTeam();
    await team.ask(roleAsk);
    const { taskAsstId } = await team.as('ann').task();
    expect(await team.as('ann').post(`/human-tasks/${taskAsstId}/release`)).toMatchObject({
      status: 409,
      body: { code: 'NOT_CLAIMED' },
    });
    await team.as('ann').post(`/human-tasks/${taskAsstId}/claim`);
    expect(await team.as('ann').post(`/human-tasks/${taskAsstId}/release`)).toMatchObject({
      status: 200,
      body: { assignmentStatusCode: 'ASSIGNED' },
    });
    expect((await history(team, taskAsstId)).slice(2)).toMatchObject([
      { status: 'CLAIMED' },
      { status: 'RELEASED', reason: 'released', effectiveUser: 'ann' },
      { status: 'ASSIGNED', reason: 'offered_again' },
    ]);
    expect(await team.as('bob').task()).toMatchObject({ claimedBy: null, canComplete: true });
  });

  it('[H73 H82] may be brought about by who may override, and by nobody else', async () => {
    await using team = await aTeam();
    await team.ask(roleAsk);
    const { taskAsstId } = await team.as('ann').task();
    await team.as('ann').post(`/human-tasks/${taskAsstId}/claim`);
    expect(await team.as('carol').post(`/human-tasks/${taskAsstId}/release`)).toMatchObject({ status: 403 });
    expect(await team.as('maya').post(`/human-tasks/${taskAsstId}/release`)).toMatchObject({ status: 200 });
    expect((await history(team, taskAsstId)).at(-2)).toMatchObject({
      status: 'RELEASED',
      actor: 'maya',
      actingAs: null,
      effectiveUser: 'ann',
    });
  });
});
