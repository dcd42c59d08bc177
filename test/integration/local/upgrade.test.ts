import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { onlyTask, openTestAccount, temporaryFolder } from '../../support/account.ts';
import { firstStoreIds, writeFirstStore } from '../../support/first-store.ts';

it('a store of version 1 keeps what is in it, and its processes go on', async () => {
  using folder = temporaryFolder();
  writeFirstStore(folder.path);
  await using test = openTestAccount(folder.path);
  await test.account.host.settled();
  const info = await test.client.account.info();
  expect(info).toMatchObject({ hostId: firstStoreIds.host, userId: 'maya', engine: { waitingForPeople: 1 } });
  const ended = await test.client.processes.get({ processId: firstStoreIds.ended });
  expect(ended).toMatchObject({
    statusCode: 'C',
    trigger: 'manual',
    taskCount: 3,
    output: { outcome: 'continued' },
    parent: null,
  });
  expect(ended.tasks.map(({ path, statusCode }) => [path, statusCode])).toEqual([
    ['/do/0/requestApproval', 'C'],
    ['/do/1/route', 'C'],
    ['/do/2/done', 'C'],
  ]);
  const task = await onlyTask(test);
  expect(task).toMatchObject({
    taskAsstId: firstStoreIds.assignment,
    contextSummary: { requestId: 'REQ-001' },
  });
  await test.client.humanTasks.complete({ taskAsstId: task.taskAsstId, response: { value: 'APPROVED' } });
  await test.account.host.settled();
  expect(await test.client.processes.get({ processId: firstStoreIds.waiting })).toMatchObject({
    statusCode: 'C',
    taskCount: 3,
    output: { outcome: 'continued' },
  });
});

it('a store of version 1 has after its upgrade what a new one has', async () => {
  using old = temporaryFolder();
  using fresh = temporaryFolder();
  writeFirstStore(old.path);
  const [upgraded, created] = await Promise.all(
    [old, fresh].map(async ({ path }) => {
      const test = openTestAccount(path);
      await test.account.close();
      const db = new Sqlite(`${path}/countersign.db`, { readonly: true });
      const schema = db.prepare(`SELECT type, name, sql FROM sqlite_schema ORDER BY type, name`).all();
      db.close();
      return schema;
    }),
  );
  expect(upgraded).toEqual(created);
});
