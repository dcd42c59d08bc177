import { describe, expect, it } from 'vitest';
import { aTeam } from '../../support/team.ts';

/** To remove something takes no body. */
function bodyOf(method: string, body: object): { body?: string } {
  return method === 'DELETE' ? {} : { body: JSON.stringify(body) };
}

describe('users', () => {
  it('are seen by everybody, with the permissions of others only by administrators', async () => {
    await using team = await aTeam();
    await team.as('maya').patch('/users/bob', { name: 'Bob Berg', permissions: ['workflow.task.override'] });
    expect((await team.as('ann').get('/users')).body).toMatchObject({
      users: [
        {
          userId: 'bob',
          name: 'Bob Berg',
          active: true,
          isOwner: false,
          permissions: null,
          roleIds: ['approvers'],
        },
        { userId: 'ann', permissions: [] },
        { userId: 'carol', permissions: null, roleIds: [] },
        { userId: 'maya', isOwner: true, permissions: null },
      ],
    });
    expect((await team.as('maya').get('/users')).body).toMatchObject({
      users: [
        { userId: 'bob', permissions: ['workflow.task.override'] },
        { userId: 'ann', permissions: [] },
        { userId: 'carol' },
        { userId: 'maya', permissions: ['portal.admin', 'workflow.task.override'] },
      ],
    });
  });

  it.each([
    ['POST', '/users', { userId: 'dave' }],
    ['PATCH', '/users/bob', { permissions: ['portal.admin'] }],
    ['DELETE', '/users/bob', {}],
    ['POST', '/roles', { roleId: 'directors' }],
    ['PATCH', '/roles/approvers', { memberIds: [] }],
    ['DELETE', '/roles/approvers', {}],
  ])('[H10 H4] %s %s is for administrators', async (method, path, body) => {
    await using team = await aTeam();
    const headers = { 'x-countersign-as': 'bob' };
    const request = { headers, ...bodyOf(method, body) };
    expect(await team.served.call(method, `/api${path}`, request)).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' },
    });
  });

  it.each<[string, string, object, number, string]>([
    ['POST', '/users', { userId: 'ann' }, 409, 'USER_EXISTS'],
    ['POST', '/users', { userId: 'engine' }, 400, 'INVALID_REQUEST'],
    ['POST', '/users', { userId: 'a b' }, 400, 'INVALID_REQUEST'],
    ['POST', '/users', { userId: 'dave', permissions: ['everything'] }, 400, 'INVALID_REQUEST'],
    ['PATCH', '/users/dave', { name: 'Dave' }, 404, 'USER_NOT_FOUND'],
    ['DELETE', '/users/dave', {}, 404, 'USER_NOT_FOUND'],
    ['PATCH', '/users/maya', { active: false }, 409, 'OWNER_PROTECTED'],
    ['PATCH', '/users/maya', { permissions: [] }, 409, 'OWNER_PROTECTED'],
    ['DELETE', '/users/maya', {}, 409, 'OWNER_PROTECTED'],
    ['POST', '/roles', { roleId: 'approvers' }, 409, 'ROLE_EXISTS'],
    ['POST', '/roles', { roleId: 'directors', memberIds: ['dave'] }, 404, 'USER_NOT_FOUND'],
    ['PATCH', '/roles/directors', { name: 'Directors' }, 404, 'ROLE_NOT_FOUND'],
    ['DELETE', '/roles/directors', {}, 404, 'ROLE_NOT_FOUND'],
  ])('%s %s %j is refused with what to do', async (method, path, body, status, code) => {
    await using team = await aTeam();
    const before = [await team.as('maya').get('/users'), await team.as('maya').get('/roles')];
    expect(await team.served.call(method, `/api${path}`, bodyOf(method, body))).toMatchObject({
      status,
      body: { code, data: { next: expect.any(String) } },
    });
    expect([await team.as('maya').get('/users'), await team.as('maya').get('/roles')]).toEqual(before);
  });

  it('who is removed loses what they held; what they did keeps their name', async () => {
    await using team = await aTeam();
    await team.ask('{ assigneeId: ann }');
    const { taskAsstId } = await team.as('ann').task();
    await team.as('maya').remove('/users/ann');
    expect(await team.as('maya').get('/human-tasks?view=unassigned')).toMatchObject({
      body: { humanTasks: [{ unassignedReason: 'unknown_user' }] },
    });
    expect(await team.as('maya').get(`/human-tasks/${taskAsstId}`)).toMatchObject({
      body: { assigneeId: 'ann', assigneeName: 'ann', assignmentStatusCode: 'CANCELLED' },
    });
    await team.as('maya').post('/users', { userId: 'ann', name: 'Ann again' });
    expect(await team.as('ann').task()).toMatchObject({ assigneeName: 'Ann again', canComplete: true });
    expect(await team.as('maya').get('/roles')).toMatchObject({ body: { roles: [{ memberIds: ['bob'] }] } });
  });
});

describe('acting as somebody else', () => {
  it('[H59] shows and allows what that user would see and may, and says who is signed in', async () => {
    await using team = await aTeam();
    expect(await team.as('ann').get('/account')).toMatchObject({
      body: {
        userId: 'ann',
        userName: 'ann',
        permissions: [],
        signedInUserId: 'maya',
        mayAdminister: false,
        mayOperate: false,
      },
    });
    expect(await team.as('maya').get('/account')).toMatchObject({
      body: { userId: 'maya', signedInUserId: 'maya', mayAdminister: true, mayOperate: true },
    });
  });

  it('is refused for who is not there', async () => {
    await using team = await aTeam();
    expect(await team.as('dave').get('/human-tasks')).toMatchObject({
      status: 404,
      body: { code: 'USER_NOT_FOUND' },
    });
  });
});
