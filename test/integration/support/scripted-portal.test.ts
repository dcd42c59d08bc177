import { expect, onTestFinished, test } from 'vitest';
import { openScriptedPortal, type PortalOptions } from '../../support/portal/scripted-portal.ts';
import { portalClient } from '../../support/portal/portal-client.ts';
import { aDocument, hostId, idOf } from '../../support/sync/documents.ts';

async function world(options: Partial<PortalOptions> = {}) {
  const portal = await openScriptedPortal({
    hostId,
    users: { a: 'alice', b: 'bob' },
    documents: [
      aDocument(1),
      aDocument(2, { taskId: idOf('task', 1), assigneeId: 'bob' }),
      aDocument(3, { roleId: null, roleName: null }),
    ],
    ...options,
  });
  onTestFinished(() => portal.close());
  const as = (token: string) => portalClient(portal.origin, { authorization: `Bearer ${token}` });
  return { portal, alice: as('a'), bob: as('b'), as };
}

const first = { taskAsstId: idOf('assignment', 1), taskId: idOf('task', 1) };
const approve = { ...first, statusCode: 'C', response: { value: 'APPROVED', comment: 'x'.repeat(200) } };

test('tabs, lists by tab, and what others have claimed', async () => {
  const { alice, bob } = await world();
  const { body } = await alice.query('getHumanTaskInboxSummary');
  expect(body.tabs).toMatchObject([
    { id: 'all', count: 2 },
    { id: 'user:self', count: 1 },
    { id: 'role:approvers', count: 1 },
  ]);
  await bob.command('claimHumanTask', { taskAsstId: idOf('assignment', 2), claimMinutes: 5 });
  const listed = await alice.query('getHumanTaskList', { tabId: 'role:approvers' });
  expect(listed.body).toEqual({ humanTasks: [], total: 0 });
  const all = await alice.query('getHumanTaskList', { includeClaimedByOthers: true, limit: 1 });
  expect(all.body).toMatchObject({ humanTasks: [{ claimedBy: 'bob', canClaim: false }], total: 2 });
});

test('the first answer wins and is cut; the second is a conflict', async () => {
  const { portal, alice, bob } = await world();
  expect((await alice.command('completeTask', approve)).status).toBe(200);
  const late = await bob.rpc('completeTask', { ...approve, taskAsstId: idOf('assignment', 2) });
  expect(late).toMatchObject({
    status: 409,
    body: { error: { code: 409, data: { code: 'ERR11200', message: 'STALE_TASK' } }, id: 7 },
  });
  expect(portal.completions).toHaveLength(1);
  const { body } = await alice.query('getHumanTask', first);
  expect(body.answer).toMatchObject({ value: 'APPROVED', comment: 'x'.repeat(126) });
});

test('tokens that are missing, wrong or expired', async () => {
  const { portal, alice, as } = await world();
  expect((await portalClient(portal.origin, {}).query('getHumanTask', first)).body.code).toBe('ERR10002');
  expect((await as('c').query('getHumanTask', first)).body.code).toBe('ERR10000');
  portal.expire('a');
  expect(await alice.query('getHumanTask', first)).toMatchObject({ status: 401, body: { code: 'ERR10001' } });
});

test('what a test writes happens to the calls, one after the other', async () => {
  const { portal, alice } = await world();
  portal.next(
    'completeTask',
    { breaks: 'before' },
    { refuse: { status: 503, code: 'ERR10010', message: 'RUNTIME_EXCEPTION' } },
    { breaks: 'after' },
  );
  await expect(alice.command('completeTask', approve)).rejects.toThrow('fetch failed');
  expect(portal.completions).toEqual([]);
  expect(await alice.command('completeTask', approve)).toMatchObject({
    status: 503,
    body: { code: 'ERR10010' },
  });
  await expect(alice.command('completeTask', approve)).rejects.toThrow('fetch failed');
  expect(portal.completions).toMatchObject([{ by: 'alice', response: { value: 'APPROVED' } }]);
  expect(portal.calls.map(({ action }) => action)).toEqual(Array.from({ length: 3 }, () => 'completeTask'));
});
