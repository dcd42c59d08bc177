import { expect, it } from 'vitest';
import { startSource } from '../../support/account.ts';
import { serveAccount } from '../../support/api.ts';
import { countersign } from '../../support/countersign.ts';

const source = `
document: { dsl: '1.0.3', namespace: test, name: cli-people, version: '1.0.0' }
do:
  - decide: { ask: { prompt: Is it right?, mode: approval, assignment: { roleId: approvers } } }
`;

it('several people share a role from the command line: claim, release, take over, give to somebody else, answer', async () => {
  await using served = await serveAccount();
  const run = (...args: string[]) => countersign(...args, '--data-dir', served.paths.folder);
  for (const user of ['ann', 'bob']) expect(await run('user', 'add', user)).toMatchObject({ code: 0 });
  expect(await run('role', 'add', 'approvers', '--name', 'Approvers', '--member', 'ann')).toMatchObject({
    code: 0,
    out: 'Added Approvers (approvers): ann\n',
  });
  await startSource(served.account, source);
  expect(await run('role', 'change', 'approvers', '--join', 'bob')).toMatchObject({
    out: 'Changed Approvers (approvers): ann, bob\n',
  });
  const { out } = await run('inbox', '--as', 'bob', '--json');
  const [{ taskAsstId }] = JSON.parse(out) as [{ taskAsstId: string }];
  expect(await run('claim', taskAsstId, '--as', 'bob', '--minutes', '5')).toMatchObject({ code: 0 });
  expect((await run('inbox', '--as', 'ann')).out).toContain('Is it right? (claimed by bob)');
  expect(await run('release', taskAsstId, '--as', 'bob')).toMatchObject({
    out: 'Given back: Is it right?\n',
  });
  expect(await run('assign', taskAsstId, '--as', 'bob')).toMatchObject({
    out: 'Assigned to you: Is it right?\n',
  });
  const held = JSON.parse((await run('inbox', '--view', 'all', '--json')).out) as { taskAsstId: string }[];
  expect(held).toMatchObject([{ assigneeId: 'bob' }]);
  const id = held[0]?.taskAsstId ?? '';
  expect(await run('reassign', id, '--to', 'ann', '--as', 'bob')).toMatchObject({ code: 1 });
  expect(await run('reassign', id.slice(-8), '--to', 'ann', '--reason', 'Bob is away')).toMatchObject({
    out: 'Now asked: ann: Is it right?\n',
  });
  const [own] = JSON.parse((await run('inbox', '--as', 'ann', '--json')).out) as [{ taskAsstId: string }];
  expect(await run('answer', own.taskAsstId, '--value', 'APPROVED', '--as', 'ann')).toMatchObject({
    code: 0,
  });
  const history = (await run('history', own.taskAsstId)).out;
  expect(history).toContain('by maya as bob (cli)');
  expect(history).toContain('reassigned: Bob is away');
  expect(history).toMatch(/COMPLETED +ann +by maya as ann \(cli\) +completed/);
});

it('refuses what it cannot do, and says what can be done', async () => {
  await using served = await serveAccount();
  const run = (...args: string[]) => countersign(...args, '--data-dir', served.paths.folder);
  expect(await run('inbox', '--as', 'nobody')).toMatchObject({
    code: 1,
    err: expect.stringContaining('USER_NOT_FOUND'),
  });
  expect(await run('user', 'add', 'ann', '--permissions', 'everything')).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no permission everything'),
  });
  expect(await run('user', 'change', 'maya', '--no-active')).toMatchObject({
    code: 1,
    err: expect.stringContaining('OWNER_PROTECTED'),
  });
  expect(await run('role', 'change', 'approvers', '--join', 'maya')).toMatchObject({ code: 2 });
  expect(await run('reassign', 'abc')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--to <user> or --to-role <role>'),
  });
  expect(await run('claim', 'abc', '--minutes', '500')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Must be 1 to 120.'),
  });
});
